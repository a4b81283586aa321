"""`pxcommission diagnostic list` and `show`: the rounds recorded, and what one rater or several said in one of them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict

from pxcommission.cli.diagnostic_desk import (
    Organisation,
    RaterOption,
    RoundOption,
    last_round,
    parts_asked_for,
    rules_of,
)
from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.entries import Answer, Round
    from pxcommission.diagnostics.frameworks import Framework
    from pxcommission.diagnostics.rounds import Diagnostics


def list_rounds(
    context: typer.Context,
    organisation: Annotated[str | None, typer.Argument(metavar="[ORG]", help="Only this organisation.")] = None,
    entries: Annotated[bool, typer.Option("--entries", help="The entries of the log, instead of rounds.")] = False,
) -> None:
    """Every rater's part of every round known on the day of --as-at. Formats: text, json.

    \b
    Examples:
      pxcommission diagnostic list
      pxcommission diagnostic list RZ1 --entries
    """
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    known = diagnostics_on(options.workspace, options.as_at)
    if entries:
        _list_entries(options, known, organisation)
        return
    found = [one for one in known.rounds if organisation in (None, one.organisation)]
    if options.format == "json":
        print(json.dumps([_round_json(one, options) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        print(f"{_head(one)}: {_counted(one)}")
        for said in one.presented:
            print(f"  presented to the board on {said.on}: {printable(said.minute)}")
    for whole in known.complete:
        if organisation in (None, whole.organisation):
            print(
                f"{whole.organisation}: everything of {whole.period.label} is here ({whole.entry}, {printable(whole.by)})"
            )
    if not found:
        print("Nothing is recorded; begin with `pxcommission diagnostic new ORG --round 2025-26`.")


def show(
    context: typer.Context,
    organisation: Organisation,
    label: RoundOption = "",
    rater: RaterOption = "",
) -> None:
    """What was said in one round, area by area, each rater's answers side by side. Formats: text, json.

    \b
    Examples:
      pxcommission diagnostic show RZ1
      pxcommission diagnostic show RZ1 --round 2025-26 --rater patient-panel
    """
    from pxcommission.diagnostics.frameworks import frameworks_of
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    known = diagnostics_on(options.workspace, options.as_at)
    parts = parts_asked_for(known, organisation, label, rater)
    chosen = [one for one in parts if one.round == (label or last_round(parts))]
    if options.format == "json":
        print(json.dumps([_round_json(one, options, answers=True) for one in chosen], ensure_ascii=False, indent=1))
        return
    frameworks = frameworks_of(rules_of(options))
    for framework in dict.fromkeys(one.framework for one in chosen):
        same = [one for one in chosen if one.framework == framework]
        _show_round(options, frameworks.get(framework), same)


def _show_round(options: Options, framework: Framework | None, parts: list[Round]) -> None:
    for one in parts:
        print(f"{_head(one)}, assessed on {one.assessed_on}: {_counted(one)}")
        print(f"  recorded on {one.recorded_on} by {printable(one.by)}")
    for said in parts[0].presented:
        print(f"  presented to the board on {said.on}: {printable(said.minute)}")
    if framework is None:
        print(f"The framework '{parts[0].framework}' is not in rules/frameworks any more; ids only.")
    for area in framework.areas if framework else ():
        print(f"\n{area.id} {area.name}")
        for statement in area.statements:
            _show_statement(options, statement.id, statement.text, framework, parts)
    known = {one.id for one in framework.statements} if framework else set()
    for name in dict.fromkeys(name for one in parts for name in one.statements if name not in known):
        _show_statement(options, name, "", framework, parts)


def _show_statement(options: Options, name: str, text: str, framework: Framework | None, parts: list[Round]) -> None:
    print(paragraph(f"{name}  {text}".rstrip(), "  ", "    "))
    for one in parts:
        answer = one.answers.get(name)
        if answer is None:
            print(f"    {one.rater}: {'not answered yet' if name in one.statements else 'not asked in this edition'}")
            continue
        print(paragraph(f"{one.rater}: {_said(answer, framework)}", "    ", "      "))
        if answer.action:
            print(paragraph(_action(answer, options), "      action: ", "        "))


def _said(answer: Answer, framework: Framework | None) -> str:
    if answer.rating is None:
        return f"not assessed ({printable(answer.not_assessed)})"
    named = f" {framework.rating_name(answer.rating)}" if framework else ""
    return f"{answer.rating}{named}" + (f"; {printable(answer.evidence)}" if answer.evidence else "")


def _action(answer: Answer, options: Options) -> str:
    late = ", overdue" if answer.overdue(options.as_at) else ""
    return f"{printable(answer.action)} ({printable(answer.owner)}, due {answer.due}, {answer.status}{late})"


def _head(one: Round) -> str:
    called = f" {printable(one.organisation_name)}" if one.organisation_name else ""
    return f"{one.organisation}{called}, {one.round}, {one.rater} ({one.framework})"


def _counted(one: Round) -> str:
    """`12 rated, 2 not assessed, 21 not answered yet`: counts, and never a total of ratings."""
    states = Counter("rated" if answer.assessed else "not assessed" for answer in one.answers.values())
    states["not answered yet"] = len(one.open)
    return ", ".join(
        f"{states[state]} {state}" for state in ("rated", "not assessed", "not answered yet") if states[state]
    )


def _round_json(one: Round, options: Options, answers: bool = False) -> dict[str, Any]:
    from pxcommission.diagnostics.entries import as_kept

    document: dict[str, Any] = {
        **asdict(one.key), "organisation_name": one.organisation_name, "edition": one.edition,
        "assessed_on": one.assessed_on.isoformat(), "recorded_on": one.recorded_on.isoformat(), "by": one.by,
        "rated": sum(a.assessed for a in one.answers.values()),
        "not_assessed": sum(not a.assessed for a in one.answers.values()), "not_answered": list(one.open),
        "presented": [{"on": p.on.isoformat(), "minute": p.minute, "by": p.by} for p in one.presented],
        "entries": list(one.entries),
    }  # fmt: skip
    if answers:
        document["answers"] = {
            name: {**as_kept(said), "overdue": said.overdue(options.as_at), "entry": said.entry}
            for name, said in one.answers.items()
        }
    return document


def _list_entries(options: Options, known: Diagnostics, organisation: str | None) -> None:
    from pxcommission.diagnostics.rounds import DIAGNOSTICS
    from pxcommission.listening.log import lines_of

    rows = []
    for line in lines_of(options.workspace, DIAGNOSTICS):
        if organisation not in (None, line.get("organisation")) or line["known_from"] > options.as_at.isoformat():
            continue
        gone = known.withdrawn.get(line["id"])
        about = " ".join(
            str(line[name]) for name in ("organisation", "round", "rater", "statement", "entry") if name in line
        )
        rows.append({"id": line["id"], "act": line["act"], "about": about, "by": line["by"], "on": line["known_from"],
                     "withdrawn": gone.reason if gone else None})  # fmt: skip
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(printable(f"{row['id']}  {row['on']}  {row['act']}: {row['about']}; by {row['by']}"))
        if row["withdrawn"]:
            print(printable(f"  withdrawn: {row['withdrawn']}"))
    if not rows:
        print("Nothing is recorded.")
