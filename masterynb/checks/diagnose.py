"""Turns what went wrong into feedback: what you did, what was observed, the next question."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from masterynb.checks.beginner_errors import explain
from masterynb.checks.feedback import block, code
from masterynb.checks.figures import Figure
from masterynb.checks.findings import ABOUT_FIGURES, Call, Done, Finding, FindingKind
from masterynb.checks.given import Raised
from masterynb.checks.habits import counts, find_kept_none
from masterynb.checks.observations import NothingRaised, Observation
from masterynb.checks.wording import (
    SHORT,
    clean,
    is_short,
    is_spelled,
    kind_of,
    listed,
    shorten,
    show,
)
from masterynb.events import Feedback, Part

_ASKS: dict[FindingKind, str] = {
    "missing": "Where does it get its value?",
    "type": "What kind of value should it be?",
    "value": "What should come out here? Work it out by hand, step by step.",
    "off-by-one": "It is off by one. Where does your counting start, and where does it end?",
    "length": "Which items should be in it, and which should not?",
    "keys": "Which keys should it have?",
    "shape": "How many rows and columns should it have?",
    "rows": "Which rows should be in it, and which should not?",
    "columns": "Which columns does the task ask for? Look at their spelling, too.",
    "dtype": "What type should the values have?",
    "text": "Compare it with the task, character by character.",
    "raised": "What should happen for this input?",
    "not-raised": "When should it raise an error?",
    "wrong-error": "Which error does the task ask for?",
    "changed": "How could it work on a copy, so that what it is handed stays as it was?",
    "not-changed": "What should have happened to what it is handed?",
    "not-callable": "Has the name been given to something else?",
    "contains": "What is missing in it?",
    "uses": "How could it help you here?",
    "avoids": "How else could it be done?",
    "no-attribute": "Which methods and attributes does the task ask for? Look at their spelling.",
    "no-object": "How is a class written, and how does it make an object?",
    "undrawn": "Which line of your code should draw it?",
    "unlabelled": "What must a reader be told to understand the plot?",
    "mislabelled": "Compare it with the task, word by word.",
    "unlike": "What should be drawn? Look at the values that you hand over.",
}


SAID_ALONE = frozenset(("uses", "avoids", *ABOUT_FIGURES))
"""Findings whose sentence says it all, without the value."""

MOST_STEPS = 8
"""Of so many steps at most it is told that they were done."""

ALONE = "What if that call stood in a line of its own?"


class Words:
    """Writes the feedback of one failure; `source` is the learner's cell."""

    def __init__(self, source: str, names: Sequence[str] = ()) -> None:
        self._source = source
        self._names = names

    def _ask(self, finding: Finding) -> str:
        if finding.kind != "off-by-one" or counts(self._source):
            return _ASKS[
                "value" if finding.kind == "off-by-one" and finding.steps else finding.kind
            ]
        return _ASKS["length" if finding.sentence else "value"]

    def _explain(self, raised: Raised) -> str:
        kept = find_kept_none(self._source) if "NoneType" in raised.message else ""
        return kept or explain(raised, self._names)

    def of_finding(self, finding: Finding, called: str) -> Feedback:
        """Tell what an expectation found; `called` is the object's text on screen."""
        if finding.steps:
            return self._of_script(finding, called or "your class")
        if finding.call is not None or finding.kind == "not-callable":
            return self._of_call(finding, called or "your function")
        if finding.kind in SAID_ALONE:
            return _feedback(finding.sentence, _ASKS[finding.kind])
        observed = f"{_is(called, finding.got)} {finding.sentence}".strip()
        kept = find_kept_none(self._source) if finding.got is None else ""
        if kept:
            return _feedback(f"{_is(called, None)} {kept}", ALONE)
        return _feedback(observed, self._ask(finding))

    def of_observations(self, found: Sequence[Observation], message: str = "") -> Feedback:
        """Tell what a bare assertion saw; `message` is the author's own word on it."""
        if not found:
            observed = "Something that the task asks for is not there yet."
            return _feedback(observed, message or "Read the task once more: what is missing?")
        observed = " ".join(_observed(observation) for observation in found)
        is_none = any(observation.value is None for observation in found)
        kept = find_kept_none(self._source) if is_none else ""
        if kept:
            return _feedback(f"{observed} {kept}", message or ALONE)
        return _feedback(observed, message or self._question(found))

    def of_raised(self, raised: Raised, call: str, *, did: str = "") -> Feedback:
        """Tell of an error of the learner's own code while a check used it."""
        head = f"{code(call)} raised" if call else "Your code raised"
        parts = [Part("did", did)] if did else []
        parts.append(Part("observed", f"{head} {_error(raised)}{_place(raised)}."))
        return Feedback((*parts, *self._explained(raised)))

    def of_unknown_kind(self, kind: str, wanted: str) -> Feedback:
        """Tell of an object of a class that cannot be looked at; `wanted` is what can."""
        found = f"Your code gave an object of the class {code(shorten(clean(kind), SHORT))}"
        if not wanted:
            return _feedback(f"{found}, which cannot be judged here.", "What else could it give?")
        plain = code(wanted)
        observed = f"{found}. Only a plain {plain} can be judged here."
        return _feedback(observed, f"How do you make a plain {plain} of it?")

    def of_broken_cell(self, raised: Raised, lines: Sequence[str]) -> Feedback:
        """Tell of an error that stopped the learner's cell; `lines` are the cell's lines."""
        text = raised.source_line
        if not text and raised.line and 0 < raised.line <= len(lines):
            text = lines[raised.line - 1].strip()
        at = f" in line {raised.line}" if raised.line else ""
        shown = ":\n" + block(shorten(text)) if text else "."
        did = Part("did", f"Your cell stopped with an error{at}{shown}")
        return Feedback((did, Part("observed", f"{_error(raised)}."), *self._explained(raised)))

    def _explained(self, raised: Raised) -> tuple[Part, ...]:
        told = self._explain(raised)
        asks = Part("ask", "Change your cell, run it, and check again.")
        return (Part("observed", told), asks) if told else (asks,)

    def _of_call(self, finding: Finding, called: str) -> Feedback:
        ask = self._ask(finding)
        call = spell_call(called, finding.call)
        if finding.kind == "not-callable":
            return _feedback(f"{code(called)} is {_value(finding.got)}, not a function.", ask)
        if finding.raised is not None:
            return self._of_raised_call(finding, finding.raised, call)
        if finding.kind == "not-raised":
            return _feedback(f"{code(call)} raised no error; it gave {_value(finding.got)}.", ask)
        if finding.kind in ("changed", "not-changed"):
            return _feedback(f"You called {code(call)}. {finding.sentence}", ask)
        if finding.got is None:
            return self._of_none(called, call)
        observed = f"{code(call)} gave {_value(finding.got)}."
        return _feedback(f"{observed} {finding.sentence}".strip(), ask)

    def _of_script(self, finding: Finding, called: str) -> Feedback:
        """Tell of an object that was used step by step; the last step went wrong."""
        *before, last = finding.steps
        if finding.kind in ("changed", "not-changed"):
            return _after(finding.steps, called, _feedback(finding.sentence, self._ask(finding)))
        name = last.name or called
        if finding.kind in ("no-attribute", "not-callable"):
            what = "a method" if last.name else "a class"
            is_value = f"{code(name)} is {_value(finding.got)}, not {what}."
            said = is_value if finding.kind == "not-callable" else f"there is no {code(name)}."
            return _after(before, called, _feedback(said, self._ask(finding)))
        if last.call is None and finding.raised is None:
            said = f"{code(name)} is {_value(finding.got)}. {finding.sentence}".strip()
            if finding.kind == "type" and not is_spelled(finding.got):
                said = finding.sentence.replace("It", code(name), 1)
            return _after(before, called, _feedback(said, self._ask(finding)))
        call = last.call if finding.call is None else finding.call
        return _after(before, called, self._of_call(replace(finding, call=call), name))

    def _of_raised_call(self, finding: Finding, raised: Raised, call: str) -> Feedback:
        observed = f"{code(call)} raised {_error(raised)}{_place(raised)}."
        told = self._explain(raised) if finding.kind == "raised" else ""
        return _feedback(f"{observed} {told}".strip(), _ASKS[finding.kind])

    def _of_none(self, called: str, call: str) -> Feedback:
        function = _find_function(self._source, called)
        observed = f"{code(call)} gave `None`: nothing came back."
        kept = find_kept_none(ast.unparse(function)) if function is not None else ""
        if kept:
            return _feedback(f"{code(call)} gave `None`. {kept}", ALONE)
        if function is not None and not _returns_value(function):
            if _prints(function):
                observed = f"{code(call)} prints its result, but gives back `None`."
                return _feedback(observed, "What is the difference between `print` and `return`?")
            return _feedback(observed, "Where does the function `return` its result?")
        return _feedback(observed, "Is there a way through the function without a `return`?")

    def _question(self, found: Sequence[Observation]) -> str:
        if isinstance(found[0].value, NothingRaised):
            return _ASKS["not-raised"]
        called = found[0].text.partition("(")[0]
        if found[0].value is None and "(" in found[0].text:
            function = _find_function(self._source, called)
            if function is not None and not _returns_value(function):
                asks = "What is the difference between `print` and `return`?"
                return asks if _prints(function) else "Where does the function `return` its result?"
        return "Is that what the task asks for? Work it out by hand, step by step."


def _after(steps: Sequence[Done], called: str, feedback: Feedback) -> Feedback:
    """Put in front of what was observed what was done before it."""
    if not steps:
        return feedback
    calls = [spell_call(step.name or called, step.call) for step in steps if step.call]
    if len(calls) > MOST_STEPS:
        calls[1 : 2 - MOST_STEPS] = ["…"]
    head = f"After {', '.join(map(code, calls))}: "
    first, *others = feedback.parts
    return Feedback((replace(first, text=head + first.text), *others))


def _observed(observation: Observation) -> str:
    if isinstance(observation.value, NothingRaised):
        return f"{code(observation.text)} raised no error."
    if observation.given == "output" and isinstance(observation.value, str):
        return _printed(observation.value)
    if isinstance(observation.value, Figure):
        return _drawn(observation.value)
    verb = "gave" if observation.text.endswith(")") else "is"
    text = observation.text.removeprefix("figure().")
    where = "In your figure, " if text != observation.text else ""
    said = f"{where}{code(text)} {verb} {_value(observation.value)}"
    if observation.asks_type and kind_of(observation.value) not in said:
        said += f", {kind_of(observation.value)}"
    return said + (f", {listed(observation.origins)}" if observation.origins else "") + "."


def _drawn(figure: Figure) -> str:
    if not figure.is_drawn:
        return "Your code drew no figure."
    count = len(figure.axes)
    return f"Your code drew a figure with {count} {'plot' if count == 1 else 'plots'}."


def _is(called: str, got: object) -> str:
    if called.startswith("output(") and isinstance(got, str):
        return _printed(got)
    if not called:
        return f"Your answer is {_value(got)}."
    return f"{code(called)} {'gave' if called.endswith(')') else 'is'} {_value(got)}."


def _printed(text: str) -> str:
    if not text.strip():
        return "Your cell printed nothing."
    return f"Your cell printed:\n{block(shorten(text, 600))}\n"


def _value(value: object) -> str:
    """Say a value: as code where it is one, in words where it is not."""
    return code(show(value)) if is_spelled(value) else show(value)


def spell_call(called: str, call: Call | None) -> str:
    """Spell a call of a name, or the name alone where it was not called."""
    if call is None:
        return called
    shown = [show(value) if is_short(value) else "…" for value in call.args]
    shown += [f"{name}={show(value, SHORT)}" for name, value in call.kwargs]
    return shorten(f"{called}({', '.join(shown)})")


def _error(raised: Raised) -> str:
    message = shorten(raised.message.strip())
    return code(f"{raised.kind}: {message}" if message else raised.kind)


def _place(raised: Raised) -> str:
    if raised.line is None:
        return ""
    text = f" ({code(raised.source_line.strip())})" if raised.source_line.strip() else ""
    return f" in line {raised.line}{text}"


def _feedback(observed: str, ask: str) -> Feedback:
    return Feedback((Part("observed", observed), Part("ask", ask)))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _find_function(source: str, name: str) -> Function | None:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    name = name.rpartition(".")[2]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(tree) if isinstance(node, kinds) and node.name == name]
    return found[-1] if found else None


def _returns_value(function: Function) -> bool:
    return any(
        isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function)
    )


def _prints(function: Function) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        for node in ast.walk(function)
    )
