"""A network between a learner's kernel and the service that does to requests what networks do."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from ports import wait_until

AWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>502</h1>"
)
FAULT = AWAY.replace(b"502 Bad Gateway", b"500 Internal Server Error")
GARBAGE = b"\x16\x03\x01 this is no HTTP at all\r\n\r\n"
LONGEST = 20.0
"""Seconds after which a connection is given up, whatever became of it."""


class Chaos:
    """Listens at `url` and passes requests on to the services, each time another one of them.

    While it is `wild`, one request in `1 / share` meets a fault. All faults come from the seed, in
    the order in which requests arrive.
    """

    def __init__(self, services: list[str], seed: int, share: float = 0.6) -> None:
        self.wild = True
        self.only: list[str] = []
        """Which faults there are; all where nothing is named."""
        self.poison = b""
        """What has this in it, meets a fault of the service."""
        self.met: Counter[str] = Counter()
        self._share = share
        self._rng = random.Random(seed)
        self._drawing = threading.Lock()
        self._behind = [urlsplit(service) for service in services]
        self._under_way: set[threading.Thread] = set()
        self._kept_open: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.faults: dict[str, Callable[[socket.socket, bytes, float], None]] = {
            "request dropped": self._drop,
            "answer dropped": self._lose,
            "request cut": self._cut_request,
            "answer cut": self._cut_answer,
            "delayed": self._delay,
            "held back": self._hold,
            "sent twice": self._double,
            "half-open": self._half_open,
            "502": self._bad_gateway,
            "502 after all": self._late_bad_gateway,
            "garbage": self._garble,
            "trickling": self._trickle,
        }

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def url(self, prefix: str) -> str:
        return f"http://127.0.0.1:{self.port}{prefix}"

    def calm(self) -> None:
        """End the chaos, and let what is still on its way arrive."""
        self.wild = False
        wait_until(lambda: not self._under_way, "what was on its way has arrived", LONGEST)
        for kept in self._kept_open:
            kept.close()

    def close(self) -> None:
        self.calm()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(LONGEST)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._under_way.add(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(LONGEST)
        try:
            with suppress(OSError):
                request = _read_request(client)
                name, amount = self._draw()
                fault = self.faults.get(name, self._pass)
                if self.poison and self.poison in request:
                    fault = self._break
                fault(client, request, amount)
        finally:
            if client not in self._kept_open:
                client.close()
            self._under_way.discard(threading.current_thread())

    def _draw(self) -> tuple[str, float]:
        with self._drawing:
            amount, chance = self._rng.random(), self._rng.random()
            name = self._rng.choice(self.only or list(self.faults))
            if not self.wild or chance > self._share:
                name = "passed on"
            self.met[name] += 1
            return name, amount

    def _ask(self, request: bytes) -> bytes:
        """Pass a request on, and return the whole answer; nothing where there is none."""
        try:
            with self._connect(request) as (behind, rewritten):
                behind.sendall(rewritten)
                return b"".join(iter(lambda: behind.recv(65536), b""))
        except OSError:
            return b""

    def _connect(self, request: bytes) -> _Line:
        with self._drawing:
            place = self._rng.choice(self._behind)
        return _Line(place.hostname or "", place.port or 80, place.path, request)

    # what may become of a request; `amount` is a number from 0 to 1

    def _pass(self, client: socket.socket, request: bytes, amount: float) -> None:
        client.sendall(self._ask(request))

    def _break(self, client: socket.socket, request: bytes, amount: float) -> None:
        client.sendall(FAULT)

    def _drop(self, client: socket.socket, request: bytes, amount: float) -> None:
        pass

    def _lose(self, client: socket.socket, request: bytes, amount: float) -> None:
        self._ask(request)

    def _cut_request(self, client: socket.socket, request: bytes, amount: float) -> None:
        with suppress(OSError), self._connect(request) as (behind, rewritten):
            behind.sendall(rewritten[: int(amount * len(rewritten))])

    def _cut_answer(self, client: socket.socket, request: bytes, amount: float) -> None:
        answer = self._ask(request)
        client.sendall(answer[: int(amount * len(answer))])

    def _delay(self, client: socket.socket, request: bytes, amount: float) -> None:
        time.sleep(amount * 0.5)
        client.sendall(self._ask(request))

    def _hold(self, client: socket.socket, request: bytes, amount: float) -> None:
        """The request arrives after newer ones, when nobody waits for the answer."""
        client.close()
        time.sleep(0.3 + amount * 1.5)
        self._ask(request)

    def _double(self, client: socket.socket, request: bytes, amount: float) -> None:
        answers: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: answers.append(self._ask(request))) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
            time.sleep(0.02 * (amount > 0.5))
        for thread in threads:
            thread.join(LONGEST)
        client.sendall(answers[0])

    def _half_open(self, client: socket.socket, request: bytes, amount: float) -> None:
        """Nobody ever answers, and nobody hangs up."""
        self._kept_open.append(client)
        if amount > 0.5:
            self._ask(request)

    def _bad_gateway(self, client: socket.socket, request: bytes, amount: float) -> None:
        client.sendall(AWAY)

    def _late_bad_gateway(self, client: socket.socket, request: bytes, amount: float) -> None:
        self._ask(request)
        client.sendall(AWAY)

    def _garble(self, client: socket.socket, request: bytes, amount: float) -> None:
        client.sendall(GARBAGE)

    def _trickle(self, client: socket.socket, request: bytes, amount: float) -> None:
        """An answer that comes in drops: each in time, all of them never."""
        answer = self._ask(request)
        end = time.monotonic() + 2.5
        while answer and time.monotonic() < end:
            client.sendall(answer[:4])
            answer = answer[4:]
            time.sleep(0.2)


class _Line:
    """A connection to a service, and the request as it goes there."""

    def __init__(self, host: str, port: int, path: str, request: bytes) -> None:
        self._socket = socket.create_connection((host, port), timeout=LONGEST)
        head, _, body = request.partition(b"\r\n\r\n")
        head = re.sub(rb"(?im)^Host: .*\r$", f"Host: {host}:{port}\r".encode(), head)
        self._request = re.sub(rb"^(\S+) \S*?/api/", rb"\1 %sapi/" % path.encode(), head)
        self._request += b"\r\n\r\n" + body

    def __enter__(self) -> tuple[socket.socket, bytes]:
        return self._socket, self._request

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def _read_request(client: socket.socket) -> bytes:
    """Read one request whole; what comes here asks once per connection."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _receive(client)
    head = read.partition(b"\r\n\r\n")[0]
    found = re.search(rb"(?i)content-length: (\d+)", head)
    wanted = len(head) + 4 + int(found[1] if found else 0)
    while len(read) < wanted:
        read += _receive(client)
    return read


def _receive(client: socket.socket) -> bytes:
    got = client.recv(65536)
    if not got:
        raise ConnectionResetError
    return got
