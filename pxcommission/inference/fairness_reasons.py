"""Why a shortfall did not lead to the step that a like one led to: what, put right alone, would have led to the same step.

Every part in which two cases differ is tried: a part is a reason only if the case, with that part of the other, would have been
called to the other's step. Where no part does so alone, the fewest that do so together are. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.inference.decided import decision_text
from pxcommission.inference.fairness_steps import Inputs, Treated, differing, with_parts_of
from pxcommission.inference.reference import read_rules, with_the
from pxcommission.periods import in_words
from pxcommission.rulebook.ladders import SEVERITIES

NO_REASON = "no reason found: look at this"
DEGREES = {degree: name for name, degree in SEVERITIES.items()}


def why_not_the_same(one: Treated, other: Treated) -> tuple[str, ...]:
    """Why a case was not led to the graver step of another, in words; `NO_REASON` where nothing explains it."""
    found = [*_without_inputs(one, other), *one.held_by]
    if one.inputs is not None and other.inputs is not None:
        wanted = other.step.kind
        called_for = one.inputs.called_for()
        if not (one.held_by and called_for == wanted):
            found += _of_the_ladder(one, other, one.inputs, other.inputs, wanted)
    return tuple(dict.fromkeys(found)) or (NO_REASON,)


def why_no_step(one: Treated) -> tuple[str, ...]:
    """Why nothing at all came of a shortfall."""
    found = [*_without_inputs(one, one), *one.held_by]
    if one.inputs is not None and not found:
        found += _held_back(one)
    return tuple(dict.fromkeys(found)) or (NO_REASON,)


def _without_inputs(one: Treated, other: Treated) -> Iterator[str]:
    """Why a case was not held against anybody: waived, met at its own level, or set aside by a person."""
    for finding in one.findings:
        if finding.reason is Reason.WAIVED:
            yield f"waived: {finding.detail}" if finding.detail else "waived"
        elif finding.outcome is Outcome.MET:
            yield f"the agreed level differs: {_levels(one)}, which is met; {_levels(other)} in {other.contract}"
        elif finding.id in one.checked.set_aside:
            yield decision_text(one.checked.set_aside[finding.id])


def _of_the_ladder(one: Treated, other: Treated, ours: Inputs, theirs: Inputs, wanted: str) -> list[str]:
    parts = _decisive(ours, theirs, wanted)
    said = [_in_words(part, other, ours, theirs) for part in parts]
    if {"short by", "chance"} & set(parts) and one.levels != other.levels:
        said.append(f"the agreed level differs: {_levels(one)}; {_levels(other)} in {other.contract}")
    return said


def _decisive(ours: Inputs, theirs: Inputs, wanted: str) -> tuple[str, ...]:
    """The parts that each alone lead to the wanted step; else the fewest found that do so together; else none."""
    parts = differing(ours, theirs)
    alone = tuple(part for part in parts if _leads(ours, theirs, (part,), wanted))
    if alone or not _leads(ours, theirs, parts, wanted):
        return alone
    kept = parts
    for part in parts:
        fewer = tuple(one for one in kept if one != part)
        kept = fewer if _leads(ours, theirs, fewer, wanted) else kept
    return kept


def _leads(ours: Inputs, theirs: Inputs, parts: Sequence[str], wanted: str) -> bool:
    return with_parts_of(ours, theirs, parts).called_for() == wanted


def _held_back(one: Treated) -> Iterator[str]:
    """What the check says of the lowest step held back; else what speaks against the rules that hold."""
    case = one.findings[0].case
    ladder = one.checked.ladder_of(case)
    told = [h for h in one.checked.held_back if h.case == case and h.period == one.findings[0].period]
    if told:
        yield from min(told, key=lambda h: ladder.rank(h.stage)).because
    elif one.inputs is not None:
        for reading in read_rules(ladder, one.inputs.signals, one.inputs.state):
            yield from reading.restraints if reading.rule.propose else ()


def _in_words(part: str, other: Treated, ours: Inputs, theirs: Inputs) -> str:
    """A part that decides, with what it is in both cases."""
    words, others = dict(ours.signals.words), dict(theirs.signals.words)
    there = f"in {other.contract}"
    match part:
        case "ladder":
            return f"another ladder: {ours.ladder.title}; {theirs.ladder.title} {there}"
        case "issued":
            return f"{_stands(ours)}; {there} {_stands(theirs)}"
        case "notice":
            return "a notice is open" if ours.state.notice_open else f"no notice is open; one is {there}"
        case "plan":
            return f"no milestone of a plan is overdue; one is {there}"
        case "exception reports":
            numbers = ours.state.exception_reports_in_6_months, theirs.state.exception_reports_in_6_months
            return f"{numbers[0]} exception reports in six months; {numbers[1]} {there}"
        case "monitored":
            return f"{ours.signals.why_not_citable}: never beyond a question; an agreed obligation {there}"
        case "provisional":
            return f"the evidence is provisional: awaiting {' and '.join(ours.signals.awaited) or 'further sources'}"
        case "agreement":
            return f"{_agreeing(words)}; {_agreeing(others)} {there}"
        case "severity":
            return f"severity {_degree(words)}; {_degree(others)} {there}"
        case "short by":
            return f"{_short_by(words)}; by {_number(others, 'short_by')} {there}"
        case "history":
            return _history(words, others, there)
        case _:
            return _plainly(part, words, others, there)


def _levels(one: Treated) -> str:
    return " or ".join(one.levels) or "no level"


def _stands(inputs: Inputs) -> str:
    """What has gone out of a case: `the challenge letter went out on 5 November 2025`."""
    state = inputs.state
    if not state.stage or not inputs.ladder.rank(state.stage):
        return "no question or letter has gone out yet"
    name = with_the(inputs.ladder.stage(state.stage).name)
    on = f" on {in_words(state.issued_on)}" if state.issued_on else ""
    if state.replied_on:
        return f"{name} went out{on} and was answered on {in_words(state.replied_on)}"
    passed = "has passed" if state.reply_date_passed else "has not passed"
    return f"{name} went out{on}, and its reply date {passed}"


def _agreeing(words: dict[str, int]) -> str:
    others = words.get("sources_agreeing", 0) - 1
    if others < 1:
        return "no independent source agrees"
    return "one independent source agrees" if others == 1 else f"{others} independent sources agree"


def _degree(words: dict[str, int]) -> str:
    return DEGREES.get(words.get("severity", 0), "not known")


def _short_by(words: dict[str, int]) -> str:
    return "short by one case only" if words.get("short_by") == 1 else f"short by {_number(words, 'short_by')}"


def _number(words: dict[str, int], word: str) -> str:
    return f"{words[word]:,}" if word in words else "a number that is not known"


def _history(words: dict[str, int], others: dict[str, int], there: str) -> str:
    """How long it has lasted, in both."""
    told = [
        f"{word.replace('_', ' ')} {_number(words, word)}; {_number(others, word)} {there}"
        for word in sorted({*words, *others})
        if word.startswith(("breaches_in", "met_in")) and words.get(word) != others.get(word)
    ]
    return "; ".join(told) or f"it has lasted otherwise {there}"


_LABELS = {"units": ("units_in_breach",), "count": ("count",), "chance": ("clearly_below",),
           "chart": ("special_cause_concern", "consistently_fails", "deteriorating")}  # fmt: skip


def _plainly(part: str, words: dict[str, int], others: dict[str, int], there: str) -> str:
    told = [
        f"{word.replace('_', ' ')}: {_said(part, words.get(word))}; {_said(part, others.get(word))} {there}"
        for word in _LABELS[part]
        if words.get(word) != others.get(word)
    ]
    return "; ".join(told)


def _said(part: str, value: int | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,}" if part in ("units", "count") else "yes" if value else "no"
