"""A requirement in the words of a contract's schedule: how it is measured, over which period, what follows."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.packs.described import condition_level
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.periods import Length
from pxcommission.rulebook.condition_english import in_english, number_text
from pxcommission.rulebook.conditions import All, Any, Comparison, Condition, Number, Truth, Word
from pxcommission.rulebook.ladders import MEETING_PAPER, Ladder, LadderRule, Stage
from pxcommission.rulebook.requirements import Requirement, Source
from pxcommission.rulebook.thresholds import Threshold
from pxcommission.vocabulary.models import Measure, Vocabulary

WATCHED_ONLY = "None: it is watched and discussed, never an obligation."
NOT_VERIFIED = "not verified"
PERIODS = {
    Length.MONTH: "Each month",
    Length.QUARTER: "Each quarter",
    Length.ROLLING_YEAR: "Twelve months together, looked at each quarter",
    Length.YEAR: "Each contract year, 1 April to 31 March",
}
_ADDED_OVER = {
    Length.MONTH: "the month",
    Length.QUARTER: "the quarter",
    Length.ROLLING_YEAR: "the twelve months",
    Length.YEAR: "the contract year",
}
_UNITS = {"provider": "the provider as a whole", "site": "each site", "ward": "each ward"}
_EVIDENCE = {
    ("published",): "published figures",
    ("local",): "the provider's own report",
    ("published", "local"): "published figures first, the provider's own report where there are none",
    ("local", "published"): "the provider's own report first, published figures where there is none",
}


def method_of(requirement: Requirement, vocabulary: Vocabulary, evidence: Sequence[str] = ()) -> str:
    """How the figure is made, from the rule itself: what is counted, over what, for whom, from where, from how many on.

    `evidence` is the contract's order of sources; without one only the feedback source is named.
    """
    measure = vocabulary.measures[requirement.measure]
    parts = [
        _counted(requirement, measure),
        measure.meaning or "",
        _condition(requirement, measure),
        f"Judged for {listed([_UNITS.get(level, level) for level in requirement.level])}.",
        _figures_from(measure, vocabulary, evidence),
        _not_judged(requirement),
    ]
    if requirement.partial == "allowed":
        parts.append("A period of which not every month is in can be found not met, never met.")
    return one_line(" ".join(sentence(part) for part in parts if part), 2000)


def level_of(requirement: Requirement, vocabulary: Vocabulary) -> str:
    """The level of a requirement that is judged by its own rule: `all`, `none`, or the condition; else nothing."""
    return condition_level(requirement, vocabulary.measures.get(requirement.measure))


def needs_of(requirement: Requirement) -> str:
    """What must be there to judge at all: `at least 30 responses`; nothing when any figure is judged."""
    tree = requirement.needs.tree if requirement.needs else None
    match tree:
        case None:
            return ""
        case Comparison(operator=">=", left=Word(word), right=Number(value)):
            return f"at least {number_text(value)} {_words(word)}"
    return in_english(tree)


def service_of(requirement: Requirement, services: Sequence[str], vocabulary: Vocabulary) -> str:
    """The services it applies to among `services` (of a contract; none given: all of its own), with touchpoints."""
    if "all" in requirement.service:
        return "All services"
    named = [name for name in requirement.service if not services or name in services] or list(requirement.service)
    return one_line("; ".join(_service(name, requirement, vocabulary) for name in named), 600)


def source_of(source: Source) -> str:
    """Document, clause and note of a source."""
    named = ", ".join(part for part in (source.document, source.clause) if part)
    return one_line(" ".join(sentence(part) for part in (named, source.note or "") if part), 1000)


def verified_of(source: Source) -> str:
    """`verified`, or that it is not, in plain words."""
    return "verified" if source.verified else NOT_VERIFIED


def consequence_of(ladder: Ladder | None, threshold: Threshold | None = None) -> str:
    """What follows when it is not met: the stages of the ladder in order; money is never among them."""
    if ladder is None or not ladder.stages:
        return "As the contract's escalation process says."
    first, *others = (_stage(stage) for stage in ladder.stages)
    if threshold is not None and threshold.relative:
        return sentence(f"{first} only: a level relative to other providers opens a question, never a letter")
    return sentence(", then ".join([first, *(_within(stage) for stage in others)]))


def ladder_lines(ladder: Ladder) -> tuple[str, ...]:
    """The process, a sentence for each stage: when it is proposed and how long the reply may take; then the way down."""
    lines = []
    for stage in ladder.stages:
        rules = [rule for rule in ladder.rules if rule.propose == stage.id]
        when = "; or ".join(_when(rule) for rule in rules)
        reply = ""
        if stage.reply_within is not None:
            days = counted(stage.reply_within.days, "day")
            reply = (
                f" A reply is asked for within {days}, or on the next Operational Day ({stage.reply_within.source})."
            )
        said = f"{_stage(stage)}: considered when {when}." if when else f"{_stage(stage)}: after the step before it."
        lines.append(one_line(f"{said}{reply}", 1200))
    for rule in ladder.rules:
        if rule.step_down:
            lines.append(one_line(f"A step down, with thanks: considered when {_when(rule)}.", 600))
    return tuple(lines)


def _counted(requirement: Requirement, measure: Measure) -> str:
    over = _ADDED_OVER[requirement.judged_over]
    if measure.unit == "count":
        return f"{measure.name}: the number in {over}"
    parts = f"“{_words(measure.numerator or '')}” over “{_words(measure.denominator or '')}”"
    return f"{measure.name}: {parts}, each added over {over}"


def _condition(requirement: Requirement, measure: Measure) -> str:
    if requirement.require is None or condition_level(requirement, measure) in ("all", "none"):
        return ""
    return f"Met when {in_english(requirement.require.tree)}"


def _figures_from(measure: Measure, vocabulary: Vocabulary, evidence: Sequence[str]) -> str:
    source = vocabulary.feedback.get(measure.feedback)
    name = source.name if source else measure.feedback.replace("_", " ")
    how = _EVIDENCE.get(tuple(evidence), "")
    return f"Figures from: {name}{f' ({how})' if how else ''}"


def _not_judged(requirement: Requirement) -> str:
    tree = requirement.needs.tree if requirement.needs else None
    match tree:
        case None:
            return ""
        case Comparison(operator=">=", left=Word(word), right=Number(value)):
            return f"Not judged below {number_text(value)} {_words(word)}"
    return f"Judged only when {in_english(tree)}"


def _service(name: str, requirement: Requirement, vocabulary: Vocabulary) -> str:
    known = vocabulary.services.get(name)
    if known is None:
        return name
    if not known.touchpoints or not requirement.touchpoint:
        return known.name
    points = [p for p in known.touchpoints if "each" in requirement.touchpoint or p in requirement.touchpoint]
    return f"{known.name}, {'at each of' if len(points) > 1 else 'at'} {listed(list(points))}"


def _stage(stage: Stage) -> str:
    named = stage.name
    if stage.step is not None and "General Condition 9" not in named:
        return f"{named} under General Condition 9"
    if stage.document == MEETING_PAPER and "meeting" not in named.lower():
        return f"{named} (for the review meeting)"
    return named


def _within(name: str) -> str:
    """A name as it stands inside a sentence: `challenge letter`, `GC9 Contract Performance Notice`."""
    return name if name[1:2].isupper() else name[0].lower() + name[1:]


def _when(rule: LadderRule) -> str:
    said = _said(rule.when.tree)
    return f"{said} (at once, without the steps before it)" if rule.at_once else said


def _said(condition: Condition) -> str:
    """A ladder's condition as a provider's director would say it; what has no such words stays as it is written."""
    match condition:
        case All(parts):
            return listed([f"({_said(part)})" if isinstance(part, Any) else _said(part) for part in parts])
        case Any(parts):
            return " or ".join(f"({_said(part)})" if isinstance(part, All) else _said(part) for part in parts)
        case Truth(word) if word in _TRUTHS:
            return _TRUTHS[word]
        case Comparison(operator=">=", left=Word(word), right=Number(value)) if word in _AT_LEAST:
            return _AT_LEAST[word].format(number_text(value))
        case Comparison(operator="==", left=Word("severity"), right=Word(degree)):
            return f"its severity is {degree}"
        case Comparison(operator=">=", left=Word("severity"), right=Word(degree)):
            return f"its severity is {degree} or higher"
    return in_english(condition)


_TRUTHS = {
    "in_breach": "the requirement is not met",
    "clearly_below": "the shortfall is more than chance would explain",
    "special_cause_concern": "the chart shows a change for the worse",
    "consistently_fails": "the chart says that it will not be met unless something changes",
    "deteriorating": "the chart shows a lasting change for the worse",
    "reply_overdue": "the reply is overdue",
    "plan_overdue": "a milestone of the action plan is overdue",
}
_AT_LEAST = {
    "breaches_in_a_row": "it was not met {} periods running or more",
    "met_in_a_row": "it was met {} periods running or more",
    "breaches_in_last_4": "it was not met in at least {} of the last four periods",
    "short_by": "it is short by {} cases or more",
    "units_in_breach": "at least {} sites, wards or touchpoints do not meet it",
    "sources_agreeing": "at least {} independent sources agree",
}


def _words(word: str) -> str:
    return word.replace("_", " ")
