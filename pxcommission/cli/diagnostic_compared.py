"""`pxcommission diagnostic compare`: rounds and raters side by side, each movement with its evidence; nothing averaged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict

from pxcommission.cli.diagnostic_desk import FrameworkOption, Organisation, parts_asked_for, rules_of
from pxcommission.cli.options import only_formats, options_of
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.comparison import Agreement, Comparison, Movement, Said, StatementCompared


def compare(
    context: typer.Context,
    organisation: Organisation,
    framework: FrameworkOption = "",
    everything: Annotated[bool, typer.Option("--all", help="Also the indicators where nothing moved.")] = False,
) -> None:
    """How ratings moved from round to round, on what evidence, and where raters of a round differ. Formats: text, json.

    Ratings are shown as they were given and never averaged. What was not assessed, not answered yet or not asked in an edition
    is said with its reason. Rounds of the editions before (`follows` in the framework's file) are compared by the ids they share.

    \b
    Examples:
      pxcommission diagnostic compare RZ1
      pxcommission diagnostic compare RZ1 --framework patient-experience-2018 --all
    """
    from pxcommission.diagnostics.comparison import compared
    from pxcommission.diagnostics.frameworks import editions_before, framework_named, frameworks_of
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    frameworks = frameworks_of(rules_of(options))
    parts = parts_asked_for(diagnostics_on(options.workspace, options.as_at), organisation)
    chosen = framework_named(frameworks, framework or max(parts, key=lambda one: one.assessed_on).framework)
    editions = {one.id for one in editions_before(chosen, frameworks)}
    found = compared(chosen, [one for one in parts if one.framework in editions])
    others = dict.fromkeys(one.framework for one in parts if one.framework not in editions)
    if options.format == "json":
        print(json.dumps({"organisation": organisation, **_as_json(found), "other_frameworks": list(others)},
                         ensure_ascii=False, indent=1))  # fmt: skip
        return
    _show(organisation, found, everything)
    for name in others:
        print(
            f"Rounds of {name} are not here: it is no edition that {chosen.id} follows (--framework {name} shows them)."
        )


def _show(organisation: str, found: Comparison, everything: bool) -> None:
    editions = {one.edition for one in found.rounds}
    rounds = [one.round + (f" ({one.edition})" if len(editions) > 1 else "") for one in found.rounds]
    print(
        paragraph(
            f"{organisation}: {found.framework.title}, {' and '.join(sorted(editions)) or found.framework.edition}"
        )
    )
    print(f"Rounds: {', '.join(rounds) or 'none'}; raters: {', '.join(found.raters) or 'none'}")
    for area in found.framework.areas:
        print(f"\n{area.id} {area.name}")
        _show_counts(found, area.id)
        for one in found.in_area(area.id):
            if everything or _worth_showing(one):
                _show_statement(found, one)
    _show_differences(found)
    for name, edition in found.left_out:
        print(f"{name} stands in {edition} only, so it is compared with nothing here")


def _show_counts(found: Comparison, area: str) -> None:
    """How many indicators have each rating, by round and rater; the words of the scale, no sum."""
    for one in found.areas:
        if one.area != area:
            continue
        parts = [f"{count} {found.framework.rating_name(rating)}" for rating, count in one.by_rating.items() if count]
        missing = {"not assessed": one.not_assessed, "not answered yet": one.not_answered,
                   f"not asked in the edition {one.round.edition}": one.not_in_edition}  # fmt: skip
        parts += [f"{count} {state}" for state, count in missing.items() if count]
        print(f"  {one.round.round}, {one.rater}: {', '.join(parts)}")


def _worth_showing(one: StatementCompared) -> bool:
    return any(move.steps != 0 for move in one.movements) or any(said.apart for said in one.agreements)


def _show_statement(found: Comparison, one: StatementCompared) -> None:
    print(paragraph(f"{one.statement.id}  {one.statement.text}", "  ", "    "))
    for move in one.movements:
        print(paragraph(f"{move.rater}: {_moved(found, move)}", "    ", "      "))
        if move.steps and move.after.answer and move.after.answer.evidence:
            print(paragraph(f"evidence: {printable(move.after.answer.evidence)}", "      ", "        "))
    if not one.movements:
        for said in one.said:
            print(paragraph(f"{said.rater}, {said.round.round}: {_rated(found, said)}", "    ", "      "))


def _moved(found: Comparison, move: Movement) -> str:
    before, after = _rated(found, move.before), _rated(found, move.after)
    span = f"{move.before.round.round} to {move.after.round.round}"
    if move.steps is None:
        return f"{span}: can't be compared ({printable(move.why_not)})"
    if move.steps == 0:
        return f"{span}: still {after}"
    return f"{span}: {before} to {after} ({'up' if move.steps > 0 else 'down'} {abs(move.steps)})"


def _rated(found: Comparison, said: Said) -> str:
    if said.rating is None:
        return printable(said.why_not)
    return f"{said.rating} {found.framework.rating_name(said.rating)}"


def _show_differences(found: Comparison) -> None:
    for name in found.rounds:
        rated = [a for one in found.statements for a in one.agreements if a.round == name and a.apart is not None]
        if rated:
            agree = sum(one.agree for one in rated)
            print(f"\n{name.round}: of {len(rated)} indicators rated by two or more, the raters agree on {agree}.")
    if found.differences:
        print("\nWhere raters of one round differ, furthest apart first; what each of them sees is worth asking:")
    for one, said in found.differences:
        print(f"  {one.statement.id}, {said.round.round}: {_each(found, said)} ({said.apart} apart)")


def _each(found: Comparison, said: Agreement) -> str:
    return ", ".join(
        f"{rater} {rating} {found.framework.rating_name(rating)}" for rater, rating in said.ratings.items()
    )


def _as_json(found: Comparison) -> dict[str, Any]:
    return {
        "framework": found.framework.id,
        "rounds": [asdict(one) for one in found.rounds],
        "raters": list(found.raters),
        "areas": [{**asdict(one), "round": one.round.round, "by_rating": dict(one.by_rating)} for one in found.areas],
        "indicators": [_statement_json(one) for one in found.statements],
        "left_out": [{"indicator": name, "framework": edition} for name, edition in found.left_out],
    }


def _statement_json(one: StatementCompared) -> dict[str, Any]:
    return {
        "id": one.statement.id,
        "area": one.area,
        "said": [
            {"round": said.round.round, "rater": said.rater, "rating": said.rating, "why_not": said.why_not,
             "evidence": said.answer.evidence if said.answer else ""}
            for said in one.said
        ],
        "movements": [
            {"rater": move.rater, "from": move.before.round.round, "to": move.after.round.round,
             "before": move.before.rating, "after": move.after.rating, "steps": move.steps, "why_not": move.why_not,
             "evidence": move.after.answer.evidence if move.after.answer else ""}
            for move in one.movements
        ],
        "agreement": [
            {"round": said.round.round, "ratings": dict(said.ratings), "apart": said.apart, "agree": said.agree}
            for said in one.agreements
        ],
    }  # fmt: skip
