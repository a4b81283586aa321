"""The program at work on the shipped, fictional workspace: `make demo`. Everything happens in a copy under build/demo."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
from docx import Document
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "demo"
QUARTER, DAY = "2025/26-Q2", "2025-11-20"
ACUTE = FOLDER / "contracts" / "example-acute" / "contract.yaml"
PREVIEW = FOLDER / "packs" / "2025-26-Q2" / "preview-EXAMPLE-ACUTE.xlsx"


def main() -> None:
    """Run the six scenes in order; stop at the first command that does not end as it should."""
    prepare()
    scene("1. One contract's quarter on one screen")
    run("returns", "load", "contracts", show="last")
    run("check", QUARTER, "--as-at", DAY, "--contract", "EXAMPLE-ACUTE")
    scene("2. The letter, and one figure traced to its cell and its clause")
    run("pack", QUARTER, "--as-at", DAY)
    show_letter()
    run("explain", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--period", QUARTER, "--as-at", DAY)
    open_the_cells("FFT-OP-POSITIVE")
    scene("3. What it declined to challenge, and why")
    declined()
    scene("4. Restraint: eight quarters not met and no letter sent; ward and site are one case")
    restraint()
    scene("5. A threshold changed in the contract: mistyped, read, mended, and the quarter that changes")
    change_a_threshold()
    scene("6. The provider's draft comes back with a corrected figure")
    correct_a_figure()
    print(f"\nThe workspace of this demonstration is {FOLDER.relative_to(ROOT)}; its packs are in packs/2025-26-Q2.")


def prepare() -> None:
    """A fresh copy of the shipped workspace."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in ("rules", "contracts"):
        shutil.copytree(ROOT / name, FOLDER / name)
    shutil.copy(ROOT / "workspace.yaml", FOLDER)


def scene(title: str) -> None:
    """A heading."""
    print(f"\n{'=' * 100}\n{title}\n{'=' * 100}", flush=True)


def run(*arguments: str, show: str = "all", ends: int = 0) -> str:
    """Run a command as a user would, print it and what it prints, and return its standard output."""
    quoted = " ".join(f"'{a}'" if " " in a else a for a in arguments)
    print(f"\n$ pxcommission {quoted}", flush=True)
    command = [sys.executable, "-m", "pxcommission.cli.main", *arguments]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    print("\n".join(lines[-1:] if show == "last" else lines if show == "all" else []), flush=True)
    if done.stderr:
        print(done.stderr, end="", flush=True)
    if done.returncode != ends:
        raise SystemExit(f"the command ended with {done.returncode}, not {ends}")
    return done.stdout


def findings(period: str = QUARTER, day: str = DAY) -> dict[str, dict[str, object]]:
    """The findings of a check by id."""
    out = run("check", period, "--as-at", day, "--format", "json", show="none")
    return {f["id"]: f for f in json.loads(out)["findings"]}


def show_letter() -> None:
    """The letter's words, as they stand in Word."""
    letter = Document(str(FOLDER / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "letter-EXAMPLE-ACUTE.docx"))
    print("\nletter-EXAMPLE-ACUTE.docx, the first page in words:\n")
    for paragraph in [p.text for p in letter.paragraphs if p.text.strip()][:22]:
        print(f"  {paragraph}")


def open_the_cells(requirement: str) -> None:
    """Open the spreadsheets at the addresses the finding names."""
    print("\nThe cells themselves:")
    finding = next(f for name, f in findings().items() if f"/{requirement}/" in name)
    for place in finding["evidence"]:  # type: ignore[attr-defined]
        sheet = CalamineWorkbook.from_path(FOLDER / place["file"]).get_sheet_by_name(place["sheet"])
        rows = sheet.to_python(skip_empty_area=False)
        cells = {
            cell: rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")]
            for cell in place["cell"].replace("/", "+").split("+")
        }
        print(f"  {place['file']}!{place['sheet']}: {place['cell']} -> {cells}")


def declined() -> None:
    """Twelve of twenty, one case short, a variation, not loaded, not yet published."""
    now = findings()
    for part, unit in (("FFT-MAT-POSITIVE", "community"), ("FFT-OP-POSITIVE", ""), ("FFT-AE-POSITIVE", "")):
        one = next(f for name, f in now.items() if f"/{part}/" in name and unit in name)
        why = one["reason"] or f"short by {one['short_by']}"
        print(
            f"  {one['id']}: {one['outcome']} ({why}), {one['numerator']} of {one['denominator']}, {one['threshold']}"
        )
    gone = findings("2024/25-Q2", "2024-11-20")
    print("  " + next(f"{n}: {f['outcome']} ({f['reason']})" for n, f in gone.items() if f["reason"] == "not loaded"))
    early = findings("2025/26-Q3", "2026-01-26")
    print(
        "  "
        + next(f"{n}: {f['outcome']} ({f['reason']})" for n, f in early.items() if f["reason"] == "not yet published")
    )


def restraint() -> None:
    """Eight quarters: a challenge letter, no notice; three units, one case."""
    out = run(
        "check", "2025/26-Q4", "--as-at", "2026-05-31", "--contract", "EXAMPLE-ACUTE", "--format", "json", show="none"
    )
    document = json.loads(out)
    for finding in document["findings"]:
        if finding["requirement"] in ("FFT-IP-POSITIVE", "FFT-IP-SITE-WARD") and finding["outcome"] == "breach":
            print(f"  {finding['id']}: breach, {finding['breaches_in_a_row']} in a row")
    for proposal in document["proposals"]:
        if proposal["requirement"] in ("FFT-IP-POSITIVE", "FFT-IP-SITE-WARD"):
            print(
                f"  proposed: {proposal['stage']} for the case {proposal['case']} with {len(proposal['units'])} units"
            )
    for held in document["held_back"]:
        if held["case"].endswith("/FFT-IP-POSITIVE/inpatient"):
            print(f"  held back: {'; '.join(held['because'])}")


def change_a_threshold() -> None:
    """at least 94% becomes at leest 93%, then at least 93%."""
    before = ACUTE.read_text("utf-8")
    line = "    threshold: {2025-04-01: at least 94%}     # first agreed for 2025/26"
    ACUTE.write_text(before.replace(line, line.replace("at least 94%", "at leest 93%")), encoding="utf-8")
    run("check", QUARTER, "--as-at", DAY, ends=3)
    ACUTE.write_text(before.replace(line, line.replace("at least 94%", "at least 93%")), encoding="utf-8")
    one = next(f for name, f in findings().items() if "/FFT-OP-POSITIVE/" in name)
    print(f"  {one['id']}: now {one['outcome']} against {one['threshold']} [{one['threshold_from']}]")
    ACUTE.write_text(before, encoding="utf-8")


def correct_a_figure() -> None:
    """The provider corrects complaints answered in time from 52 to 54 of 60; the finding changes and the letter says so."""
    run("pack", QUARTER, "--as-at", DAY, "--contract", "EXAMPLE-ACUTE", "--preview")
    workbook = openpyxl.load_workbook(PREVIEW)
    sheet = workbook.active
    headings = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, headings["Requirement"]).value == "CMP-ANSWERED":
            sheet.cell(row, headings["Agree or correct"]).value = "correct"
            sheet.cell(row, headings["Corrected numerator"]).value = 54
            sheet.cell(row, headings["Corrected denominator"]).value = 60
            sheet.cell(
                row, headings["Reason"]
            ).value = "Two answers were sent on the last day and recorded on the next."
    returned = FOLDER / "contracts" / "example-acute" / "returns" / "preview-2025-26-Q2-back.xlsx"
    workbook.save(returned)
    run(
        "returns",
        "load",
        returned.relative_to(FOLDER).as_posix(),
        "--received",
        "2025-11-19",
        "--as-at",
        DAY,
        "--by",
        "Contract manager",
    )
    run("explain", "EXAMPLE-ACUTE", "CMP-ANSWERED", "--period", QUARTER, "--as-at", DAY)
    run("pack", QUARTER, "--as-at", DAY, "--contract", "EXAMPLE-ACUTE")
    letter = Document(str(FOLDER / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "letter-EXAMPLE-ACUTE.docx"))
    for paragraph in letter.paragraphs:
        if "restated on 19 November" in paragraph.text:
            print(f"  the letter: {paragraph.text}")


if __name__ == "__main__":
    main()
