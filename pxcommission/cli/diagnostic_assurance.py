"""`pxcommission diagnostic assurance`: what an organisation says of itself beside what the contract's own evidence says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.diagnostic_desk import FrameworkOption, Organisation, RoundOption, parts_asked_for
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.casework.assurance import Assurance
    from pxcommission.casework.assurance_fact import Fact
    from pxcommission.casework.trail import TrailKnown
    from pxcommission.diagnostics.comparison import AreaCounts
    from pxcommission.diagnostics.entries import Round
    from pxcommission.diagnostics.frameworks import Framework


def assurance(
    context: typer.Context,
    organisation: Organisation,
    label: RoundOption = "",
    framework: FrameworkOption = "",
    questions: Annotated[bool, typer.Option("--questions", help="Only the questions for the board.")] = False,
) -> None:
    """What a round says beside what the contract's own evidence says, area by area; differences as questions. Formats: text, json.

    The evidence is that of the four whole quarters before the round was assessed, as known on the day of --as-at. What is not
    known is not assessed, with its reason. Nothing here rates reality, and no rating or finding changes.

    \b
    Examples:
      pxcommission diagnostic assurance RZ1
      pxcommission diagnostic assurance RZ1 --round 2025-26 --questions
    """
    from pxcommission.casework.assurance import assurance_of

    options = options_of(context)
    only_formats(options, "text", "json")
    known, parts, own, chosen = round_with_evidence(options, organisation, label, framework)
    found = assurance_of(known, chosen, parts, own)
    if options.format == "json":
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
        return
    print(paragraph(f"{organisation}, {found.round.round}: {chosen.title}, {chosen.edition}"))
    print(f"Evidence of {_period(found.span)}, as known on {in_words(found.as_at)}; contracts: {', '.join(found.contracts) or 'none'}")  # fmt: skip
    if not questions:
        for one in found.areas:
            print(f"\n{one.area.id} {one.area.name}")
            for said in one.said:
                print(paragraph(f"{said.rater} says: {_counted(found, said)}", "  ", "    "))
            for fact in one.facts:
                _show(fact, several=len(found.contracts) > 1)
            if one.why_none:
                print(f"  not assessed: {one.why_none}")
        if found.elsewhere:
            print("\nEvidence for which this edition has no area")
            for fact in found.elsewhere:
                _show(fact, several=len(found.contracts) > 1)
    _show_questions(found)


def round_with_evidence(
    options: Options, organisation: str, label: str, framework: str
) -> tuple[TrailKnown, tuple[Round, ...], tuple[Round, ...], Framework]:
    """Everything known on the day; the parts of the round asked for (the last one's unless told), every part, its framework."""
    from pxcommission.cli.listening_desk import trail_known
    from pxcommission.diagnostics.frameworks import framework_named, frameworks_of
    from pxcommission.diagnostics.rounds import diagnostics_on

    known = diagnostics_on(options.workspace, options.as_at)
    every = parts_asked_for(known, organisation)
    wanted = [one for one in parts_asked_for(known, organisation, label) if framework in ("", one.framework)]
    trail = trail_known(options)
    frameworks = frameworks_of(trail.workspace.rulebook)
    if not wanted:
        framework_named(frameworks, framework)
        recorded = dict.fromkeys(f"{one.round} of {one.framework}" for one in every)
        usage(f"{organisation} has no such round of {framework}; recorded: {', '.join(recorded)}")
    last = max(wanted, key=lambda one: one.assessed_on)
    parts = tuple(one for one in wanted if (one.round, one.framework) == (last.round, last.framework))
    return trail, parts, every, framework_named(frameworks, last.framework)


def _counted(found: Assurance, said: AreaCounts) -> str:
    parts = [f"{number} {found.framework.rating_name(rating)}" for rating, number in said.by_rating.items() if number]
    missing = {"not assessed": said.not_assessed, "not answered yet": said.not_answered}
    return ", ".join([*parts, *(f"{number} {state}" for state, number in missing.items() if number)])


def _show(fact: Fact, several: bool) -> None:
    about = f"{fact.kind}{f' ({fact.contract})' if several and fact.contract else ''}"
    told = fact.says or f"not assessed: {fact.why_not}"
    print(paragraph(printable(f"{about}: {told}"), "  ", "    "))
    print(paragraph(printable(f"{_period(fact.period)}; {fact.source}"), "    from: ", "      "))


def _show_questions(found: Assurance) -> None:
    if not found.questions:
        print("\nNo rating points another way than the evidence on record.")
        return
    print(
        "\nQuestions for the board, where a rating and the evidence point different ways; nothing is wrong because of it:"
    )
    for number, one in enumerate(found.questions, start=1):
        print(paragraph(printable(one.text), f"  {number}. ", "     "))


def _period(period: Any) -> str:
    return f"{in_words(period.start)} to {in_words(period.end)}"


def _as_json(found: Assurance) -> dict[str, Any]:
    return {
        "organisation": found.organisation, "framework": found.framework.id, "round": found.round.round,
        "evidence": {"from": found.span.start.isoformat(), "to": found.span.end.isoformat()},
        "as_at": found.as_at.isoformat(), "contracts": list(found.contracts),
        "areas": [
            {"id": one.area.id, "name": one.area.name, "why_none": one.why_none,
             "said": [{"rater": said.rater, "by_rating": dict(said.by_rating), "not_assessed": said.not_assessed,
                       "not_answered": said.not_answered} for said in one.said],
             "evidence": [_fact_json(fact) for fact in one.facts]}
            for one in found.areas
        ],
        "without_area": [_fact_json(fact) for fact in found.elsewhere],
        "questions": [
            {"area": one.area, "about": one.fact.kind.value, "contract": one.fact.contract, "evidence": one.fact.says,
             "rated": [{"rater": said.rater, "indicators": list(said.indicators), "as": list(said.ratings)} for said in one.rated],
             "question": one.asks, "text": one.text}
            for one in found.questions
        ],
    }  # fmt: skip


def _fact_json(fact: Fact) -> dict[str, Any]:
    return {
        "about": fact.kind.value, "contract": fact.contract, "says": fact.says, "points": fact.shows.value,
        "why_not": fact.why_not, "from": fact.period.start.isoformat(), "to": fact.period.end.isoformat(),
        "source": fact.source,
    }  # fmt: skip
