"""Independent sources side by side: which way each points, what the row says, and what the quality lead is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from side_by_side import QUARTER, contract_read, finding, heard

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.assessment.statistics.xmr import analyse
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement
from pxcommission.assessment.triangulation import Triangulated, triangulate
from pxcommission.assessment.triangulation_of_figures import direction_of_figure
from pxcommission.assessment.triangulation_of_words import kind_in_words
from pxcommission.assessment.triangulation_signals import (
    AGREEING,
    FROM_WORDS,
    concerns_from_words,
    signals_for_the_lead,
)
from pxcommission.assessment.triangulation_sources import Direction, direction_together
from pxcommission.inference.signals import signals_of
from pxcommission.periods import add_months, month_of
from pxcommission.problems import ProblemsFound

READ = contract_read()
MET = Outcome.MET


def row(*things, read=READ, set_aside=(), service="inpatient") -> Triangulated:
    findings = [one for one in things if not hasattr(one, "entry")]
    entries = [one for one in things if hasattr(one, "entry")]
    rows = triangulate(read, findings, entries, QUARTER, set_aside)
    return next(one for one in rows if one.service == service)


def directions(made: Triangulated) -> dict[str, str]:
    return {one.source: str(one.direction) for one in made.sources}


def test_two_measures_of_one_source_are_one_source():
    made = row(finding(), finding("NEGATIVE"), finding("AUDIT"))
    assert directions(made) == {"answers": "concern", "audit": "concern"}
    assert made.summary == (
        "Both sources point the same way: a concern about respect (Survey and Ward audit; facts and views both)."
    )


def test_a_register_counted_with_another_source_is_no_second_one():
    made = row(finding("SETTLED"), heard(1, "pals-concern"), heard(2, "pals-concern"))
    assert directions(made) == {"concerns": "concern"}
    assert made.sources[0].kind == "fact and view"


def test_a_shortfall_that_chance_explains_points_no_way():
    made = row(finding(clearly_below=False), finding("AUDIT", MET), heard(1), heard(2))
    assert directions(made) == {"answers": "short, may be chance", "audit": "good", "accounts": "concern"}
    assert made.summary.startswith("The three sources do not point the same way")
    assert made.sources[0].counts == ("POSITIVE: 160 of 200, level at least 90%, may be chance",)


def test_a_breach_of_a_count_in_one_month_is_a_concern_of_the_quarter():
    months = [month_of(date(2025, month, 1)) for month in (7, 8, 9)]
    events = [finding("EVENTS", MET, period=one, numerator=0, denominator=None, unit="count") for one in months]
    assert directions(row(*events)) == {"events": "good"}
    events[1] = finding("EVENTS", period=months[1], numerator=3, denominator=None, unit="count", clearly_below=None)
    (source,) = row(*events).sources
    assert source.direction is Direction.CONCERN
    assert "August 2025 3, level at least 90%, not met" in source.counts[0]


def test_shares_of_months_that_contradict_each_other_are_mixed():
    made = row(finding(period=month_of(date(2025, 7, 1))), finding(outcome=MET, period=month_of(date(2025, 8, 1))))
    assert directions(made) == {"answers": "mixed"}


def test_wards_are_no_second_voice_but_a_concern_in_one_is_not_hidden():
    ward = finding(ward="A", level="ward", unit_name="A")
    assert directions(row(finding(outcome=MET), replace(ward, outcome=MET, clearly_below=None))) == {"answers": "good"}
    (source,) = row(finding(outcome=MET), ward, replace(ward, ward="B", outcome=MET, clearly_below=None)).sources
    assert (source.direction, source.reason) == (Direction.MIXED, "good as a whole, a concern in a part of it")
    assert source.counts[-1] == "1 of 2 wards not met or of concern"
    assert directions(row(ward)) == {"answers": "concern"}


def test_what_is_not_assessed_or_set_aside_has_nothing_to_say_and_says_why():
    unknown = finding(outcome=Outcome.NOT_ASSESSED, reason=Reason.NOT_LOADED, numerator=None, clearly_below=None)
    assert [(one.direction, one.reason) for one in row(unknown).sources] == [(Direction.NOTHING, "not loaded")]
    aside = finding()
    made = row(aside, set_aside={aside.id})
    assert [(one.direction, one.reason) for one in made.sources] == [
        (Direction.NOTHING, "set aside by a person's decision")
    ]
    assert made.summary == "No source has anything to say."


def test_provisional_and_watched_ones_are_marked_and_not_dropped():
    made = row(finding(final=False), finding("AUDIT", adopted=False))
    assert [one.marks for one in made.sources] == [("provisional",), ("watched only",)]
    assert made.summary.endswith("Provisional: Survey. Only watched, no obligation: Ward audit.")


def test_one_to_four_answers_of_a_survey_are_not_shown():
    (source,) = row(finding(numerator=3, denominator=40)).sources
    assert source.counts[0].startswith("POSITIVE: fewer than 5 answers, not shown, level")
    assert "3 of 40" in row(finding("AUDIT", numerator=3, denominator=40)).sources[0].counts[0]


@pytest.mark.parametrize(
    ("sentiments", "direction"),
    [
        (("negative",), "nothing to say"),
        (("negative", "mixed"), "nothing to say"),
        (("mixed", "neutral"), "nothing to say"),
        (("negative", "negative"), "concern"),
        (("negative", "negative", "mixed"), "concern"),
        (("negative", "positive"), "mixed"),
        (("negative", "negative", "positive"), "mixed"),
        (("positive", "positive"), "good"),
    ],
)
def test_words_point_one_way_when_voices_outnumber_the_others(sentiments, direction):
    made = row(*(heard(number, sentiment=one) for number, one in enumerate(sentiments)))
    assert directions(made) == {"accounts": direction}


def test_the_counts_of_words_say_how_they_were_heard():
    made = row(heard(1), heard(2), heard(3, "visit", "positive"), heard(4, "discussion-group"))
    assert made.sources[0].counts == (
        "3 negative and 1 positive of 4 (2 patient stories, 1 discussion group, 1 visit); about Staff manner (3)",
    )
    assert kind_in_words("pals-concern", 2) == "PALS concerns"


def test_entries_of_other_providers_services_and_quarters_are_not_ours():
    others = [
        heard(1, provider="RZ2"),
        heard(2, service="maternity"),
        heard(3, on=date(2025, 6, 30)),
        heard(4, aspect=""),
    ]
    assert triangulate(READ, [], others, QUARTER) == ()


def test_a_row_of_all_services_hears_every_service_and_a_service_only_its_own():
    every = finding(service="all")
    entries = [heard(1), heard(2, service="emergency")]
    assert directions(row(every, *entries, service="all")) == {"answers": "concern", "accounts": "concern"}
    assert directions(row(every, *entries)) == {"accounts": "nothing to say"}


def test_a_chart_of_concern_points_no_way_alone_and_does_not_soften_a_concern():
    assert direction_together([Direction.CHART, Direction.CONCERN]) is Direction.CONCERN
    assert direction_together([Direction.CHART]) is Direction.CHART
    assert direction_together([Direction.CHART, Direction.GOOD]) is Direction.MIXED


CONCERN = (heard(1), heard(2), heard(3, "visit"))


def signals(*entries, findings=(), read=READ):
    return concerns_from_words(read, findings, entries, QUARTER)


def test_words_alone_are_a_concern_with_accounts_and_ways_enough():
    (signal,) = signals(*CONCERN)
    assert (signal.kind, signal.service, signal.aspect) == (FROM_WORDS, "inpatient", "respect")
    assert signal.sentence.startswith("3 of 3 accounts from 1 April 2025 to 30 September 2025 are negative")
    assert signal.sentence.endswith("words alone, no level is alleged.")
    assert signal.evidence == ("patient-story-0001", "patient-story-0002", "visit-0003")


@pytest.mark.parametrize(
    "entries",
    [
        CONCERN[:2],
        (heard(1), heard(2), heard(3)),
        (*CONCERN, *(heard(n, "comment", "positive") for n in range(4, 7))),
        tuple(replace(one, entry=replace(one.entry, on=date(2025, 5, 1))) for one in CONCERN),
        (*CONCERN[1:], heard(1, on=date(2025, 3, 31))),
        (*CONCERN[:2], heard(3, "compliment")),
    ],
    ids=["two accounts", "one way", "as many good", "none in the quarter", "too long ago", "no account"],
)
def test_words_alone_are_no_concern_when_there_is_less(entries):
    assert signals(*entries) == ()


def test_accounts_of_the_quarter_before_count_beside_one_of_this_quarter():
    assert signals(*CONCERN[1:], heard(1, on=date(2025, 4, 1)))


def test_a_breach_about_it_takes_the_ways_of_the_contract_and_words_say_nothing_more():
    assert signals(*CONCERN, findings=[finding()]) == ()
    assert signals(*CONCERN, findings=[finding(clearly_below=None)]) == ()
    (signal,) = signals(
        *CONCERN, findings=[finding(aspect="comfort"), finding(service="emergency"), finding(outcome=MET)]
    )
    assert signal.sentence.endswith("No requirement about it is in breach: words alone, no level is alleged.")


@pytest.mark.parametrize(
    ("short", "why"),
    [
        (finding(adopted=False), "only watched"),
        (finding(clearly_below=False), "may be chance"),
        (finding(service="all", clearly_below=False), "may be chance"),
        (finding(service="all", clearly_below=None), "judged for all services"),
        (finding(service="all", adopted=False), "only watched"),
    ],
)
def test_what_the_contract_has_no_letter_for_does_not_silence_words(short, why):
    (signal,) = signals(*CONCERN, findings=[short])
    assert signal.sentence.endswith(
        f"No obligation of this service about it is short by more than chance (POSITIVE: not met, {why}): words alone, no level is alleged."
    )


def test_an_obligation_for_all_services_covers_each_only_where_it_is_clearly_below():
    assert signals(*CONCERN, findings=[finding(service="all")]) == ()
    everywhere = [heard(n, kind, service="all") for n, kind in ((1, "patient-story"), (2, "comment"), (3, "visit"))]
    assert signals(*everywhere, findings=[finding(service="all", clearly_below=None)]) == ()
    assert signals(*everywhere, findings=[finding()])  # of one service: it does not answer for all of them


def test_a_chart_of_concern_makes_a_shortfall_one_and_a_met_level_a_question():
    shares = [91, 93, 92, 94, 91, 92, 93, 94, 92, 91, 93, 92, *[80] * 8]
    points = tuple(ChartPoint(month_of(add_months(date(2024, 2, 1), at)), one, 100) for at, one in enumerate(shares))
    drawn = analyse([one.period.start for one in points], [float(one) for one in shares], Asked(Improvement.INCREASE))
    concern = ChartReading(points, drawn)
    assert concern.special_cause_concern is True
    assert direction_of_figure(finding(clearly_below=False)) is Direction.SHORT
    assert direction_of_figure(finding(clearly_below=False, chart=concern)) is Direction.CONCERN
    assert direction_of_figure(finding(outcome=MET, chart=concern)) is Direction.CHART
    assert direction_of_figure(finding(outcome=MET)) is Direction.GOOD


def test_the_numbers_are_the_workspaces_own():
    more = "triangulation:\n  accounts_for_a_concern: {value: 4, meaning: so many, source: the committee}\n"
    assert signals(*CONCERN, read=contract_read(more)) == ()
    with pytest.raises(ProblemsFound) as wrong:
        contract_read(more.replace("accounts_for_a_concern", "accounts_for_concern"))
    assert "did you mean 'accounts_for_a_concern'" in wrong.value.problems[0].message


def test_the_lead_is_told_of_sources_that_agree_on_a_concern_and_not_on_good():
    things = [finding(), finding("AUDIT"), finding("EVENTS", MET)]
    rows = triangulate(READ, things, (), QUARTER)
    (signal,) = signals_for_the_lead(READ, things, (), rows, QUARTER)
    assert (signal.kind, signal.evidence) == (AGREEING, tuple(one.id for one in things[:2]))
    good = [finding(outcome=MET), finding("AUDIT", MET)]
    assert signals_for_the_lead(READ, good, (), triangulate(READ, good, (), QUARTER), QUARTER) == ()


def test_sources_agree_only_where_more_point_to_a_concern_than_to_good():
    things = [finding(), finding("AUDIT"), finding("EVENTS", MET), finding("SETTLED", MET)]
    assert signals_for_the_lead(READ, things, (), triangulate(READ, things, (), QUARTER), QUARTER) == ()
    more = [*things, heard(1), heard(2)]
    rows = triangulate(READ, things, more[4:], QUARTER)
    assert [one.kind for one in signals_for_the_lead(READ, things, more[4:], rows, QUARTER)] == [AGREEING]


def test_what_is_one_source_here_is_one_source_where_a_ladder_counts_them():
    settled, heard_of = finding("SETTLED"), finding("HEARD")
    measures = {"ACUTE/SETTLED": "settled", "ACUTE/HEARD": "pals_heard", "ACUTE/POSITIVE": "positive"}
    (agreed, _) = signals_of([settled, heard_of], measures, READ.vocabulary)
    assert dict(agreed.words)["sources_agreeing"] == 1
    assert len(row(settled, heard(1, "pals-concern"), heard(2, "pals-concern")).pointing(Direction.CONCERN)) == 1
    (agreed, *_) = signals_of([settled, heard_of, finding()], measures, READ.vocabulary)
    assert dict(agreed.words)["sources_agreeing"] == 2
    assert len(row(settled, finding()).pointing(Direction.CONCERN)) == 2


kinds = st.sampled_from(["patient-story", "visit", "comment", "pals-concern"])
entries_heard = st.lists(st.tuples(kinds, st.sampled_from(["negative", "positive", "mixed", "neutral"])), max_size=8)


@settings(max_examples=60, deadline=None)
@given(entries_heard, st.randoms(use_true_random=False))
def test_the_order_of_what_was_heard_never_matters_and_mixed_voices_turn_nothing(given_entries, random):
    entries = [heard(n, kind, sentiment) for n, (kind, sentiment) in enumerate(given_entries)]
    shuffled = random.sample(entries, len(entries))
    first = {one.source: one.direction for made in triangulate(READ, [], entries, QUARTER) for one in made.sources}
    again = {one.source: one.direction for made in triangulate(READ, [], shuffled, QUARTER) for one in made.sources}
    assert first == again
    assert [(s.kind, s.aspect) for s in signals(*entries)] == [(s.kind, s.aspect) for s in signals(*shuffled)]
    more = [*entries, heard(90, "visit", "mixed")]
    with_mixed = {one.source: one.direction for made in triangulate(READ, [], more, QUARTER) for one in made.sources}
    assert {name: way for name, way in with_mixed.items() if name in first} == first
