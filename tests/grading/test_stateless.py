"""What a notebook may hold where it can be asked more than a check needs."""

from __future__ import annotations

import pytest

from masterynb.grading.namespace import kept
from masterynb.grading.stateless import is_stateless


def judge(source: str) -> bool:
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(source, namespace)  # what a learner may write
    del namespace["__builtins__"]
    with kept(namespace) as names:
        return is_stateless(namespace, names)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x + 1",
        "import math\nfrom math import sqrt\ndef f(x):\n    return sqrt(x) + math.pi",
        "from collections import Counter\nimport json\ndef f(x): return Counter(x)",
        "seen = [1, [2]]\nnames = {'a': 1}\ndef f(x):\n    seen.append(x)\n    names[x] = 1",
        "rate = (1.5, 'a', (2, None))\ndef f(x, n=3, *, m=(1, 2)):\n    return [x * n for _ in m]",
        "def f(x):\n    def g():\n        nonlocal x\n        x += 1\n    g()\n    return x",
        "def f(values):\n    values[0] = 3\n    values.sort()",
        "from datetime import date\nday = date(2026, 1, 1)\ndef f(x):\n    yield day",
    ],
)
def test_stateless(source: str) -> None:
    assert judge(source)


@pytest.mark.parametrize(
    "source",
    [
        "n = 0\ndef f(x):\n    global n\n    n += 1",
        "def f(x):\n    def g():\n        global n\n        n = x\n    g()",
        "def f(x, seen=[]):\n    seen.append(x)",
        "def f(x, *, seen={}):\n    seen[x] = x",
        "def make():\n    seen = []\n    return lambda x: seen.append(x)\nf = make()",
        "def f(x):\n    f.last = x",
        "def f(x): ...\nf.last = 1",
        "import functools\n@functools.cache\ndef f(x):\n    return x",
        "class C:\n    seen = []\ndef f(x):\n    C.seen.append(x)",
        "class C: ...\nc = C()",
        "import itertools\nnumbers = itertools.count()\ndef f(x):\n    return next(numbers)",
        "seen = ([],)\ndef f(x):\n    seen[0].append(x)",
        "seen = []\nadd = seen.append",
        "import numpy as np\nvalues = np.arange(3)\ndef f(x):\n    values[0] = x",
        "_seen = []\ndef f(x):\n    _seen.append(x)",
        "import collections\nseen = collections.deque()",
        "def f(x):\n    open('left.txt', 'a').write(x)",
        "import os\ndef f(x):\n    os.environ['x'] = x",
        "def f(x):\n    globals()['n'] = x",
        "def f(x):\n    exec('global n; n = 1')",
        "def f(x, n=3):\n    f.__defaults__.__add__((x,))",
        "numbers = (n for n in range(3))",
        "f = lambda x, seen=[]: seen.append(x)",
        "many = list(range(10**6))",
    ],
)
def test_not_stateless(source: str) -> None:
    assert not judge(source)
