"""The page "You said, we did": the same words on the web and in Word, readable by everyone, the same bytes."""

import importlib.util
from pathlib import Path

import pytest
from browser import axe_findings, too_wide
from examples import AS_AT, HOSTILE, LETTERS
from msgspec.structs import asdict, replace
from pages import live_parts, page_read
from reading import document_text

from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.you_said import (
    TEMPLATE,
    Answered,
    Done,
    PassageSaid,
    ResultSaid,
    ThemeSaid,
    YouSaid,
    you_said_document,
    you_said_html,
)

PAGE = YouSaid(
    reference="you-said-we-did/RZ1/2025-26-Q2",
    draft="DRAFT as known on 31 October 2025. To be read and released by a person before it is published.",
    title="You said, we did",
    provider="Example Provider",
    period="1 July 2025 to 30 September 2025 (2025/26 Q2)",
    known="As known on 31 October 2025.",
    heard="In this quarter we recorded 38 accounts of people’s experience: comments and discussion groups.",
    themes=(ThemeSaid("Timeliness of care", "21", "9", "8"), ThemeSaid("Food and drink", "*", "0", "*")),
    hidden="* not shown, so that nobody can be recognised.",
    quotations=(PassageSaid("“nobody told me why”", "from a comment"),),
    answers=(
        Answered(
            "Timeliness of care",
            "In discussion groups people spoke about “Timeliness of care” (inpatient care).",
            (
                Done("We changed what the contract asks.", ("The newest result reaches this level.",)),
                Done("A nurse tells everyone how long it takes (from 1 July 2025).", ("Effective: it became better.", "Closed.")),
            ),
        ),
    ),
    none_answered="",
    unanswered="People also spoke about “Food and drink”. Nothing is recorded yet as decided or done about this.",
    results=(ResultSaid("A quiet hour.", "1 July 2025", "Too early: there are too few figures to judge by."),),
    provider_did=("Menus in large print (about “Food and drink”).",),
    how_to_read=("They are no sample of everyone.",),
)  # fmt: skip
EMPTY = replace(
    PAGE, draft="", themes=(), hidden="", quotations=(), answers=(), none_answered="No decision is recorded yet.",
    unanswered="", results=(), provider_did=(),
)  # fmt: skip


def every_text(page: YouSaid) -> list[str]:
    said = [page.title, page.provider, page.period, page.heard, page.hidden, page.unanswered, page.known, page.draft]
    for one in page.answers:
        said += [one.about, one.said, *(text for step in one.done for text in (step.what, *step.since))]
    said += [text for one in (*page.themes, *page.quotations, *page.results) for text in asdict(one).values()]
    return [*said, *page.provider_did, *page.how_to_read, page.none_answered]


@pytest.mark.parametrize("page", [PAGE, EMPTY], ids=["full", "empty"])
def test_the_web_page_and_the_word_file_say_the_same_and_both_can_be_read_by_everyone(page: YouSaid) -> None:
    word, web = you_said_document(LETTERS, page, AS_AT), you_said_html(page)
    assert docx_violations(word) == []
    for text in every_text(page):
        assert text in document_text(word), text
        assert text in page_read(web).words, text
    assert (word, web) == (you_said_document(LETTERS, page, AS_AT), you_said_html(page))
    assert ("DRAFT" in document_text(word)) == bool(page.draft)


def test_what_was_said_comes_before_what_was_done_and_that_before_what_happened_since() -> None:
    for text in (page_read(you_said_html(PAGE)).words, document_text(you_said_document(LETTERS, PAGE, AS_AT))):
        first, last = PAGE.answers[0].done[0], PAGE.answers[0].done[1]
        said = [PAGE.heard, PAGE.answers[0].said, first.what, first.since[0], last.what, last.since[0], PAGE.unanswered]
        at = [text.index(part) for part in said]
        assert at == sorted(at)


def test_hostile_texts_stay_texts() -> None:
    text = one_line(HOSTILE)  # as the page's maker cleans every text
    page = replace(PAGE, provider=text, quotations=(PassageSaid(text, "from a comment"),), provider_did=(text,))
    assert live_parts(you_said_html(page)) == live_parts(you_said_html(replace(page, provider=HOSTILE))) == []
    word = you_said_document(LETTERS, page, AS_AT)
    assert docx_violations(word) == [] and text in document_text(word)


def test_axe_finds_nothing_on_a_phone(tmp_path: Path) -> None:
    assert axe_findings(you_said_html(PAGE), tmp_path, 320) == []


@pytest.mark.stress
@pytest.mark.parametrize("wide", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_window_at_any_width(tmp_path: Path, wide: int) -> None:
    for page in (PAGE, EMPTY, replace(PAGE, provider="W" * 400)):
        assert axe_findings(you_said_html(page), tmp_path, wide) == []
        assert too_wide(you_said_html(page), tmp_path, wide) == 0


def test_the_shipped_template_is_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = Path(__file__).resolve().parents[2] / "scripts"
    monkeypatch.syspath_prepend(str(scripts))
    spec = importlib.util.spec_from_file_location("make_you_said_template", scripts / "make_you_said_template.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "LETTERS", tmp_path)
    script.main()
    assert (tmp_path / TEMPLATE).read_bytes() == (LETTERS / TEMPLATE).read_bytes()
