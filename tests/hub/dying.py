"""A learner's kernel for the crash tests: sends the submissions of a file, and is killed.

Run as: python dying.py WORKSPACE HOME URL FILE, with the token in the environment
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from masterynb.events import Submission
from masterynb.progress.remote import HubAuthority
from masterynb.progress.workspace import read_workspace
from masterynb.settings import Settings, find_token
from masterynb.typed_json import from_json

folder, home, url, file = sys.argv[1:]
settings = Settings(Path(home), "hub", hub_url=url)
kernel = HubAuthority(read_workspace(Path(folder)), None, settings, find_token())
kernel.course()
print("ready", flush=True)
for value in json.loads(Path(file).read_bytes()):
    submission = from_json(Submission, value)
    print("sending", submission.id, flush=True)
    judgement = kernel.submit(submission)
    if judgement.recorded is not None:
        said = (submission.id, judgement.recorded, judgement.verdict.outcome.value)
        print("receipt", *said, flush=True)
