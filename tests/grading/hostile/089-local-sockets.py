# exercise: add
# verdict: failed|learner_error
# class: network
# control: open passes
# what: Sockets of the machine itself, by a path and without one.
import socket

FOUND = False
for address in (__SOCKET__, __ABSTRACT__):
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(address)
            FOUND = FOUND or line.recv(100).startswith(b"CANARY")
    except OSError:
        pass


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
