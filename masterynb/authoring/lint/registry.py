"""Every rule of lint, in the order of their codes."""

from __future__ import annotations

from masterynb.authoring.lint import (
    attempted_stub,
    dead_end,
    failing_solution,
    few_hints,
    few_mistakes,
    few_opportunities,
    foreign_tool,
    kernel_only,
    large_data,
    long_hint,
    long_reading,
    missed_mistake,
    missing_alt,
    missing_explain,
    missing_file,
    no_extra,
    praising_failure,
    self_judged,
    shadowed_name,
    shown_solution,
    surviving_mutant,
    telling_hint,
    told_solution,
    unknown_value,
    unsolvable_variant,
)
from masterynb.authoring.lint.rule import Rule

_MODULES = (
    attempted_stub,
    dead_end,
    failing_solution,
    few_hints,
    few_mistakes,
    few_opportunities,
    foreign_tool,
    kernel_only,
    large_data,
    long_hint,
    long_reading,
    missed_mistake,
    missing_alt,
    missing_explain,
    missing_file,
    no_extra,
    praising_failure,
    self_judged,
    shadowed_name,
    shown_solution,
    surviving_mutant,
    telling_hint,
    told_solution,
    unknown_value,
    unsolvable_variant,
)

RULES: tuple[Rule, ...] = tuple(sorted((m.RULE for m in _MODULES), key=lambda rule: rule.code))
