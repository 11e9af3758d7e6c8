# exercise: add
# verdict: failed|learner_error
# class: network
# control: open passes
# what: A connection to a port of the machine.
import socket

try:
    with socket.create_connection(("127.0.0.1", __PORT__), 2) as line:
        FOUND = line.recv(100).startswith(b"CANARY")
except OSError:
    FOUND = False


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
