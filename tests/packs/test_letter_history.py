"""What a letter adds to its figures: charts with their words, the story so far, chance and method, people's own words."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from charted_examples import COUNTS, INPATIENT, charted, quotation, written_before
from docx import Document
from docx.oxml.ns import qn
from examples import AS_AT, LETTERS, checked, finding, proposal
from msgspec.structs import replace
from reading import document_text, parts

from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.letter import letter_of
from pxcommission.packs.letter_charts import MOST_CHARTS, SMALL, pictures_of
from pxcommission.packs.letter_charts import charted as charts_of_letter
from pxcommission.packs.rendering import read_templates, rendered


def letter_with_everything() -> bytes:
    one = written_before(charted())
    letter = letter_of(one, (quotation("Nobody came when I rang the bell."),))
    assert letter is not None
    return rendered(read_templates(LETTERS).challenge, letter, "A letter", AS_AT, one.register, pictures_of(one))


def test_each_figure_with_a_chart_has_its_picture_told_in_words_and_a_sentence_under_it():
    document = Document(io.BytesIO(letter_with_everything()))
    (shape,) = document.inline_shapes
    told = shape._inline.docPr.get("descr")
    assert told.startswith("Common cause: September 2025 (93.1) is within the limits")
    assert "XmR chart of Friends and Family Test answers very good or good" in told and "Target 93" in told
    around = [p for p in document.paragraphs if p._p.xpath(".//w:drawing")]
    (at,) = [n for n, p in enumerate(document.paragraphs) if p._p is around[0]._p]
    above, under = document.paragraphs[at - 1], document.paragraphs[at + 1]
    assert above.style.name == "Heading 3" and under.text.startswith("Common cause: September 2025 (93.1)")
    assert "\ue000" not in document_text(letter_with_everything())


def test_the_letter_with_charts_and_quotations_can_be_read_by_everyone():
    assert docx_violations(letter_with_everything()) == []


def test_a_figure_without_a_chart_says_why():
    letter = letter_of(charted())
    assert letter is not None
    assert len(letter.charts) == 1 and len(letter.charts_left_out) == 2
    assert all(line.endswith("no chart, because none is kept of this figure.") for line in letter.charts_left_out)


@pytest.mark.parametrize("small", [(403, 406 - 402), (2, 406)])
def test_a_chart_that_would_give_a_small_number_of_answers_away_is_not_drawn(small):
    one = charted([*COUNTS[:5], small if small[0] <= small[1] else (1, 4), *COUNTS[6:]])
    letter = letter_of(one)
    assert letter is not None
    assert not letter.charts and pictures_of(one) == {}
    assert any(SMALL in line for line in letter.charts_left_out)


def test_many_charts_stay_in_the_workbook_and_the_letter_says_so():
    one = charted()
    chart = next(f.chart for f in one.findings if f.chart)
    many = tuple(finding("FFT-IP-POSITIVE", "inpatient", 900, 1000, ward=f"W{n}", chart=chart) for n in range(10))
    crowded = replace(one, findings=many, proposals=(proposal("challenge", "FFT-IP-POSITIVE", "inpatient", many),))
    found = charts_of_letter(crowded)
    assert len(found.drawn) == MOST_CHARTS
    assert found.left_out == ("2 further charts are in the escalation workbook, so that this letter stays short.",)


def test_the_story_tells_what_was_asked_what_was_answered_and_what_changed():
    letter = letter_of(written_before())
    assert letter is not None
    first, other = letter.stories
    assert first.asked == "On 28 August 2025 we sent our challenge letter, asking for a reply by 8 September 2025."
    assert first.answered == (
        "On 5 September 2025 you answered that you accept it in part: “Two wards were short of staff in May”."
    )
    assert first.changed.endswith("before, 2025/26 Q1: 91.2%, not met; 2024/25 Q4: 90.8%, not met.")
    assert (other.asked, other.answered) == ("Nothing before: this is our first letter about it.", "")


def test_an_answer_that_has_not_come_is_said_without_blame():
    overdue = written_before(replies=(), reply_awaited=AS_AT.replace(month=9, day=8), reply_overdue=True)
    letter = letter_of(overdue)
    assert letter is not None
    assert letter.stories[0].answered == "Your reply has not reached us yet; it was asked for by 8 September 2025."


def test_earlier_counts_are_shown_with_their_share_and_small_ones_are_withheld():
    before = ("2025/26 Q1: 1,586 of 1,746, not met", "2024/25 Q4: 3 of 70, not met")
    letter = letter_of(charted(previous=before))
    assert letter is not None
    assert "2025/26 Q1: 90.8% (1,586 of 1,746), not met; 2024/25 Q4: withheld, not met." in letter.stories[0].changed


def test_the_annex_says_what_chance_leaves_standing_and_what_each_chart_rests_on():
    text = document_text(letter_with_everything())
    annex = text[text.index("## Annex") :]
    assert "Not distinguishable from the level (91.4% to 94.3%, Wilson 95%)." in annex
    assert "18 months, April 2024 to September 2025. Profile ptd; higher is better" in annex
    assert "never changes it" in annex and text.index("Yours sincerely") < text.index("## Annex")


def test_chance_is_silent_about_a_figure_that_is_withheld():
    one = charted()
    small = tuple(replace(f, numerator=3, denominator=400) if f.case == INPATIENT else f for f in one.findings)
    letter = letter_of(replace(one, findings=small))
    assert letter is not None
    assert not letter.by_chance and not letter.charts


def test_only_words_about_the_letters_subjects_are_quoted_in_a_box_of_their_own():
    said = (
        quotation("Nobody came when I rang the bell."),
        quotation("The food was cold.", "comfort"),
        quotation("The midwife listened.", service="maternity"),
        quotation("I waited for hours.", service="emergency"),
        quotation("All of it was kind.", service="all", kind="patient-story"),
    )
    letter = letter_of(checked(), said)
    assert letter is not None
    assert [one.words for one in letter.quotations] == [
        "“Nobody came when I rang the bell.”", "“The midwife listened.”", "“All of it was kind.”",
    ]  # fmt: skip
    assert {one.of for one in letter.quotations} == {"from an interview", "from a patient story"}
    document = Document(io.BytesIO(rendered(read_templates(LETTERS).challenge, letter, "A letter", AS_AT)))
    boxed = [p for p in document.paragraphs if p.style.name == "Quotation"]
    assert len(boxed) == 3 and document.styles["Quotation"].element.find(f".//{qn('w:pBdr')}") is not None


def test_a_letter_without_quotations_has_no_box():
    letter = letter_of(checked())
    assert letter is not None
    assert "own words; no figure" not in document_text(rendered(read_templates(LETTERS).challenge, letter, "x", AS_AT))


def test_the_mark_of_a_picture_can_not_be_written_by_a_provider():
    base = charted()
    sly = replace(base, clauses={**base.clauses, "FFT-IP-POSITIVE": "\ue000chart-1\ue001"})
    letter = letter_of(sly)
    assert letter is not None
    package = rendered(read_templates(LETTERS).challenge, letter, "x", AS_AT, "", pictures_of(sly))
    assert len(Document(io.BytesIO(package)).inline_shapes) == 1


def test_the_letter_with_a_chart_is_the_same_bytes_whatever_the_hash_seed_time_zone_and_locale():
    script = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1]];"
        "from test_letter_history import letter_with_everything as made;"
        "print(hashlib.sha256(made()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"}
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert told == hashlib.sha256(letter_with_everything()).hexdigest()


def test_the_picture_names_no_program_and_no_date():
    media = [data for name, data in parts(letter_with_everything()).items() if name.startswith("word/media/")]
    assert len(media) == 1 and b"Software" not in media[0] and b"matplotlib" not in media[0].lower()
