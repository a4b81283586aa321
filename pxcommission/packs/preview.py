"""The draft for factual accuracy: a contract's findings with figures, as a workbook the provider agrees or corrects."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import measure_of, statement_of, unit_of
from pxcommission.packs.figures import level_of
from pxcommission.packs.folders import environment_problems, one_writer, refuse_link, sweep
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import one_line
from pxcommission.periods import operational_days_after
from pxcommission.returns.preview import PreviewHeading, PreviewRow, write_preview
from pxcommission.whole_files import flush

DAYS_TO_CHECK = 5  # Operational Days, by agreement between the parties


def write_previews(checked: Sequence[CheckedContract], out: Path) -> list[Path]:
    """`<out>/<period>/preview-<contract>.xlsx` for each contract with figures; each is written whole or not at all."""
    written = []
    with environment_problems(out):
        refuse_link(out)
        out.mkdir(parents=True, exist_ok=True)
        with one_writer(out):
            for one in checked:
                rows = preview_rows(one)
                if rows:
                    written.append(_write(one, rows, out / one.period.key))
    return written


def preview_rows(one: CheckedContract) -> list[PreviewRow]:
    """The findings met or not met that rest on a figure, in their order."""
    judged = (f for f in one.findings if f.outcome is not Outcome.NOT_ASSESSED and f.numerator is not None)
    return [_row(one, finding) for finding in judged]


def _write(one: CheckedContract, rows: list[PreviewRow], folder: Path) -> Path:
    refuse_link(folder)
    folder.mkdir(exist_ok=True)
    sweep(folder)
    provider = one.contract.provider
    by = operational_days_after(one.as_at, DAYS_TO_CHECK, one.extra_bank_holidays)
    heading = PreviewHeading(one.contract.contract, provider.ods, one_line(provider.name), one.period.label, by)
    path = folder / f"preview-{one.contract.contract}.xlsx"
    building = folder / f".tmp-preview-{secrets.token_hex(6)}.xlsx"
    try:
        write_preview(rows, heading, building)
        with building.open("r+b") as made:
            finished = same_bytes(made.read(), one.as_at)
            made.seek(0)
            made.truncate()
            made.write(finished)
            flush(made)
        _keep_aside(path, finished)
        os.replace(building, path)  # noqa: PTH105 (a link in its place is replaced, never followed)
    finally:
        building.unlink(missing_ok=True)
    return path


def _keep_aside(path: Path, finished: bytes) -> None:
    """An older draft of the same name may have been filled in: it stays beside the new one under a name of its own."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() != finished:
        older = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        os.replace(path, path.with_name(f"{path.stem}-before-{older}.xlsx"))  # noqa: PTH105


def _row(one: CheckedContract, finding: Finding) -> PreviewRow:
    measure, known = measure_of(one, finding.requirement), one.requirements.get(finding.requirement)
    name = known.measure if known else ""
    return PreviewRow(
        finding_id=finding.id,
        contract=finding.contract,
        requirement=finding.requirement,
        statement=statement_of(one, finding.requirement),
        service=finding.service,
        touchpoint=finding.touchpoint,
        site=finding.site,
        ward=finding.ward,
        unit_name=unit_of(one, finding) or one_line(finding.unit_name),
        measure=name,
        start=finding.period.start,
        end=finding.period.end,
        numerator_word=(measure.numerator if measure else None) or name,
        denominator_word=(measure.denominator if measure else None) or "",
        numerator=finding.numerator,
        denominator=finding.denominator,
        threshold=level_of(one, finding),
        address="; ".join(str(address) for address in finding.evidence),
    )
