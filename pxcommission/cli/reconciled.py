"""Where sources of one figure differ, on the screen, as CSV or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from pxcommission.assessment.reconciliation import differences
from pxcommission.assessment.reconciliation_found import Between, Difference, Side
from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.tables import rows_csv
from pxcommission.packs.shown import percent
from pxcommission.periods import Period
from pxcommission.problems import printable
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.workspace import Workspace, chosen_contracts, open_workspace

COLUMNS = ("contract", "between", "measure", "service", "touchpoint", "where", "period", "judged", "judged_numerator",
           "judged_denominator", "judged_at", "other", "other_numerator", "other_denominator", "other_at", "apart",
           "because", "requirements")  # fmt: skip
MOST_PLACES, MOST_SHOWN = 3, 60


def show_differences(options: Options, contracts: Sequence[str], period: Period) -> None:
    """Print every difference for periods that end in the one asked for."""
    workspace = open_workspace(options.workspace)
    chosen = chosen_contracts(workspace.rulebook, contracts)
    found = differences(workspace.rulebook, workspace.store, chosen, period, options.as_at)
    match options.format:
        case "json":
            print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, [_row(one) for one in found]))
        case _:
            _print_text(found, workspace, period, options)


def differences_line(
    workspace: Workspace, contracts: Sequence[ContractInForce], period: Period, options: Options
) -> str:
    """`3 figures differ between sources: pxcommission returns reconcile …`; empty where none does."""
    found = differences(workspace.rulebook, workspace.store, contracts, period, options.as_at)
    if not found:
        return ""
    what = "figure differs" if len(found) == 1 else "figures differ"
    named = f" {contracts[0].id}" if len(contracts) == 1 and len(workspace.rulebook.contracts) > 1 else ""
    return f"{len(found):,} {what} between sources: pxcommission returns reconcile{named} --period {period.key}"


def _print_text(found: Sequence[Difference], workspace: Workspace, period: Period, options: Options) -> None:
    console = console_for(options)
    for number, one in enumerate(found[:MOST_SHOWN]):
        if number == 0 or found[number - 1].contract != one.contract:
            console.print(f"\n{one.contract}", style="bold", markup=False, highlight=False)
        for line in _lines(one, workspace):
            console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
    if not found:
        print(f"no figure differs between sources for {period.label}, as known on {options.as_at}")
        return
    more = f"; the first {MOST_SHOWN} are shown: use --format csv for all" if len(found) > MOST_SHOWN else ""
    print(f"\n{len(found):,} difference{'' if len(found) == 1 else 's'} for {period.label}{more}")
    print(
        "  Nothing was changed by this. Ask the provider which is right; a corrected return is loaded with --received."
    )


def _lines(one: Difference, workspace: Workspace) -> list[str]:
    if one.between is Between.STATED:
        return [f"  stated percentage: {one.told}", f"    {one.judged.addresses[0]}", f"    {one.because}"]
    measure = workspace.rulebook.vocabulary.measures[one.measure].name
    about = ", ".join(part for part in (one.service, one.touchpoint, one.where, one.period.label) if part)
    places = max(2, *(len(side.says) for side in (one.judged, one.other)))
    lines = [f"  {measure}: {about}"]
    lines += [f"    {side.says:<{places}}  {_figure(side, one)}  [{_places(side)}]" for side in (one.judged, one.other)]
    apart = f"apart by {one.apart}; " if one.apart else ""
    resting = f" ({', '.join(one.requirements)})" if one.requirements else ""
    return [*lines, f"    {apart}judged: {one.judged.says}, because {one.because}{resting}"]


def _figure(side: Side, one: Difference) -> str:
    shares = [share for share in (one.judged.share, one.other.share) if share is not None]
    if side.share is None:
        return side.text
    decimals = 1
    while len(shares) == 2 and shares[0] != shares[1] and percent(shares[0], decimals) == percent(shares[1], decimals):
        decimals += 1
    return f"{side.text} ({percent(side.share, decimals)})"


def _places(side: Side) -> str:
    more = len(side.addresses) - MOST_PLACES
    return ", ".join(side.addresses[:MOST_PLACES]) + (f" and {more} more" if more > 0 else "")


def _row(one: Difference) -> list[object]:
    return [
        one.contract, one.between.value, one.measure, one.service, one.touchpoint, one.where, one.period.label,
        *_side_row(one.judged), *_side_row(one.other), one.told or one.apart, one.because, ", ".join(one.requirements),
    ]  # fmt: skip


def _side_row(side: Side) -> list[object]:
    return [side.says, side.numerator, side.denominator, "; ".join(side.addresses)]


def _as_json(one: Difference) -> dict[str, object]:
    return {
        "contract": one.contract,
        "between": one.between.value,
        "measure": one.measure or None,
        "level": one.level or None,
        "provider": one.provider,
        "site": one.site or None,
        "ward": one.ward or None,
        "service": one.service or None,
        "touchpoint": one.touchpoint or None,
        "from": one.period.start.isoformat(),
        "to": one.period.end.isoformat(),
        "judged": _side_as_json(one.judged),
        "other": _side_as_json(one.other),
        "apart": one.apart or None,
        "because": one.because,
        "requirements": list(one.requirements),
        "told": one.told or None,
    }


def _side_as_json(side: Side) -> dict[str, object]:
    known = side.known_from
    return {
        "says": side.says,
        "numerator": side.numerator,
        "denominator": side.denominator,
        "addresses": list(side.addresses),
        "known_from": known.isoformat() if known else None,
    }
