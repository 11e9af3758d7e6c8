"""A learner's kernel for the crash tests: submits without end, printing each receipt.

Run as: python crashing.py CONFTEST FOLDER HOME SEED
"""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

conftest, folder, home, seed = sys.argv[1:]
spec = importlib.util.spec_from_file_location("tiny_course", conftest)
tiny = importlib.util.module_from_spec(spec)
sys.modules["tiny_course"] = tiny
spec.loader.exec_module(tiny)

world = tiny.World(Path(home), Path(folder), tiny.make_course(), rng=random.Random(seed))
authority = world.open()
names = [header.id for header in world.course.exercises]
authority.standing()  # import and open what the first use needs
print("ready", flush=True)
while True:
    name = world.rng.choice(names[:4])
    ending = world.rng.choice(["", "  # failed"])
    submission = world.submission(name, f"x = {world.rng.random()}{ending}")
    judgement = authority.submit(submission)
    if judgement.recorded is None:
        print("unrecorded", *judgement.notes, flush=True)
        continue
    print("receipt", submission.id, judgement.recorded, flush=True)
