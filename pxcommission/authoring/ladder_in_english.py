"""A ladder in English: its stages, when each is proposed, and the restraint every ladder has."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.inference.reference import with_a, with_the
from pxcommission.rulebook.condition_english import in_english, number_text
from pxcommission.rulebook.conditions import (
    MIRRORED,
    OPPOSITE,
    All,
    Any,
    Call,
    Comparison,
    Condition,
    Not,
    Number,
    Term,
    Truth,
    Word,
)
from pxcommission.rulebook.ladders import SEVERITIES, Ladder, LadderRule, Stage

_TRUE = {
    "in_breach": ("it is in breach", "it is not in breach"),
    "clearly_below": ("the shortfall is more than chance would bring", "the shortfall may be chance"),
    "special_cause_concern": ("the chart shows a change for the worse", "the chart shows no change for the worse"),
    "consistently_fails": (
        "the chart says it will not be met unless something changes",
        "the chart does not say it will go on unmet",
    ),
    "deteriorating": (
        "the chart shows a lasting change for the worse",
        "the chart shows no lasting change for the worse",
    ),
    "reply_overdue": ("the reply is overdue", "the reply is not overdue"),
    "notice_open": ("a notice is open", "no notice is open"),
    "plan_overdue": ("a milestone of the plan is overdue", "no milestone of the plan is overdue"),
}
_COUNTED = {
    "breaches_in_a_row": "periods in breach running",
    "met_in_a_row": "periods met running",
    "units_in_breach": "units in breach",
    "sources_agreeing": "independent sources agreeing",
    "exception_reports_in_6_months": "exception reports in six months",
    "short_by": "cases short",
}
_AMOUNT = {"==": "exactly", "!=": "not exactly", "<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least"}
_DEGREE = {"==": "{}", "!=": "not {}", "<": "less than {}", "<=": "at most {}", ">": "more than {}", ">=": "{} or more"}
RESTRAINT = (
    "A letter is proposed only when the stage below it was issued and its reply date has passed; the first letter of the "
    "ladder needs no stage below it.",
    "A letter rests on final findings about an adopted obligation; what is only monitored, or held against other "
    "providers, stays a question.",
    "What patients answered in the Friends and Family Test or a survey comes to a step of General Condition 9 only when it is "
    "more than chance and an independent source agrees.",
    "A stage that was issued is not proposed again; a question is not asked again once a letter went out.",
    "The engine proposes; a person issues.",
)


def rule_in_words(ladder: Ladder, rule: LadderRule) -> str:
    """`it is in breach and at least 2 cases short`, with `at once` where the rule says so."""
    said = condition_in_words(ladder, rule.when.tree)
    return f"{said} (at once: an immediate risk)" if rule.at_once else said


def stage_in_words(stage: Stage) -> str:
    """What the stage is: a question for the meeting, a letter with its days, or a step of General Condition 9."""
    if stage.step is not None:
        return "a step of General Condition 9; its days come from the contract form"
    if not stage.is_letter:
        return "a question in the meeting paper, no letter"
    if stage.reply_within is None:
        return "a letter"
    days = stage.reply_within.days
    checked = "checked" if stage.reply_within.verified else "not checked"
    return f"a letter; reply within {days} days ({stage.reply_within.source}; {checked})"


def stages_in_words(ladder: Ladder) -> Iterator[str]:
    """The stages from the foot of the ladder."""
    for number, stage in enumerate(ladder.stages, start=1):
        yield f"{number}. {stage.name} ({stage.id}): {stage_in_words(stage)}"


def rules_in_words(ladder: Ladder) -> Iterator[str]:
    """Each rule as a sentence, in file order."""
    for rule in ladder.rules:
        said = rule_in_words(ladder, rule)
        if rule.propose is None:
            yield f"A step down is proposed when {said} ({rule.id})."
        elif ladder.rank(rule.propose):
            name = with_a(ladder.stage(rule.propose).name)
            yield f"{name[:1].upper()}{name[1:]} is proposed when {said} ({rule.id})."


def step_down_in_words(ladder: Ladder) -> str:
    """What happens when it is met again."""
    downs = [rule_in_words(ladder, rule) for rule in ladder.rules if rule.step_down]
    if not downs:
        return "The ladder proposes no step down."
    first = with_the(ladder.stages[0].name)
    return f"One stage down, with thanks, when {' or '.join(downs)}; below {first} the case ends."


def condition_in_words(ladder: Ladder, condition: Condition, wanted: bool = True) -> str:
    """The condition as a director says it."""
    match condition:
        case Truth(word):
            said = _TRUE.get(word)
            return said[0 if wanted else 1] if said else f"{'' if wanted else 'not '}{in_english(condition)}"
        case Comparison():
            return _comparison(ladder, condition if wanted else _opposite(condition))
        case Not(inner):
            return condition_in_words(ladder, inner, not wanted)
        case All(parts) | Any(parts):
            joint = " and " if isinstance(condition, All) is wanted else " or "
            return joint.join(_bracketed(ladder, part, wanted) for part in parts)


def _bracketed(ladder: Ladder, part: Condition, wanted: bool) -> str:
    said = condition_in_words(ladder, part, wanted)
    return f"({said})" if isinstance(part, All | Any) else said


def _opposite(comparison: Comparison) -> Comparison:
    return Comparison(OPPOSITE[comparison.operator], comparison.left, comparison.right)


def _comparison(ladder: Ladder, comparison: Comparison) -> str:
    left, right, op = comparison.left, comparison.right, comparison.operator
    if isinstance(left, Number):
        left, right, op = right, left, MIRRORED[op]
    word = _word(left)
    if word == "severity" and isinstance(right, Word) and right.name in SEVERITIES:
        return f"the severity is {_DEGREE[op].format(right.name)}"
    if word == "stage" and isinstance(right, Word):
        named = next((s.name for s in ladder.stages if s.id.replace("-", "_") == right.name), right.name)
        return f"the stage issued is {_DEGREE[op].format(named)}"
    if isinstance(right, Number) and word:
        return f"{_AMOUNT[op]} {number_text(right.value)} {_counted(word, right)}"
    return in_english(comparison)


def _counted(word: str, number: Number) -> str:
    said = _COUNTED.get(word) or f"breaches in the last {word.rpartition('_')[2]} periods"
    return said.replace("cases", "case") if word == "short_by" and number.value == 1 else said


def _word(term: Term) -> str:
    """The counted word a comparison is about, or empty where it is put in other words."""
    match term:
        case Call(function="breaches", periods=periods):
            return f"breaches_in_last_{periods}"
        case Word(name) if name in (*_COUNTED, "severity", "stage") or name.startswith("breaches_in_last_"):
            return name
        case _:
            return ""
