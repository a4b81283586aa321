"""`pxcommission explain`: one finding from the letter back to the cell and the clause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import checked_contracts
from pxcommission.cli.options import only_formats, options_of, usage

if TYPE_CHECKING:
    from pxcommission.assessment.findings import Finding
    from pxcommission.inference.checked import CheckedContract


def explain(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(help="The contract's id.")],
    requirement: Annotated[str, typer.Argument(help="The requirement's id, or RETURN-<REPORT>.")],
    period: Annotated[str, typer.Option(help="2025/26-Q2, '2025/26 Q2' or 2025-09")],
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    touchpoint: Annotated[str | None, typer.Option(help="Only this touchpoint.")] = None,
    site: Annotated[str | None, typer.Option(metavar="ODS", help="Only this site.")] = None,
    ward: Annotated[str | None, typer.Option(help="Only this ward.")] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the chart as .png or .svg; one file a unit.")
    ] = None,
) -> None:
    """The requirement and its clause, the figures with file, sheet and cell, the threshold and why, and the step proposed.

    Formats: text, json.

    \b
    Examples:
      pxcommission explain EXAMPLE-ACUTE FFT-IP-POSITIVE --period 2025/26-Q2
      pxcommission explain EXAMPLE-ACUTE FFT-MAT-POSITIVE --period 2025/26-Q2 --touchpoint 'postnatal ward'
      pxcommission explain EXAMPLE-ACUTE AE-FOUR-HOURS --period 2025/26-Q2 --chart waits.png
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    if chart is not None and chart.suffix.lower() not in (".png", ".svg"):
        usage(f"--chart: '{chart.name}' ends in neither .png nor .svg")
    checked = checked_contracts(options, period, [contract])[0]
    asked = {"service": service, "touchpoint": touchpoint, "site": site, "ward": ward}
    found = _wanted(checked, requirement, asked)
    if chart is not None:
        _draw(checked, found, chart)
    if options.format == "json":
        from pxcommission.packs.findings_json import findings_document

        wanted = {finding.id for finding in found}
        document = findings_document([checked])
        document["findings"] = [f for f in document["findings"] if f["id"] in wanted]
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    from pxcommission.cli.explained import show_explained

    show_explained(checked, found, options)


def _draw(checked: CheckedContract, found: list[Finding], file: Path) -> None:
    """Write the chart of each finding that has one; say which have none, and why."""
    import sys

    from pxcommission.cli.spc import chart_files
    from pxcommission.packs.described import statement_of, where
    from pxcommission.packs.spc_chart import chart_bytes
    from pxcommission.whole_files import write_whole

    drawn = [finding for finding in found if finding.chart is not None and finding.chart.result is not None]
    for finding in found:
        if finding not in drawn:
            why = finding.chart.cannot_assess if finding.chart else "it rests on no series of figures"
            print(f"No chart of {finding.id}: {why}", file=sys.stderr)
    names = ["-".join(part for part in (f.service, f.touchpoint, f.site, f.ward) if part) for f in drawn]
    for finding, path in zip(drawn, chart_files(file, names), strict=True):
        if finding.chart is None or finding.chart.result is None:
            continue
        title = f"{statement_of(checked, finding.requirement)} {where(checked, finding)}"
        unit = "per cent" if finding.denominator is not None else "number"
        write_whole(path, chart_bytes(finding.chart.result, path.suffix.lower().removeprefix("."), title, unit))
        print(f"Written: {path}", file=sys.stderr)


def _wanted(checked: CheckedContract, requirement: str, asked: dict[str, str | None]) -> list[Finding]:
    from pxcommission.problems import did_you_mean

    of_requirement = [f for f in checked.findings if f.requirement == requirement]
    if not of_requirement:
        known = {f.requirement for f in checked.findings}
        judged = checked.requirements.get(requirement)
        if judged is not None:
            length, asked_for = judged.judged_over.value, checked.period.label
            usage(
                f"{requirement} is judged by {length}, and none ends in {asked_for}; ask for the period that holds it"
            )
        usage(f"{checked.contract.contract} has no requirement '{requirement}'{did_you_mean(requirement, known)}")
    found = [f for f in of_requirement if all(value in (None, getattr(f, name)) for name, value in asked.items())]
    if not found:
        units = "; ".join(
            sorted({" / ".join(p for p in (f.service, f.touchpoint, f.site, f.ward) if p) for f in of_requirement})
        )
        usage(f"no finding of {requirement} is so; there are: {units}")
    return found
