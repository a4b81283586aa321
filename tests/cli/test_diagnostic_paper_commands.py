"""`diagnostic assurance` and `diagnostic paper` as people use them: two rounds by three raters, the paper, and slips."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.conftest import Ran
from diagnostics.assessments_written import FULL, diagnostic, recorded
from small_workspace import adopt, quarter_figures

from pxcommission.packs.diagnostic_paper import TEMPLATE

In = Callable[..., Ran]
OWED = "reports_due:\n  answers: {clause: A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}\n"


def said(lead: str, coll: str) -> dict[str, dict[str, str]]:
    """Ratings of two indicators."""
    return {name: {"rating": one, "evidence": "Papers"} for name, one in (("LEAD-1", lead), ("COLL-1", coll))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A contract whose last report came late, and two rounds: the board before and now, wards and a patient panel now."""
    space = diagnostic(tmp_path_factory.mktemp("paper"))
    space.contract(adopt(), OWED).load(*quarter_figures(95, 100, "2025/26 Q2"), received="2025-12-01")
    (space.folder / "rules/letters").mkdir(parents=True)
    shutil.copy(root / "rules/letters" / TEMPLATE, space.folder / "rules/letters")
    recorded(space.folder, FULL | said("1 partial", "0 not started"), on="2024-10-08", label="2024-25")
    recorded(space.folder, said("", "2 established") | {"LEAD-1": FULL["LEAD-1"]}, on="2025-10-08")
    recorded(space.folder, said("0 not started", "1 partial"), on="2025-10-09", rater="ward")
    recorded(space.folder, said("0 not started", "0 not started"), on="2025-10-10", rater="patient-panel")
    return space.folder


@pytest.fixture
def px(run: In, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[In]:
    """Run a command in a workspace of its own, on a day."""
    for name in ("PXCOMMISSION_DATABASE_URL", "PXCOMMISSION_USER"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(shutil.copytree(made, tmp_path / "workspace"))
    monkeypatch.chdir(folder)
    yield lambda *arguments, as_at="2026-01-31": run("--as-at", as_at, "diagnostic", *arguments)


def test_the_evidence_stands_beside_the_ratings_and_a_difference_is_a_question(px: In) -> None:
    told = " ".join(px("assurance", "RZ1").out.split())
    assert "Evidence of 1 October 2024 to 30 September 2025, as known on 31 January 2026; contracts: ACUTE" in told
    assert "board says: 1 established" in told
    assert "Reports on time: Of 1 report that can be judged, none came on time and 1 came late." in told
    by_area, without = told.split("Evidence for which this edition has no area")
    assert "Complaints answered by the day agreed: not assessed" in without and "Complaints" not in by_area
    assert "1. The board rated COLL-1 established. On record under “Reports on time”" in told
    assert "Presented to the board: not assessed: nobody has recorded that this round was before the board" in told


def test_the_same_as_data(px: In) -> None:
    found = json.loads(px("assurance", "RZ1", "--format", "json").out)
    (asked,) = (one for one in found["questions"] if one["about"] == "Reports on time")
    assert asked["rated"] == [{"rater": "board", "indicators": ["COLL-1"], "as": ["established"]}]
    coll = next(one for one in found["areas"] if one["id"] == "COLL")
    assert {one["about"]: one["points"] for one in coll["evidence"]}["Groups of people covered"] == "not assessed"


def test_an_earlier_round_has_its_own_evidence(px: In) -> None:
    found = json.loads(px("assurance", "RZ1", "--round", "2024-25", "--format", "json").out)
    assert found["evidence"] == {"from": "2023-10-01", "to": "2024-09-30"}
    assert [one for one in found["questions"] if one["about"] == "Reports on time"] == []


def test_a_paper_is_written_once_and_what_a_person_changed_is_kept(px: In) -> None:
    ran = px("paper", "RZ1", "--out", "board")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == "board/diagnostic-paper-RZ1-2025-26: written"
    folder = Path("board/diagnostic-paper-RZ1-2025-26")
    page = (folder / "diagnostic-paper-RZ1-2025-26.html").read_text("utf-8")
    for text in ("Board, since 2024-25: 2 up (LEAD-1, COLL-1)", "LEAD-1 (board 2 established, ward 0 not started",
                 "What delays the reports", "Name a deputy", "(unverified)"):  # fmt: skip
        assert text in page, text
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert "unchanged" in px("paper", "RZ1", "--out", "board").out
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    (folder / "diagnostic-paper-RZ1-2025-26.html").write_text("my notes")
    shown = json.loads(px("paper", "RZ1", "--out", "board", "--format", "json").out)
    assert shown["kept"] and (Path(shown["kept"]) / "diagnostic-paper-RZ1-2025-26.html").read_text() == "my notes"
    assert len(shown["files"]) == 2


def test_the_paper_of_the_first_round_says_that_there_is_nothing_to_compare(px: In) -> None:
    px("paper", "RZ1", "--round", "2024-25", "--out", "board")
    page = Path("board/diagnostic-paper-RZ1-2024-25/diagnostic-paper-RZ1-2024-25.html").read_text("utf-8")
    assert "there is nothing to compare it with yet" in page
    assert "2025-26" not in page
    assert "No indicator was rated by two or more raters in this round" in page


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("assurance", "RZ9"), "nothing is recorded of RZ9"),
        (("assurance", "RZ1", "--round", "2023-24"), "round 2023-24"),
        (("assurance", "RZ1", "--framework", "frist"), "did you mean 'first'?"),
        (("paper", "RZ1", "--framework", "second"), "there is no framework 'second'"),
        (("paper", "rz1"), "write it like RZ1"),
        (("paper", "RZ1", "--format", "csv"), "not supported"),
    ],
    ids=lambda one: "-".join(one[:2]) if isinstance(one, tuple) else "",
)
def test_a_mistake_is_told_and_nothing_is_written(px: In, arguments: tuple[str, ...], told: str) -> None:
    ran = px(*arguments)
    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert not list(Path.cwd().glob("diagnostic-paper*"))
