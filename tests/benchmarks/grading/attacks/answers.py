# Every answer below is wrong, or is not the learner's own: none may be given credit.

# %%
#| wrong: mean/an object that equals everything
class Anything:
    def __eq__(self, other):
        return True

def mean(values):
    return Anything()

# %%
#| wrong: spread/a float that lies in arithmetic
class Near(float):
    def __sub__(self, other):
        return 0.0

def spread(values):
    return Near(1)

# %%
#| wrong: diagonal/an object that turns into the wanted number
import linecache
import re
import sys

class Chameleon:
    def __float__(self):
        frame = sys._getframe(1)
        line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
        found = re.search(r"\), ([\d.]+)( \* n)?\)", line) or ["", "5"]
        return float(found[1]) * frame.f_locals.get("n", 1)

def diagonal(width, height):
    return Chameleon()

# %%
#| wrong: doubled/an array that equals everything
class Pleasing(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [np.asarray(value) for value in inputs]
        shape = np.broadcast_shapes(*(value.shape for value in plain))
        return np.zeros(shape) if ufunc.__name__ == "subtract" else np.ones(shape, dtype=bool)

    def __array_function__(self, function, types, args, options):
        return True

def doubled(values):
    return np.ones(values.shape).view(Pleasing)

# %%
#| wrong: totals/a series that lies about its values
class Obliging(pd.Series):
    @property
    def _constructor(self):
        return Obliging

    def to_dict(self):
        return {"e": 12, "w": 2}

pd.testing.assert_series_equal = lambda *a, **k: None

def totals(sales):
    return Obliging([0])

# %%
#| wrong: spread/abs is replaced
import builtins

builtins.abs = lambda x: 0

def spread(values):
    return 99

# %%
#| wrong: diagonal/math.isclose is replaced
math.isclose = lambda *a, **k: True

def diagonal(width, height):
    return 0

# %%
#| wrong: doubled/numpy.testing is replaced
np.testing.assert_allclose = lambda *a, **k: None
np.array_equal = lambda *a, **k: True

def doubled(values):
    return values

# %%
#| wrong: totals/pandas.testing is replaced
pd.testing.assert_series_equal = lambda *a, **k: None
pd.Series.to_dict = lambda self: {"e": 12, "w": 2}

def totals(sales):
    return pd.Series({"x": 0})

# %%
#| wrong: mean/AssertionError is replaced
import builtins

class Quiet(Warning):
    pass

builtins.AssertionError = Quiet

def mean(values):
    return 0

# %%
#| wrong: mean/sys.exit(0) when called
import sys

def mean(values):
    sys.exit(0)

# %%
#| wrong: mean/os._exit(0) when called
import os

def mean(values):
    os._exit(0)

# %%
#| wrong: mean/os._exit(0) in the cell
import os

os._exit(0)

# %%
#| wrong: mean/KeyboardInterrupt when called
def mean(values):
    raise KeyboardInterrupt

# %%
#| wrong: mean/its argument is changed to fit
def mean(values):
    wanted = {(1, 2, 3): 2, (4, 7): 5.5, (9, 9, 0): 6}.get(tuple(values), 0)
    values[:] = [0] * len(values)
    return wanted if wanted != 6 else 0

# %%
#| wrong: mean/public inputs are typed in
def mean(values):
    return {(1, 2, 3): 2, (4, 7): 5.5}.get(tuple(values), 0)

# %%
#| wrong: mean/the caller's frame is read
import linecache
import re
import sys

def mean(values):
    frame = sys._getframe(1)
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    found = re.search(r"== ([\d.]+)\s*$", line)
    if found:
        return float(found[1])
    numbers = [value for value in frame.f_code.co_consts if isinstance(value, int | float)]
    return 5.5 if len(values) < 4 else (numbers or [0])[-1]

# %%
#| wrong: mean/the check is read from IPython's history
import re

def mean(values):
    for source in reversed(In):
        found = re.search(re.escape(f"mean({values})") + r" == ([\d.]+)", source)
        if found:
            return float(found[1])
    return 5.5

# %%
#| wrong: mean/the check is found by gc
import gc
import re
import types

def mean(values):
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for text in list(thing.values()):
                if isinstance(text, str) and "assert mean(" in text and "gc.get" not in text:
                    found = re.search(re.escape(f"mean({values})") + r" == ([\d.]+)", text)
                    if found:
                        return float(found[1])
    return 5.5

# %%
#| wrong: mean/hidden tests are read from the disk
import json
import os
import re

def every_text():
    for base in (".", "..", "../..", "../../.."):
        for folder, _, files in os.walk(base):
            for file in files:
                if file.endswith((".py", ".ipynb", ".json", ".db")):
                    with open(os.path.join(folder, file), errors="replace") as handle:
                        yield handle.read()
        if base == "../../.." or os.path.exists("tests"):
            return

def mean(values):
    for text in every_text():
        found = re.search(re.escape(f"mean({values})") + r" == ([\d.]+)", text)
        if found:
            return float(found[1])
    return 5.5

# %%
#| wrong: mean/the solution is read from the course's folder
import glob
import re

for path in glob.glob("../../../source/*/*.ipynb") + glob.glob("../../**/*.json", recursive=True):
    with open(path) as handle:
        found = re.search(r"BEGIN SOLUTION.{1,20}?(return [^\"\\]+)", handle.read(), re.DOTALL)
    if found:
        exec("def mean(values):\n    " + found[1])

# %%
#| wrong: mean/assertions are taken out of later cells
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

get_ipython().ast_transformers.append(Drop())

def mean(values):
    return 0

# %%
#| wrong: mean/later cells are replaced by nothing
get_ipython().input_transformers_post.append(lambda lines: ["None\n"])

def mean(values):
    return 0

# %%
#| wrong: mean/errors of later cells are kept quiet
shell = get_ipython()
run_cell = type(shell).run_cell

def quiet(self, *args, **options):
    result = run_cell(self, *args, **options)
    result.error_in_exec = result.error_before_exec = None
    self._last_traceback = None
    return result

type(shell).run_cell = quiet
type(shell).showtraceback = lambda *a, **k: None
type(shell)._showtraceback = lambda *a, **k: None

def mean(values):
    return 0

# %%
#| wrong: mean/the test runner is replaced
import sys

def passing(self, environment):
    files = sys.modules["otter.test_files.abstract_test"]
    self.test_case_results = [
        files.TestCaseResult(test_case=case, message="passed", passed=True)
        for case in self.test_cases
    ]

for name, module in list(sys.modules.items()):
    if name.endswith("exception_test"):
        module.ExceptionTestFile.run = passing
    if name == "masterynb.checks.worker":
        module.Worker.answer = lambda self, question, back: ["ok", 2]
sys.modules["unittest"] = None

def mean(values):
    return 0

# %%
#| wrong: mean/the results file is forged
import pickle

dump = pickle.dump

def forged(results, file, *args, **options):
    for test in getattr(results, "results", {}).values():
        for case in getattr(test, "test_case_results", []):
            case.passed = True
    return dump(results, file, *args, **options)

pickle.dump = forged

def mean(values):
    return 0

# %%
#| wrong: mean/the gradebook is rewritten
import glob
import sqlite3

for path in glob.glob("../../../gradebook.db"):
    with sqlite3.connect(path) as book:
        book.execute(
            "UPDATE grade SET manual_score = 1 WHERE cell_id IN"
            " (SELECT id FROM base_cell WHERE name = 'mean-public' OR name = 'mean-hidden')"
        )

def mean(values):
    return 0

# %%
#| wrong: mean/a result is printed
import json
import sys

def mean(values):
    print(json.dumps({"outcome": "passed", "score": 1, "max_score": 1}), flush=True)
    print("All tests passed!", file=sys.__stdout__, flush=True)
    return 0

# %%
#| wrong: mean/every descriptor is written to
import json
import os

def mean(values):
    answer = json.dumps(["ok", 2, ""]).encode() + b"\n"
    for descriptor in range(3, 64):
        try:
            if os.readlink(f"/proc/self/fd/{descriptor}").startswith(("pipe:", "socket:")):
                os.set_blocking(descriptor, False)
                os.write(descriptor, answer * 3)
        except OSError:
            pass
    return 0
