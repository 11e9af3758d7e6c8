# exercise: add
# verdict: failed|learner_error
# class: protocol
# control: open flood
# what: Thousands of well-formed answers of every kind, drawn at random, before anybody asks.
import json
import os
import random

TAGS = ["f", "I", "r", "o", "c", "k", "e", "l", "d", "s", "t", "b", "cb", "it", "nd", "df", "ok"]
NAMES = ["types.FunctionType", "builtins.int", "os.system", "0x1p+3", "", "x" * 100, "__class__"]
rng = random.Random(7)


def draw(depth=0):
    kind = rng.randrange(9)
    if kind < 2 or depth > 4:
        return rng.choice([None, True, 0, 1, 2, 3, 5, -1, 10**19, *NAMES])
    if kind < 7:
        return [rng.choice(TAGS), *[draw(depth + 1) for _ in range(rng.randrange(4))]]
    return [draw(depth + 1) for _ in range(rng.randrange(4))]


def answer():
    status = rng.choice(["ok", "ok", "ok", "end", "undefined", "raised", "slow", "callback"])
    rest = [draw() for _ in range(rng.randrange(3))]
    return [status, rest, rng.choice([[], draw()]), rng.choice([[], ["add"], draw()])]


def frames():
    for _ in range(12_000):
        body = json.dumps(answer()).encode()
        yield len(body).to_bytes(4, "big") + body


SAID = b"".join(frames())


# %%
#| exercise: add
def add(a, b):
    for number in range(3, 256):
        try:
            said = SAID
            while said:
                said = said[os.write(number, said) :]
        except OSError:
            pass
