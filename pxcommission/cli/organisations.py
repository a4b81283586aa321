"""`pxcommission organisations …`: what is known of a code on a day, and whether the codes of the contracts hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from pxcommission.cli.options import Options, day_given, only_formats, options_of
from pxcommission.problems import Weight, printable

if TYPE_CHECKING:
    from datetime import date

    from pxcommission.evidence.organisations_known import Organisations
    from pxcommission.evidence.organisations_of_contracts import ContractCodes
    from pxcommission.evidence.organisations_standing import Standing
    from pxcommission.workspace import Workspace

LOAD_A_LIST = (
    "only the files under rules/organisations speak: load lists of the Organisation Data Service with `returns load`"
)

app = typer.Typer(help="What became of an organisation, and whether the contracts' codes hold.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip


@app.command("show")
def show(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="A code of the Organisation Data Service.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day (default: that of --as-at).")] = None,
) -> None:
    """How a code stands on a day, its names, its board, what it went into, and where each was read. Formats: text, json.

    \b
    Examples:
      pxcommission organisations show RD3
      pxcommission organisations show RC9 --on 2019-06-30
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    day = day_given("--on", on) if on is not None else options.as_at
    _, organisations = _known(options)
    standing = organisations.standing(code.strip().upper(), day)
    if options.format == "json":
        print(json.dumps(_as_json(standing, organisations), ensure_ascii=False, indent=1))
        return
    for line in _lines(standing, organisations):
        print(printable(line))


@app.command("check")
def check(
    context: typer.Context,
    contract: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this contract; repeatable.")] = None,
) -> None:
    """Check every code of each contract over its term: closed, merged, renamed, not known; and the line that mends it.

    Formats: text, json.

    \b
    Example: pxcommission organisations check --contract EXAMPLE-ACUTE
    """
    from pxcommission.evidence.organisations_of_contracts import contract_codes
    from pxcommission.workspace import chosen_contracts

    options = options_of(context)
    only_formats(options, "text", "json")
    workspace, organisations = _known(options)
    chosen = chosen_contracts(workspace.rulebook, contract or [])
    found = [contract_codes(one, organisations, options.as_at) for one in chosen]
    strangers = [] if contract else _strangers(workspace, options.as_at)
    if options.format == "json":
        listed = [_contract_as_json(one) for one in found]
        others = [{"file": one.file, "codes": list(one.codes)} for one in strangers]
        print(json.dumps({"contracts": listed, "returns_of_others": others}, ensure_ascii=False, indent=1))
        return
    for one in found:
        _show_contract(one)
    for stranger in strangers:
        unknown = ", ".join(stranger.codes)
        print(printable(f"{stranger.file}: warning: no contract knows {unknown}, so those figures are not judged"))
    if not workspace.store.organisations(options.as_at):
        print(f"note: {LOAD_A_LIST}")


def _known(options: Options) -> tuple[Workspace, Organisations]:
    from pxcommission.evidence.organisations_known import known_organisations
    from pxcommission.evidence.organisations_written import written_records
    from pxcommission.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    written = written_records(workspace.rulebook.organisations)
    return workspace, known_organisations(workspace.store, written, options.as_at)


def _lines(standing: Standing, organisations: Organisations) -> list[str]:
    from pxcommission.periods import in_words

    lines = [f"On {in_words(standing.on)}: {standing.text}."]
    if standing.near:
        lines.append(f"  did you mean {standing.near}?")
    history = organisations.history(standing.code)
    for day, name, place in history if len(history) > 1 else ():
        lines.append(f"  name        {name}, known from {in_words(day)}  [{place}]")
    if standing.opened or standing.closed:
        first = f"from {in_words(standing.opened)}" if standing.opened else ""
        last = f"to {in_words(standing.closed)}" if standing.closed else ""
        lines.append(f"  days        {' '.join(part for part in (first, last) if part)}")
    if standing.icb and not standing.now:
        board = organisations.standing(standing.icb, standing.on)
        lines.append(f"  board       {standing.icb}{f' ({board.name})' if board.name else ''} on that day")
    for code in organisations.predecessors(standing.code):
        ended = organisations.ended(code)
        lines.append(f"  took over   {code}{f', which lasted to {in_words(ended)}' if ended else ''}")
    lines += [f"  stands at   {place}" for place in standing.places[:6]]
    return lines


def _as_json(standing: Standing, organisations: Organisations) -> dict[str, object]:
    return {
        **_standing_as_json(standing),
        "names": [
            {"from": day.isoformat(), "name": name, "place": place}
            for day, name, place in organisations.history(standing.code)
        ],
        "took_over": list(organisations.predecessors(standing.code)),
        "places": list(standing.places),
    }


def _standing_as_json(standing: Standing) -> dict[str, object]:
    def written(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "code": standing.code,
        "on": written(standing.on),
        "state": standing.state.value,
        "text": standing.text,
        "name": standing.name or None,
        "name_now": standing.name_now or None,
        "board": standing.icb or None,
        "opened": written(standing.opened),
        "closed": written(standing.closed),
        "verified": standing.verified,
        "successors": list(standing.successors),
        "today": list(standing.now),
        "did_you_mean": standing.near or None,
    }


def _show_contract(found: ContractCodes) -> None:
    print(printable(f"{found.contract}"))
    told = [named for named in found.codes if named.standing.state.value != "nothing is known"]
    for named in told:
        print(printable(f"  {named.role:<28}{named.standing.text}"))
    if untold := [named.code for named in found.codes if named not in told]:
        print(printable(f"  no list that is loaded speaks of {', '.join(dict.fromkeys(untold))}"))
    for problem in sorted(found.problems, key=lambda one: list(Weight).index(one.weight)):
        print(problem.text)
    if not found.problems:
        print("  nothing is known against these codes")


def _contract_as_json(found: ContractCodes) -> dict[str, object]:
    return {
        "contract": found.contract,
        "codes": [
            {"role": one.role, "place": f"{one.place.file}:{one.place.line}", **_standing_as_json(one.standing)}
            for one in found.codes
        ],
        "problems": [
            {"place": p.place, "weight": p.weight, "message": p.message, "fix": p.fix} for p in found.problems
        ],
    }


class Stranger(Struct, frozen=True):
    """A local return with codes that no contract knows."""

    file: str
    codes: tuple[str, ...]


def _strangers(workspace: Workspace, as_at: date) -> list[Stranger]:
    """Local returns whose provider's code no contract knows."""
    from pxcommission.evidence.organisations_loaded import CodesOfContracts

    known = CodesOfContracts(workspace.rulebook.contracts.values()).providers
    found = []
    for reading in workspace.store.readings(as_at):
        codes = tuple(code for code in reading.providers if code not in known)
        if codes:
            found.append(Stranger(reading.file, codes))
    return found
