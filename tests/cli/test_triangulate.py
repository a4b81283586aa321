"""Sources side by side, and a concern from words that becomes a letter, as a quality lead does it on the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from small_workspace import VOCABULARY, Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.small_numbers_record import tables_shared
from pxcommission.listening.entries import Entry, Said
from pxcommission.listening.quotations import pick_quotation
from pxcommission.listening.recording import Draft, When, record
from pxcommission.packs.workbook import workbook_bytes

Run = Callable[..., Any]
LEAD = ("--by", "Quality lead")
MORE = """\
  accounts_heard: {name: Accounts heard, unit: count, better: neither, feedback: accounts, kind: view, counted_from: {register: [patient-story, discussion-group, visit], rule: heard}}
services:
"""
THEMES = "themes:\n  staff-manner: {name: Staff manner, category: Staff, source: this test}\n"
FEEDBACK = "  accounts: {name: People's own accounts}\n"
CASE = "ACUTE/CONCERN-DIGNITY/inpatient"
DRAFT_WORDS = (
    "DRAFT. Not sent. A person reads it, signs and dates it, and sends it; then take out this line.",
    "DRAFT · ", " (if it is dated otherwise, the reply date changes)",
)  # fmt: skip


@pytest.fixture
def space(tmp_path: Path, root: Path) -> Small:
    """Two requirements about the experience as a whole, none about dignity, and the letter's template."""
    made = small(tmp_path).rules(
        rule(),
        rule("LATE", "usual_threshold: none", "late_letters"),
    )
    words = VOCABULARY.replace("services:\n", MORE).replace(
        "aspects:\n", "aspects:\n  dignity: {name: Dignity, covers: privacy, source: this test}\n"
    )
    made.write("rules/vocabulary/words.yaml", words + FEEDBACK + THEMES)
    made.contract(adopt() + adopt("LATE", "2024-04-01: none"), "meetings: {quality_review: [2025-11-26]}")
    letters = tmp_path / "rules/letters"
    letters.mkdir()
    shutil.copy(root / "rules/letters/quality-concern.docx", letters)
    return made


def listened(space: Small, aspect: str = "dignity") -> None:
    """Two stories and a visit, all negative; one person agrees to be quoted."""
    known = When("Lead", date(2025, 10, 1), date(2025, 10, 1))
    facts = {
        "provider": "RZ1",
        "service": "inpatient",
        "themes": ("staff-manner",),
        "sentiment": "negative",
        "aspect": aspect,
        "listener": "Lead",
    }
    told = (
        ("patient-story", date(2025, 7, 9), "nobody knocked before they came in", "anonymously"),
        ("patient-story", date(2025, 8, 9), "", "no"),
        ("visit", date(2025, 5, 12), "", "no"),
    )
    record(
        space.folder,
        [Draft(Entry(kind, on=on, consent=consent, **facts), Said(said)) for kind, on, said, consent in told],
        known,
    )


def picked(space: Small) -> None:
    """A passage of the first story."""
    pick_quotation(
        space.folder, "patient-story-0001", "nobody knocked", When("Lead", date(2025, 11, 1), date(2025, 11, 1))
    )


def asked(space: Small, *more: str) -> tuple[Any, ...]:
    return ("--workspace", space.folder, "--as-at", "2025-11-20", *more)


def raised(run: Run, space: Small, *more: Any) -> Any:
    about = ("--service", "inpatient", "--aspect", "dignity", "--period", "2025/26-Q2")
    reason = ("--reason", "People say that nobody knocks")
    return run(
        "concern",
        "raise",
        "ACUTE",
        *about,
        *reason,
        "--file",
        space.folder / "letter.docx",
        *more,
        *asked(space),
        *LEAD,
    )


def as_sent(space: Small, **changed: str) -> Path:
    """The draft as a person sends it: without the words that call it a draft, and with what they changed."""
    document = Document(space.folder / "letter.docx")
    changes = dict.fromkeys(DRAFT_WORDS, "") | changed
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    header = [p for section in document.sections for p in section.header.paragraphs]
    for paragraph in (*document.paragraphs, *cells, *header):
        text = paragraph.text
        for old, new in changes.items():
            text = text.replace(old, new)
        if text != paragraph.text:
            paragraph.text = text
    sent = space.folder / f"sent{len(changed)}.docx"
    document.save(sent)
    return sent


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def test_a_triangulated_concern_is_told_with_its_sources_and_counts(run: Run, space: Small) -> None:
    space.load(*quarter_figures(160, 200), received="2025-10-10")
    space.load(*(figure(n, None, month(m), measure="late_letters") for n, m in ((0, "2025-07"), (3, "2025-08"), (0, "2025-09"))),
               name="late.csv", received="2025-10-10")  # fmt: skip
    listened(space, "overall")
    ran = run("triangulate", "ACUTE", "--period", "2025/26-Q2", *asked(space))
    assert ran.code == 0
    assert "All three sources point the same way: a concern about overall" in ran.out
    assert "GOOD: 160 of 200, level at least 90%, clearly below" in ran.out
    assert "2 negative of 2 (2 patient stories); about Staff manner (2)" in ran.out
    assert "sources agree: overall, inpatient. All three sources" in " ".join(ran.out.split())
    document = json.loads(run("triangulate", "--period", "2025/26-Q2", *asked(space, "--format", "json")).out)
    (row,) = document["rows"]
    assert [(one["source"], one["direction"], one["kind"]) for one in row["sources"]] == [
        ("answers", "concern", "view"), ("register", "concern", "fact"), ("accounts", "concern", "view"),
    ]  # fmt: skip
    assert [one["kind"] for one in document["for_the_lead"]] == ["sources agree"]
    rows = list(
        csv.DictReader(io.StringIO(run("triangulate", "--period", "2025/26-Q2", *asked(space, "--format", "csv")).out))
    )
    assert rows[2]["entries"] == "patient-story-0001; patient-story-0002"
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([space.check(as_at="2025-11-20")])))
    shown = [[cell.value for cell in line] for line in book["Triangulation"].iter_rows(min_row=4, max_row=5)]
    assert shown[0][:7] == ["Contract", "Service", "Aspect", "Answers", "Register", "People's own accounts", "In short"]
    assert shown[1][:6] == ["ACUTE", "Inpatient care", "Overall", "concern", "concern", "concern"]
    assert book["For the quality lead"]["D5"].value == "sources agree"


def test_only_what_is_asked_for_is_shown_and_a_misspelt_word_is_named(run: Run, space: Small) -> None:
    listened(space)
    ran = run("triangulate", "--period", "2025/26-Q2", "--aspect", "dignty", *asked(space))
    assert (ran.code, "did you mean 'dignity'" in ran.err) == (2, True)
    listed = run(
        "triangulate", "--period", "2025/26-Q2", "--lead", "--aspect", "dignity", *asked(space, "--format", "csv")
    )
    assert listed.out.startswith("contract,service,aspect") and listed.out.count("\n") == 2


def test_a_concern_from_words_alone_becomes_a_letter_is_answered_and_closed(run: Run, space: Small) -> None:
    listened(space)
    told = run("triangulate", "--period", "2025/26-Q2", "--lead", *asked(space)).out
    assert "concern from words: dignity, inpatient. 3 of 3 accounts" in " ".join(told.split())
    assert "pxcommission concern raise ACUTE --service 'inpatient' --aspect 'dignity'" in told
    picked(space)
    ran = raised(run, space)
    assert ran.code == 0, ran.err
    assert "reply asked for by 4 December 2025" in ran.out and "Recorded as event 1" in ran.out
    letter = text_of(space.folder / "letter.docx")
    for said in ("Please reply by 4 December 2025.", "People say that nobody knocks.", "“nobody knocked” (from a patient story)",
                 "fewer than 5 accounts of it (patient stories and visits)", "does not say that any requirement",
                 "send them to a@commissioner.example and quote our reference", "26 November 2025"):  # fmt: skip
        assert said in letter
    assert (
        "This is 10 Operational Days from 20 November 2025, a date we propose; tell us if you need another. "
        "It is not a contractual period."
    ) in letter
    assert "default" not in letter and "verified" not in letter
    assert "90%" not in letter and "knocked before" not in letter and "patient-story-" not in letter
    assert [[cell.text for cell in row.cells] for row in Document(space.folder / "letter.docx").tables[0].rows] == [
        ["Theme", "Negative", "Positive", "Mixed or neutral"], ["Staff manner", "*", "0", "0"],
    ]  # fmt: skip
    assert "its letter not sent yet" in run("case", "list", *asked(space)).out
    issue = ("case", "issue", CASE, "--dated", "2025-11-20", *asked(space), *LEAD, "--file")
    assert "still says that this is a draft" in run(*issue, space.folder / "letter.docx").err
    assert "which is not counted so" in run(*issue, as_sent(space, **{"*": "3"})).err
    ran = run(*issue, as_sent(space))
    assert ran.code == 0, ran.err
    assert len(tables_shared(space.folder)) == 1
    assert "Reply to the quality-concern letter" in run("due", *asked(space)).out
    assert "no step of the contract form follows" in run(
        "case", "notice", CASE, "--file", as_sent(space), "--dated", "2025-11-20", *asked(space), *LEAD
    ).err  # fmt: skip
    reply = ("--position", "accepts", "--summary", "a sign on each door")
    assert run("case", "respond", CASE, *reply, *asked(space), *LEAD).code == 0
    assert run("case", "close", CASE, "--evidence", "people say they are asked", *asked(space), *LEAD).code == 0
    timeline = run("case", "timeline", CASE, *asked(space)).out
    for said in (
        "quality concern raised: dignity",
        "Quality-concern letter issued by email",
        "reply received",
        "closed",
    ):
        assert said in timeline


def test_consent_withdrawn_stops_a_letter_that_quotes_and_a_new_draft_does_without(run: Run, space: Small) -> None:
    listened(space)
    picked(space)
    assert raised(run, space).code == 0
    assert run("feedback", "correct", "patient-story-0001", "--consent", "no", *asked(space), *LEAD).code == 0
    ran = run("concern", "issue", CASE, "--file", as_sent(space), "--dated", "2025-11-20", *asked(space), *LEAD,
              "--differs", "it is out already")  # fmt: skip
    assert (ran.code, "words that may not be quoted today" in ran.err) == (6, True)
    again = space.folder / "again.docx"
    ran = run("concern", "draft", CASE, "--dated", "2025-11-24", "--file", again, *asked(space))
    assert "1 of the passages chosen may no longer be quoted" in " ".join(ran.out.split())
    assert "knocked" not in text_of(again) and "8 December 2025" in text_of(again)


def test_without_a_signal_it_is_refused_unless_the_record_says_so(run: Run, space: Small) -> None:
    ran = raised(run, space)
    assert (ran.code, "0 of 0 accounts known on 20 November 2025" in ran.err) == (6, True)
    assert not (space.folder / "letter.docx").exists()
    ran = raised(run, space, "--without-signal", "--ask", "Do staff knock?")
    assert ran.code == 0, ran.err
    assert "Raised without a signal" in ran.out
    letter = text_of(space.folder / "letter.docx")
    assert "hold no account of this" in letter and "Do staff knock?" in letter
    wrong = raised(run, space, "--without-signal", "--ask", "Was it Mrs Jane Example on 020 7946 0000?", "--dry-run")
    assert (wrong.code, "--ask: error: this seems to hold" in wrong.err) == (6, True)


def test_where_a_requirement_is_in_breach_its_own_letter_is_named(run: Run, space: Small) -> None:
    space.load(*quarter_figures(160, 200), received="2025-10-10")
    listened(space, "overall")
    about = ("--service", "inpatient", "--aspect", "overall", "--period", "2025/26-Q2", "--reason", "people say so")
    ran = run("concern", "raise", "ACUTE", *about, *asked(space), *LEAD)
    assert ran.code == 6
    assert "an obligation about it is not met (GOOD): the contract has its own ways for that" in ran.err
    assert run("concern", "raise", "ACUTE", *about[:3], "overal", *about[4:], *asked(space), *LEAD).code == 2


def test_what_is_only_watched_or_may_be_chance_leaves_words_a_concern(run: Run, space: Small) -> None:
    space.contract(adopt("LATE", "2024-04-01: none"), "monitored: [GOOD]")
    space.load(*quarter_figures(160, 200), received="2025-10-10")
    listened(space, "overall")
    about = ("--service", "inpatient", "--aspect", "overall", "--period", "2025/26-Q2", "--reason", "people say so")
    ran = run("concern", "raise", "ACUTE", *about, "--file", space.folder / "letter.docx", *asked(space), *LEAD)
    assert ran.code == 0, ran.err
    assert "(GOOD: not met, only watched): words alone" in " ".join(ran.out.split())


def test_an_obligation_for_all_services_is_named_as_such_where_it_is_clearly_below(run: Run, space: Small) -> None:
    space.rules(rule("EVERYWHERE", service="all"), rule("LATE", "usual_threshold: none", "late_letters"))
    space.contract(adopt("EVERYWHERE") + adopt("LATE", "2024-04-01: none"))
    listened(space, "overall")
    about = ("--service", "inpatient", "--aspect", "overall", "--period", "2025/26-Q2", "--reason", "people say so")
    space.load(*quarter_figures(178, 200, service="all"), received="2025-10-10")
    assert run("concern", "raise", "ACUTE", *about, "--dry-run", *asked(space), *LEAD).code == 0
    space.load(*quarter_figures(160, 200, service="all"), name="again.csv", received="2025-10-11")
    ran = run("concern", "raise", "ACUTE", *about, *asked(space), *LEAD)
    assert (ran.code, "(EVERYWHERE, judged for all services and clearly below)" in ran.err) == (6, True)


def test_a_month_is_explained_beside_the_sources_of_its_quarter(run: Run, space: Small) -> None:
    late = ((0, "2025-07"), (3, "2025-08"), (0, "2025-09"))
    space.rules(rule(), rule("LATE", "usual_threshold: none", "late_letters", judged_over="month"))
    space.load(*(figure(n, None, month(m), measure="late_letters") for n, m in late), name="late.csv", received="2025-10-10")  # fmt: skip
    space.load(*quarter_figures(198, 200), received="2025-10-10")
    listened(space, "overall")
    ran = run("explain", "ACUTE", "LATE", "--period", "2025-08", *asked(space))
    said = " ".join(ran.out.split())
    assert "Answers: good" in said and "Other sources 2025/26 Q2: " in said, ran.out
    assert "Only Register" not in said
    told = " ".join(run("triangulate", "ACUTE", "--period", "2025-08", *asked(space)).out.split())
    assert "--period 2025/26-Q2 sets every source side by side" in told
