"""The pack check: what must never leave the building is found in the bytes of the documents themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from examples import QUARTER, checked
from msgspec.structs import replace

from pxcommission.assessment.equality import equality_tables
from pxcommission.assessment.equality_figures import Breakdown, Characteristic, GroupCount
from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.reconciliation_found import Between, Difference, Side
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.pack_check import faults_of
from pxcommission.packs.packs import pack_files
from pxcommission.packs.rendering import read_templates

LETTER, WORKBOOK = "letter-EXAMPLE-ACUTE.docx", "escalation-workbook.xlsx"


@pytest.fixture(scope="module")
def made(root: Path) -> tuple[CheckedContract, dict[str, bytes]]:
    one = checked()
    return one, pack_files([one], read_templates(root / "rules" / "letters"))


def rewritten(package: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return written.getvalue()


def found_after(made: tuple[CheckedContract, dict[str, bytes]], file: str, old: bytes, new: bytes) -> list[str]:
    one, files = made
    changed = rewritten(files[file], lambda _, data: data.replace(old, new))
    assert changed != rewritten(files[file], lambda _, data: data), "nothing was changed"
    return [fault.text for fault in faults_of([one], {**files, file: changed})]


def test_a_pack_as_it_is_made_has_no_faults(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    one, files = made
    assert faults_of([one], files) == []


def test_a_figure_that_no_finding_has_is_found_where_it_stands(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    faults = found_after(made, LETTER, b"1,132 of 1,218", b"1,131 of 1,218")
    assert any("'1,131 of 1,218' is in no finding of this pack" in fault and "paragraph" in fault for fault in faults)


def test_a_share_that_is_not_that_of_its_counts_is_found(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    faults = found_after(made, LETTER, b"92.9% (1,132", b"93.9% (1,132")
    assert any("the share is not that of its counts" in fault for fault in faults)


def test_a_number_in_a_row_that_is_not_its_findings_is_found(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    faults = found_after(made, WORKBOOK, b"<v>1132</v>", b"<v>1131</v>")
    assert any("numerator 1131 is not that of 2025-26-Q2/EXAMPLE-ACUTE/FFT-IP-POSITIVE" in fault for fault in faults)


def test_an_unfilled_placeholder_a_formula_and_a_link_outside_are_found(
    made: tuple[CheckedContract, dict[str, bytes]],
) -> None:
    assert any(
        "{{ figure" in f and "was left unfilled" in f
        for f in found_after(made, LETTER, b"1,132 of 1,218", b"{{ figure }}")
    )
    assert any("live formula" in f for f in found_after(made, WORKBOOK, b"<v>1132</v>", b"<f>1+1</f><v>1132</v>"))
    one, files = made
    link = b'<Relationship Id="rX" Type="x" Target="https://example.org" TargetMode="External"/></Relationships>'
    linked = rewritten(
        files[LETTER], lambda name, data: data.replace(b"</Relationships>", link) if name.endswith(".rels") else data
    )
    assert any("a link outside" in fault.text for fault in faults_of([one], {LETTER: linked}))


def test_what_a_page_may_never_hold_is_found(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    one, _ = made
    page = (
        b"<html><body onload='x'><script>1</script><a href='https://example.org'>x</a><p>3 of 9,999</p></body></html>"
    )
    faults = [fault.text for fault in faults_of([one], {"report.html": page})]
    assert [
        next((f for f in faults if said in f), "") != "" for said in ("<script>", "onload of <body>", "href of <a>")
    ] == [True] * 3
    assert any("'3 of 9,999' is in no finding" in fault for fault in faults)


def test_a_verdict_that_its_own_printed_figure_denies_is_found(made: tuple[CheckedContract, dict[str, bytes]]) -> None:
    one, _ = made
    turned = [replace(f, outcome=Outcome.MET) if f.requirement == "FFT-IP-POSITIVE" else f for f in one.findings]
    faults = [fault.text for fault in faults_of([replace(one, findings=tuple(turned))], {})]
    assert any("contradicts the verdict" in fault for fault in faults)


def test_groups_of_people_and_differences_between_sources_state_counts_of_their_own(root: Path) -> None:
    whole = Breakdown(
        "EXAMPLE-ACUTE", "RZ1", "fft_positive", "inpatient", "", QUARTER, Characteristic.SEX, "local", (1132, 1218),
        (GroupCount("female", 640, 700), GroupCount("male", 492, 518)),
    )  # fmt: skip
    base = checked()
    tables = equality_tables([whole], base.vocabulary.measures)
    sides = Side("the publication", 90, 100, ("a.csv:2",)), Side("the provider's return", 91, 100, ("b.csv:2",))
    differing = Difference(
        "EXAMPLE-ACUTE", Between.SOURCES, "site", "RZ1", "RZ101", "", "inpatient", "", "fft_positive", QUARTER, *sides,
        because="it is the newer one",
    )  # fmt: skip
    one = replace(base, equality=tables, differences=(differing,))
    files = pack_files([one], read_templates(root / "rules" / "letters"))
    assert b"90 of 100" in files[f"report-{one.contract.contract}.html"]
    assert [fault.text for fault in faults_of([one], files)] == []
