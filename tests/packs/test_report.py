"""The report of a contract: what it holds, that its numbers are those of the findings, and that nothing in it is live."""

import itertools
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from charted import charted, reading, wards
from examples import HOSTILE, checked, finding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pages import live_parts, page_read

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.assessment.triangulation_signals import FROM_WORDS, LeadSignal
from pxcommission.inference.checked import DataNote
from pxcommission.inference.recorded import CaseRecord, LetterOut, PersonsDecision, ReplyGiven
from pxcommission.packs.figures import figure_of
from pxcommission.packs.pack_check import faults_of
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.report import report_bytes, report_of
from pxcommission.packs.report_past import Change, change_of, earlier_of
from pxcommission.packs.spc_chart_lines import SHAPES

HERE = Path(__file__).parent
SECTIONS = [
    "Contents", "Headlines", "Findings by service", "Since last quarter", "Replies and where cases stand",
    "Proposed and held back", "Sources side by side", "For the quality lead", "Not assessed, and data quality",
    "Rules used", "Method, rounding and small numbers", "Audit",
]  # fmt: skip
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
PAGE = report_bytes(charted())
READ = page_read(PAGE)


def recorded():
    letter = LetterOut("challenge", date(2025, 8, 28), date(2025, 9, 8), "EXAMPLE-ACUTE/2025-26-Q1/ab")
    reply = ReplyGiven(date(2025, 9, 5), "partly", "two wards were short of staff", to="challenge")
    held = PersonsDecision(
        CASE, "hold", "a second supplier starts", "Head of contracting", date(2025, 10, 1), date(2026, 1, 31)
    )
    return {CASE: CaseRecord(CASE, "challenge", (letter,), (reply,), (held,))}  # fmt: skip


def test_every_section_stands_in_order_under_one_first_heading():
    levels = [level for level, _ in READ.headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert [words for level, words in READ.headings if level == 2] == SECTIONS
    assert READ.headings[0] == (1, "Patient experience report: EXAMPLE-ACUTE, 2025/26 Q2")
    assert READ.landmarks == ["header", "nav", "main", "footer"]


def test_the_page_says_its_language_its_title_and_that_it_is_a_draft_for_the_commissioners():
    assert READ.root.get("lang") == "en-GB"
    assert READ.root.findtext("head/title") == "Patient experience report: EXAMPLE-ACUTE, 2025/26 Q2 (draft)"
    assert "DRAFT. Nothing has been sent. For the commissioners of this contract only" in READ.words
    assert "EXAMPLE-ACUTE/2025-26-Q2/0a1b2c3d4e5f" in READ.words


def test_the_headlines_are_three_sentences_and_four_figures():
    report = report_of(charted())
    assert [(one.number, one.what) for one in report.headlines] == [("2", "met"), ("6", "not met"), ("0", "not assessed"), ("6", "next steps proposed")]  # fmt: skip
    assert report.sentences == (
        "For 2025/26 Q2 we checked 8 requirements: 2 were met and 6 were not met.",
        "Since the period before: 1 is newly not met.",
        "Proposed, for a person to decide: 2 cases for a challenge letter, 2 questions for the meeting, 1 GC9 Contract "
        "Performance Notice and 1 step down with thanks; 1 further step was held back, with reasons.",
    )


def test_every_number_of_the_table_of_findings_equals_its_finding():
    one = charted()
    rows = [row for table in READ.tables("") for row in table if len(row) == 8 and re.match("met|not", row[4])]
    shown = sorted(row[2] for row in rows)
    findings = [f for f in one.findings if f.reason is not Reason.NOT_APPLICABLE]
    without = {f.id for f in findings if f.outcome is Outcome.NOT_ASSESSED and not f.numerator}
    assert shown == sorted("no figure" if f.id in without else figure_of(one, f).result for f in findings)
    assert faults_of([one], {"report.html": PAGE}) == []


def test_what_was_not_met_is_told_in_full():
    words = READ.words
    assert "92.94% (1,132 of 1,218 responses)" in words or figure_of(charted(), charted().findings[0]).result in words
    for part in ("Schedule 4, local quality requirement 7", "Held back: Challenge letter.", "Proposed: Challenge letter.", "Question to the provider"):  # fmt: skip
        assert part in words


def test_a_chart_stands_with_its_finding_a_text_alternative_and_its_figures():
    (figure,) = [node for node in READ.root.iter("figure") if node.find(".//svg[@class='spc']") is not None]
    picture = figure.find(".//svg")
    assert picture.get("role") == "img"
    assert "Special cause, concern" in picture.get("aria-label") and "18 points" in picture.get("aria-label")
    assert "Special cause, concern: September 2025" in figure.findtext("figcaption/b") + "".join(figure.find("figcaption").itertext())  # fmt: skip
    (table,) = READ.tables("Figures of this chart")
    assert len(table) == 18 and table[-1] == ["September 2025", "171", "200", "85.5%", "concern"]


def test_every_picture_says_what_it_shows_and_no_id_stands_twice():
    assert all(node.get("aria-label") for node in READ.root.iter("svg"))
    ids = [node.get("id") for node in READ.root.iter() if isinstance(node.tag, str) and node.get("id")]
    assert len(set(ids)) == len(ids)
    links = {node.get("href")[1:] for node in READ.root.iter("a")}
    assert links <= set(ids)


def test_the_shapes_and_colours_are_those_of_the_charts_in_word():
    style = READ.root.findtext("head/style")
    for name, shape in SHAPES.items():
        if name != "special_cause_neutral_high":
            rule = ".mark {" if name == "common_cause" else f".mark.{name.replace('_', '-')} {{"
            assert re.search(re.escape(rule) + r"[^}]*fill: " + shape.colour.lower(), style), name


def test_units_stand_side_by_side_on_one_scale_and_few_answers_are_not_drawn():
    small = READ.root.findall(".//ul[@class='multiples']/li")
    assert [node.findtext("b") for node in small] == ["Ash, Example General Hospital (RZ101)", "Elm, Example General Hospital (RZ101)"]  # fmt: skip
    assert "1 unit is not drawn: too few answers, or no figures." in READ.words
    assert "85.7%" not in READ.words


def test_small_numbers_of_answers_are_printed_nowhere():
    one = replace(charted(), findings=(finding("FFT-IP-POSITIVE", "inpatient", 3, 41, chart=reading((3, 2, 4) * 6, 41), previous=("2025/26 Q1: 4 of 44, not met",)),))  # fmt: skip
    page = page_read(report_bytes(replace(one, proposals=(), held_back=())))
    for told in ("3 of 41", "4 of 44", "7.3%", "9.1%", "4.9%"):
        assert told not in page.words and told not in "".join(n.get("aria-label", "") for n in page.root.iter("svg"))
    assert "fewer than 5 of 41" in page.words and "The chart is not shown" in page.words


@pytest.mark.parametrize(
    "told", ["restated: it was 3 of 44", "the return says 40 of 4 (a.xlsx!B2)", "it was 2 (a.csv!C3)"]
)
def test_small_numbers_in_the_words_of_other_sources_are_withheld(told):
    one = finding("FFT-IP-POSITIVE", "inpatient", 60, 90, restated=told, reconciled=(told,))
    words = page_read(report_bytes(replace(charted(), findings=(one,), proposals=()))).words
    assert told not in words and "withheld" in words


def test_large_numbers_in_the_words_of_other_sources_are_told():
    told = "restated on 3 November 2025: it was 13 of 441 (a.xlsx!B2)"
    one = finding("FFT-IP-POSITIVE", "inpatient", 60, 90, restated=told)
    assert told in page_read(report_bytes(replace(charted(), findings=(one,), proposals=()))).words


def test_what_people_say_reaches_the_report_without_counts():
    signal = LeadSignal("EXAMPLE-ACUTE", "inpatient", "respect", charted().period, FROM_WORDS, "3 of 4 accounts are negative", ())  # fmt: skip
    words = page_read(report_bytes(charted(for_the_lead=(signal,)))).words
    assert "3 of 4 accounts" not in words and "points to a concern about" in words


def test_earlier_periods_are_read_with_their_figures_and_verdicts():
    one = charted()
    first = one.findings[0]
    assert [(e.period, e.figure, e.met) for e in earlier_of(one, first)] == [("2025/26 Q1", "190 of 200", True), ("2024/25 Q4", "withheld", False)]  # fmt: skip
    unknown = replace(first, previous=("2025/26 Q1: not assessed (too few responses)",))
    assert [(e.figure, e.met) for e in earlier_of(one, unknown)] == [("not assessed (too few responses)", None)]


@pytest.mark.parametrize(
    ("outcome", "before", "change"),
    [
        (Outcome.BREACH, "2025/26 Q1: 190 of 200, met", Change.NEWLY_NOT_MET),
        (Outcome.BREACH, "2025/26 Q1: 1,900 of 2,000, not met", Change.STILL_NOT_MET),
        (Outcome.MET, "June 2025: 12, not met", Change.MET_AGAIN),
        (Outcome.MET, "June 2025: 0, met", Change.STILL_MET),
        (Outcome.MET, "2025/26 Q1: not assessed (no figure)", Change.NO_COMPARISON),
    ],
)
def test_a_result_is_set_beside_its_own_period_before(outcome, before, change):
    assert change_of(checked(), finding("CMP-ANSWERED", "all", 190, 200, outcome=outcome, previous=(before,))) is change


def test_the_case_register_is_told_with_replies_and_decisions():
    page = page_read(report_bytes(charted(records=recorded(), register="3:ab12")))
    (cases,), (decided,) = page.tables("What was issued"), page.tables("What people decided")
    assert cases[0][2:6] == ["Challenge letter", "28 August 2025", "8 September 2025", "5 September 2025, partly: two wards were short of staff"]  # fmt: skip
    assert decided[0][2] == "held" and "Case register 3:ab12" in page.words


def test_an_empty_quarter_says_so_in_every_section():
    nothing = replace(checked(), findings=(), proposals=(), held_back=(), awaited=(), said=(), sources=(), notes=())
    page = page_read(report_bytes(nothing))
    assert [words for level, words in page.headings if level == 2] == SECTIONS
    assert "No step is proposed." in page.words and "Every source is in." in page.words


def test_the_same_check_gives_the_same_page_whatever_the_hash_seed():
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from charted import *;"
        "from pxcommission.packs.report import report_bytes; sys.stdout.buffer.write(report_bytes(charted()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    again = subprocess.run([sys.executable, "-c", script, str(HERE)], check=True, capture_output=True, env=environment)
    assert again.stdout == PAGE == report_bytes(charted())


hostile = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from([
    "<script>alert(1)</script>", "</style><script>x</script>", '" onmouseover="x', "' autofocus onfocus=x '", "<svg onload=x>",
    "javascript:x", "<a href=http://evil.example>x</a>", "{{ 7*7 }}{% raw %}", "&lt;script&gt;", "]]><script>", "<!--", "-->",
    "\u202e\u2066x", "\x00\x0b\ud800\ufffe", "</title><img src=x onerror=x>", "<meta http-equiv=refresh content=0>", "🏥" * 9,
])  # fmt: skip


RECORDED, WARD = charted(records=recorded()), wards()[0]


def with_texts(texts: list[str]):
    """The quarter with these texts wherever a person outside writes."""
    base, one, other = RECORDED, texts[0], texts[1]
    provider = base.contract.provider.model_copy(update={"name": one or "x"})
    contract = base.contract.model_copy(update={"provider": provider, "title": other or "x"})
    units = tuple(
        replace(
            WARD,
            chart=WARD.chart if at < 3 else None, ward=text or "w", unit_name=other, touchpoint=text, restated=text, reconciled=(text,), previous=(text, one), detail=text)
        for at, text in enumerate(texts[:8])
    )  # fmt: skip
    statements = [replace(word.statement, reason=one, action=other) for word in base.said]
    said = tuple(replace(word, statement=told) for word, told in zip(base.said, statements, strict=True))
    reply = replace(base.records[CASE].replies[0], summary=one)
    records = {CASE: replace(base.records[CASE], replies=(reply,))}
    notes = tuple(DataNote(text, text, other) for text in texts)
    return replace(base, contract=contract, findings=units, notes=notes, said=said, records=records, proposals=())


def nothing_lives(texts: list[str]) -> None:
    page = report_bytes(with_texts(texts))
    assert live_parts(page) == []
    read = page_read(page)
    assert [words for level, words in read.headings if level == 2] == SECTIONS
    for text in texts:
        assert one_line(text) in read.words
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", page.decode())


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(hostile, min_size=30, max_size=30))
def test_no_text_of_300_becomes_markup(texts):
    nothing_lives(texts)


@pytest.mark.stress
@settings(max_examples=667, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(hostile, min_size=30, max_size=30))
def test_no_text_of_20_000_becomes_markup(texts):
    nothing_lives(texts)


def test_the_providers_hostile_words_print_as_they_are():
    assert "<b>&" in READ.words and HOSTILE[:20] not in PAGE.decode()
