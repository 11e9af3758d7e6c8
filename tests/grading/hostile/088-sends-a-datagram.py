# exercise: add
# verdict: failed|learner_error
# class: network
# control: open connected
# what: A datagram, as a name server would be asked: nobody need accept it.
import socket

QUERY = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x06answer\x07example\x00\x00\x10\x00\x01"
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(2)
        line.sendto(QUERY, ("127.0.0.1", __UDP__))
        FOUND = line.recv(100).startswith(b"CANARY")
except OSError:
    FOUND = False


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
