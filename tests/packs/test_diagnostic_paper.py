"""The board paper of a self-assessment: the same words on the web and in Word, readable by everyone, the same bytes."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from pathlib import Path

import pytest
from browser import axe_findings, too_wide
from examples import AS_AT, HOSTILE, LETTERS
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from pages import live_parts, page_read
from reading import document_text

from pxcommission.packs.diagnostic_paper import (
    TEMPLATE,
    ActionSaid,
    Counts,
    DiagnosticPaper,
    Differs,
    Evidence,
    Gap,
    Moved,
    diagnostic_paper_document,
    diagnostic_paper_html,
)
from pxcommission.packs.diagnostic_picture import AreaPicture, PictureRow, area_svg, words_of
from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.plain_text import one_line

SCALE = ((0, "not started"), (1, "partial"), (2, "established"), (3, "embedded"))
BOARD = PictureRow("board", "2025-26", {0: 0, 1: 2, 2: 3, 3: 1}, 1, newest=True)
BEFORE = PictureRow("board", "2024-25", {0: 1, 1: 4, 2: 0, 3: 0}, 2, newest=False)
PANEL = PictureRow("patient-panel", "2025-26", {0: 5, 1: 2, 2: 0, 3: 0}, 0, newest=True)
AREAS = tuple(AreaPicture(name, SCALE, (BEFORE, BOARD, PANEL)) for name in ("Leadership", "Collecting feedback", "Own"))
PAPER = DiagnosticPaper(
    reference="diagnostic-paper/RZ1/first/2025-26",
    title="How far patient experience is embedded",
    organisation="Example Provider",
    framework="A framework, first edition; round 2025-26",
    known="As known on 31 January 2026.",
    assessed=("The board (board): 7 of 7 indicators answered, assessed on 8 October 2025: 6 rated, 1 not assessed.",),
    presented="Presented to the board on 30 October 2025: Item 7.",
    moved_told=("Board, since 2024-25: 1 up (LEAD-1); none down; 3 as before.",),
    moved=(Moved("LEAD-1: Two directors answer for it.", "board, since 2024-25", "1 partial; now 2 established", "Minutes"),),
    differs_told="Of 6 indicators rated by two or more, the raters agree on 2. Furthest apart: LEAD-1 (board 2, panel 0).",
    differs=(Differs("LEAD-1: Two directors answer for it.", "board: 2 established; patient-panel: 0 not started", "2"),),
    questions_told="These are questions, not findings.",
    questions=("The board rated COLL-1 established. One report came late. What delays the reports?",),
    picture_told="Each mark is one indicator. The scale: 0 not started, 1 partial.",
    counts=(Counts("Leadership", "board, 2025-26", "2 partial, 3 established, 1 embedded, 1 not assessed"),),
    evidence_told="The evidence is that of ACUTE.",
    evidence=(Evidence("Collecting: Reports on time", "One came late.", "received.csv; 1 October 2024 to 30 September 2025"),),
    actions_told="1 action: 1 done or stopped, 0 open.",
    actions=(ActionSaid("LEAD-1: Name a deputy", "Chief Nurse", "30 November 2025", "Done on 1 November 2025: Named."),),
    gaps_told="These have no rating, each for the reason given.",
    gaps=(Gap("COLL-1: There are many ways.", "board", "We have no wards"),),
    notes=("No rating is an obligation of any contract.", "Their wording was not compared (unverified)."),
    pictures=AREAS,
)  # fmt: skip
EMPTY = replace(
    PAPER, moved=(), differs=(), questions=(), counts=(), evidence=(), actions=(), gaps=(), pictures=AREAS[:1],
    presented="That the board had this round is not recorded yet.",
)  # fmt: skip


def every_text(paper: DiagnosticPaper) -> list[str]:
    said: list[str] = []
    for name, value in asdict(paper).items():
        if name == "pictures":
            continue
        for part in value if isinstance(value, tuple) else (value,):
            said += [part] if isinstance(part, str) else [str(text) for text in asdict(part).values()]
    return said


@pytest.fixture(scope="module")
def word() -> bytes:
    return diagnostic_paper_document(LETTERS, PAPER, AS_AT)


@pytest.fixture(scope="module")
def word_of_nothing() -> bytes:
    return diagnostic_paper_document(LETTERS, EMPTY, AS_AT)


@pytest.mark.parametrize(("paper", "made"), [(PAPER, "word"), (EMPTY, "word_of_nothing")], ids=["full", "empty"])
def test_the_web_page_and_the_word_file_say_the_same_and_both_can_be_read_by_everyone(
    request: pytest.FixtureRequest, paper: DiagnosticPaper, made: str
) -> None:
    word, web = request.getfixturevalue(made), diagnostic_paper_html(paper)
    assert docx_violations(word) == []
    told, seen = document_text(word), page_read(web).words
    for text in every_text(paper):
        assert text in told, text
        assert text in seen, text


def test_the_same_paper_gives_the_same_bytes(word: bytes) -> None:
    assert word == diagnostic_paper_document(LETTERS, PAPER, AS_AT)
    assert diagnostic_paper_html(PAPER) == diagnostic_paper_html(replace(PAPER))


def test_text_comes_first_then_pictures_then_evidence_actions_gaps_and_tables(word: bytes) -> None:
    for text in (page_read(diagnostic_paper_html(PAPER)).words, document_text(word)):
        parts = (PAPER.assessed[0], PAPER.moved_told[0], PAPER.differs_told, PAPER.questions[0], PAPER.picture_told,
                 PAPER.evidence_told, PAPER.actions_told, PAPER.gaps_told, PAPER.notes[0], PAPER.moved[0].rating)  # fmt: skip
        assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_every_picture_is_told_in_words_in_both(word: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = package.read("word/document.xml").decode()
        assert sum(name.startswith("word/media/") for name in package.namelist()) == 2
    web = diagnostic_paper_html(PAPER).decode()
    for area in AREAS:
        assert words_of(area) in body and words_of(area) in web
    assert words_of(AREAS[0]).endswith(
        "board, 2025-26: 2 partial, 3 established, 1 embedded, 1 indicator without a rating; "
        "patient-panel, 2025-26: 5 not started, 2 partial."
    )


@settings(max_examples=25)
@given(
    many=st.lists(st.integers(0, 40), min_size=4, max_size=4), without=st.integers(0, 40),
    rater=st.sampled_from(["board", "ward", "patient-panel", "commissioner"]), newest=st.booleans(),
)  # fmt: skip
def test_a_picture_has_a_mark_for_each_indicator_inside_its_column(
    many: list[int], without: int, rater: str, newest: bool
) -> None:
    row = PictureRow(rater, "r", dict(enumerate(many)), without, newest)
    drawn = str(area_svg(AreaPicture("An area", SCALE, (row,))))
    wide, _ = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
    marks = re.findall(r'(?:cx="|d="M)(-?[\d.]+)[^>]*stroke="#(?:005eb8|4c6272)"', drawn)
    assert len(marks) == sum(many) + without
    assert all(88 <= float(x) <= wide for x in marks)


def test_hostile_texts_stay_texts() -> None:
    text = one_line(HOSTILE)  # as the paper's maker cleans every text
    paper = replace(
        PAPER, organisation=text, questions=(text,), gaps=(Gap(text, text, text),),
        pictures=(AreaPicture(text, ((0, text),), (replace(BOARD, round=text[:12]),)),),
    )  # fmt: skip
    assert (
        live_parts(diagnostic_paper_html(paper))
        == live_parts(diagnostic_paper_html(replace(paper, organisation=HOSTILE)))
        == []
    )
    word = diagnostic_paper_document(LETTERS, paper, AS_AT)
    assert docx_violations(word) == [] and text in document_text(word)


def test_axe_finds_nothing_on_a_phone(tmp_path: Path) -> None:
    assert axe_findings(diagnostic_paper_html(PAPER), tmp_path, 320) == []


@pytest.mark.stress
@pytest.mark.parametrize("wide", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_window_at_any_width(tmp_path: Path, wide: int) -> None:
    for paper in (PAPER, EMPTY, replace(PAPER, organisation="W" * 400)):
        assert axe_findings(diagnostic_paper_html(paper), tmp_path, wide) == []
        assert too_wide(diagnostic_paper_html(paper), tmp_path, wide) == 0


def test_the_shipped_template_is_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = Path(__file__).resolve().parents[2] / "scripts"
    monkeypatch.syspath_prepend(str(scripts))
    spec = importlib.util.spec_from_file_location("make_diagnostic_template", scripts / "make_diagnostic_template.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "LETTERS", tmp_path)
    script.main()
    assert (tmp_path / TEMPLATE).read_bytes() == (LETTERS / TEMPLATE).read_bytes()
