"""Differences between two sets of rules, and what they would have changed, as text or JSON."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for, result_text
from pxcommission.impact.outcomes_changed import Impact, OutcomeChanged, StageChanged
from pxcommission.impact.replayed import Step
from pxcommission.periods import quarter_of
from pxcommission.problems import printable
from pxcommission.rulebook.differences import Difference, Effect
from pxcommission.yaml_text import Place

SAID = {Outcome.MET: "met", Outcome.BREACH: "not met", Outcome.NOT_ASSESSED: "not assessed"}
NOTHING_SAVED = "Nothing was saved."
_COLOURS = {Effect.STRICTER: "bold magenta", Effect.LOOSER: "bold cyan", Effect.OTHER: ""}


class Compared(Struct, frozen=True):
    """Two sets of rules by name, what differs, and what that would have changed where it was asked for."""

    before: str
    after: str
    differences: Sequence[Difference]
    impact: Impact | None
    as_at: date


def show_compared(compared: Compared, options: Options) -> None:
    """Print the differences by subject, then the impact."""
    if options.format == "json":
        print(json.dumps(_document(compared), ensure_ascii=False, indent=1))
        return
    console = console_for(options)
    console.print(printable(f"From {compared.before} to {compared.after}: {_summary(compared.differences)}"))
    for (part, subject), group in itertools.groupby(compared.differences, key=lambda d: (d.part, d.subject)):
        console.print()
        console.print(Text(printable(f"{part[0].upper()}{part[1:]} {subject}"), style="bold"))
        for difference in group:
            _show(console, difference)
    if compared.impact is not None:
        _show_impact(console, compared.impact, compared.as_at)


def _summary(differences: Sequence[Difference]) -> str:
    if not differences:
        return "no difference in meaning"
    counts = Counter(difference.effect for difference in differences)
    told = [f"{counts[effect]} {effect.value}" for effect in (Effect.STRICTER, Effect.LOOSER) if counts[effect]]
    effects = f" ({', '.join(told)})" if told else ""
    return f"{len(differences)} difference{'' if len(differences) == 1 else 's'} in meaning{effects}"


def _show(console: Console, difference: Difference) -> None:
    line = Text(printable(f"  {difference.sentence}"))
    if difference.effect is not Effect.OTHER:
        line.append(f"  [{difference.effect.value}]", style=_COLOURS[difference.effect])
    console.print(line)
    console.print(Text(printable(f"    {_places(difference)}"), style="dim"), soft_wrap=True)


def _places(difference: Difference) -> str:
    """`rules/complaints.yaml:18 → rules/complaints.yaml:19`, or where it stands now or stood."""
    before, after = (_place(place) for place in (difference.before, difference.after))
    if before and after:
        return before if before == after else f"{before} → {after}"
    return f"now {after}" if after else f"was {before}"


def _place(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else ""


def _show_impact(console: Console, impact: Impact, as_at: date) -> None:
    """The outcomes that change, then the stages, then how many of how many."""
    console.print(Text(f"\nImpact on {_span(impact)}, from the evidence known on {as_at}", style="bold"))
    if not impact.outcomes and not impact.stages:
        console.print("  nothing comes out differently")
    for contract, outcomes in itertools.groupby(impact.outcomes, key=lambda one: one.finding.contract):
        console.print(printable(f"  {contract}"))
        for one in outcomes:
            console.print(printable(f"    {_named(one.finding)}: {outcome_told(one)}"), soft_wrap=True)
    if impact.stages:
        console.print("  Steps, each proposal taken as issued")
    for first, last in _runs(impact.stages):
        when = first.step.period.label
        when += f" to {last.step.period.label}" if last is not first else ""
        said = f"    {first.step.case}, {when}: {step_told(first.before)} → {step_told(first.after)}"
        console.print(printable(said), soft_wrap=True)
    console.print(f"  {total_told(impact)}")
    console.print(f"  {NOTHING_SAVED}")


def _span(impact: Impact) -> str:
    """`2024/25 Q1 to 2025/26 Q4`, or the months where it is not made of quarters."""
    first, last = quarter_of(impact.span.start), quarter_of(impact.span.end)
    whole = (first.start, last.end) == (impact.span.start, impact.span.end) and first != last
    return f"{first.label} to {last.label}" if whole else impact.span.label


def total_told(impact: Impact) -> str:
    """`of 412 findings 3 change; of 96 stages 1 changes`."""
    parts = ((impact.findings, "finding", len(impact.outcomes)), (impact.staged, "stage", len(impact.stages)))
    return "; ".join(
        f"of {whole:,} {name}{'' if whole == 1 else 's'} {count:,} change{'s' if count == 1 else ''}"
        for whole, name, count in parts
    )


def _named(finding: Finding) -> str:
    unit = (finding.service, finding.touchpoint, finding.site, finding.ward)
    return ", ".join(part for part in (finding.requirement, *unit, finding.period.label) if part)


def outcome_told(one: OutcomeChanged) -> str:
    """`93.97% (3,007 of 3,200) against at least 94%: not met → met (against at least 93%)`."""
    before, after = one.before, one.after
    figure = figure_told(before, after)
    levels = [finding.threshold.text if finding and finding.threshold else "" for finding in (before, after)]
    said = f"{outcome_text(before)} → {outcome_text(after)}"
    against = levels[0] or levels[1]
    changed = f" (against {levels[1]})" if levels[1] and levels[1] != against else ""
    shown = f"{figure} against {against}: " if figure and against else f"{figure}: " if figure else ""
    return f"{shown}{said}{changed}"


def figure_told(*findings: Finding | None) -> str:
    """The figure without what it is short by, with as many decimals as stand on the right side of every threshold."""
    known = [finding for finding in findings if finding is not None and finding.numerator is not None]
    return max((result_text(finding).partition(", short by")[0] for finding in known), key=len, default="")


def outcome_text(finding: Finding | None) -> str:
    """`met`, `not met`, `not assessed (waived)`, or `not asked`."""
    if finding is None:
        return "not asked"
    return f"{SAID[finding.outcome]}{f' ({finding.reason.value})' if finding.reason else ''}"


def step_told(step: Step | None) -> str:
    """`challenge proposed`, `at the stage query`, or `nothing`."""
    if step is None or not (step.proposed or step.stands):
        return "nothing"
    stage = f"the stage {step.stands}" if step.stands else "no stage"
    if not step.proposed:
        return f"at {stage}"
    return f"a step down is proposed, it is at {stage}" if step.proposed == "step down" else f"{step.proposed} proposed"


def _runs(stages: Sequence[StageChanged]) -> Iterator[tuple[StageChanged, StageChanged]]:
    """First and last of the changes of one case that say the same in one period after another."""

    def said(one: StageChanged) -> tuple[str, str, str]:
        return one.step.case, step_told(one.before), step_told(one.after)

    for _, group in itertools.groupby(stages, key=said):
        ones = list(group)
        yield ones[0], ones[-1]


def _document(compared: Compared) -> dict[str, Any]:
    made: dict[str, Any] = {
        "from": compared.before,
        "to": compared.after,
        "differences": [_difference(difference) for difference in compared.differences],
    }
    if compared.impact is not None:
        made["impact"] = _impact(compared.impact, compared.as_at)
    return made


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "part": difference.part,
        "subject": difference.subject,
        "kind": difference.kind,
        "sentence": difference.sentence,
        "effect": difference.effect.value,
        "before": _placed(difference.before),
        "after": _placed(difference.after),
        "lesser": difference.lesser,
    }


def _placed(place: Place | None) -> dict[str, Any] | None:
    return {"file": place.file, "line": place.line} if place else None


def _impact(impact: Impact, as_at: date) -> dict[str, Any]:
    return {
        "first": impact.span.start.isoformat(),
        "last": impact.span.end.isoformat(),
        "as_at": as_at.isoformat(),
        "findings": impact.findings,
        "stages": impact.staged,
        "outcomes_changed": [
            {"id": one.finding.id, **_sides(finding_document(one.before), finding_document(one.after))}
            for one in impact.outcomes
        ],
        "stages_changed": [
            {
                "case": one.step.case,
                "period": one.step.period.label,
                **_sides(step_document(one.before), step_document(one.after)),
            }
            for one in impact.stages
        ],
        "total": total_told(impact),
        "saved": False,
    }


def _sides(before: object, after: object) -> dict[str, Any]:
    return {"before": before, "after": after}


def finding_document(finding: Finding | None) -> dict[str, Any] | None:
    """A finding's outcome with its figure and threshold; None where it is not asked."""
    if finding is None:
        return None
    return {
        "outcome": finding.outcome.value,
        "reason": finding.reason.value if finding.reason else None,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "threshold": finding.threshold.text if finding.threshold else None,
        "short_by": finding.short_by,
    }


def step_document(step: Step | None) -> dict[str, Any] | None:
    """What was proposed and which stage stood issued."""
    if step is None:
        return None
    return {"proposed": step.proposed or None, "stands": step.stands or None}
