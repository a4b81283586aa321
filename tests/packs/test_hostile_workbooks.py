"""No text from outside becomes more than text in a workbook, and nothing that can be seen of it is lost."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from examples import checked, finding
from hostile_texts import hostile_texts, kept
from msgspec.structs import replace
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from reading import parts

from pxcommission.cases.response_form import ResponseRow, response_form, response_in
from pxcommission.inference.checked import CheckedContract, DataNote
from pxcommission.packs.provider_workbook import provider_workbook
from pxcommission.packs.workbook import workbook_bytes

AT_ONCE = 150


def noted(texts: Sequence[str]) -> CheckedContract:
    """A checked quarter with each text as a note on its data, and as names."""
    base = checked()
    notes = tuple(DataNote(text, text, "note") for text in texts)
    provider = base.contract.provider.model_copy(update={"name": f"{texts[0]} Trust"})
    contract = base.contract.model_copy(update={"provider": provider, "title": f"{texts[-1]} contract"})
    return replace(base, contract=contract, notes=notes, findings=base.findings[:2], proposals=())


def judged(texts: Sequence[str]) -> CheckedContract:
    """A checked quarter with each text as the name of a ward, and as a correction of its figure."""
    wards = tuple(
        finding("FFT-IP-POSITIVE", "inpatient", 50, 90, ward=text, unit_name="", level="ward", site="RZ101", restated=f"It said {text}")
        for text in texts
    )  # fmt: skip
    return replace(noted(texts[:1]), findings=wards)


def stays_text(made: bytes, sheet: str, texts: Sequence[str]) -> None:
    """No live cell anywhere; every text stands in a cell of the sheet, read as Excel reads it."""
    for name, data in parts(made).items():
        assert not (name.startswith("xl/worksheets/") and re.search(rb"<f[ />]", data)), name
        assert b'TargetMode="External"' not in data
    for page in load_workbook(io.BytesIO(made)):
        assert all(cell.data_type in "snd" for row in page.iter_rows() for cell in row)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name(sheet).to_python()
    cells = [kept(str(value)) for row in rows for value in row]
    everything = "\n".join(cells)
    for text in texts:
        assert kept(text) in everything, (text, kept(text))


def hold(seed: int, count: int) -> None:
    texts = hostile_texts(seed, count)
    for start in range(0, count, AT_ONCE):
        some = texts[start : start + AT_ONCE]
        stays_text(workbook_bytes([noted(some)]), "Data quality", some)
        stays_text(provider_workbook(judged(some), "1 December 2025"), "Results", some)


def test_three_hundred_hostile_texts_stay_texts_in_both_workbooks() -> None:
    hold(seed=7, count=300)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(20))
def test_twenty_thousand_hostile_texts_stay_texts_in_both_workbooks(seed: int) -> None:
    hold(seed=1000 + seed, count=1_000)


def test_a_response_form_with_hostile_texts_comes_back_as_sent(tmp_path: Path) -> None:
    rows = [ResponseRow(f"ACUTE/R-{n}/all", text, text, text, text) for n, text in enumerate(hostile_texts(8, 60))]
    made = response_form("ACUTE/2025-26-Q2/0a1b", "ACUTE", ("RZ1", "=1+1 Trust"), "2025/26 Q2", "1 December 2025", rows)
    book = load_workbook(io.BytesIO(made))
    book["Response"]["F10"] = "accepts"
    path = tmp_path / "response-form-ACUTE.xlsx"
    book.save(path)
    found = response_in(path, path.name)
    assert (found.answers[0].case, len(found.open)) == ("ACUTE/R-0/all", 59)


def through_libreoffice(folder: Path, name: str, made: bytes, kind: str) -> Path:
    return all_through_libreoffice(folder, {name: made}, kind)[0]


def all_through_libreoffice(folder: Path, files: Mapping[str, bytes], kind: str) -> list[Path]:
    """The files as LibreOffice saves them, all by one call of it, since it takes seconds to start."""
    soffice = shutil.which("soffice")
    if soffice is None:
        skip_or_fail("LibreOffice is not installed (make system)")
    for name, made in files.items():
        (folder / name).write_bytes(made)
    out, profile = folder / "out", f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(soffice), profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, *(str(folder / name) for name in files)], check=True, capture_output=True, timeout=900)
    return [(out / name).with_suffix(f".{kind}") for name in files]


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(2))
def test_libreoffice_opens_two_hundred_hostile_texts_and_keeps_them_without_a_formula(
    seed: int, tmp_path: Path
) -> None:
    quarter = judged(hostile_texts(9 + seed, 100))
    made = (provider_workbook, lambda one, _: workbook_bytes([one]))[seed](quarter, "")
    saved = through_libreoffice(tmp_path, "hostile.xlsx", made, "xlsx")
    for page in load_workbook(saved):
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_response_form_that_libreoffice_saved_anew_is_read(tmp_path: Path) -> None:
    row = ResponseRow(
        "ACUTE/GOOD/inpatient", "Patients describe their care as good.", "Schedule 4", "80.0% (80 of 100)", "Why?"
    )
    made = response_form("ACUTE/2025-26-Q2/0a1b", "ACUTE", ("RZ1", "Example"), "2025/26 Q2", "1 December 2025", [row])
    book = load_workbook(io.BytesIO(made))
    for cell, value in {
        "F10": "partly",
        "G10": "Two wards moved.",
        "H10": "A nurse",
        "I10": "Matron",
        "J10": "15/01/2026",
    }.items():
        book["Response"][cell] = value
    written = io.BytesIO()
    book.save(written)
    saved = through_libreoffice(tmp_path, "form.xlsx", written.getvalue(), "xlsx")
    found = response_in(saved, saved.name)
    assert [(one.position, one.actions[0].lead) for one in found.answers] == [("partly", "Matron")]
