# exercise: add
# verdict: failed|learner_error
# class: protocol
# control: open garbled
# what: Frames of numbers without end, of NaN, of objects, of no text at all.
import os

BODIES = [
    b'{"ok": NaN, "ok": Infinity}',
    b'["ok", [1e999], [], []]',
    b'{"__class__": "os.system", "py/object": "os.system", "outcome": {"a": 1}}',
    b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    b'["ok", [' + b"9" * 100_000 + b"], [], []]",
    b"\xff\xfe\x00[",
]


# %%
#| exercise: add
def add(a, b):
    for number in range(3, 256):
        try:
            for body in BODIES:
                os.write(number, len(body).to_bytes(4, "big") + body)
        except OSError:
            pass
    os._exit(0)
