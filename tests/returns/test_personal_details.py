"""Personal details in free texts: found where they are, not seen where they are not, and never repeated."""

from __future__ import annotations

import random
import time

import pytest
from personal_texts import BIRTH, EMAIL, GAPS, KINDS, NAME, NHS, PHONE, POSTCODE, an_nhs_number, labelled_text

from pxcommission.returns.figures import quoted
from pxcommission.returns.personal_data import (
    WITHHELD,
    personal_details,
    personal_places,
    personal_warning,
    without_details,
)
from pxcommission.returns.personal_numbers import is_nhs_number

LEAST_FOUND = {NHS: 1.0, EMAIL: 0.99, PHONE: 0.99, POSTCODE: 0.99, BIRTH: 0.99, NAME: 0.97}


def found_and_false(seed: int, texts: int) -> None:
    chance = random.Random(seed)
    made = [labelled_text(chance) for _ in range(texts)]
    for kind, least in LEAST_FOUND.items():
        there = [one for one in made if kind in one.kinds]
        missed = [one.details for one in there if kind not in personal_details(one.text)]
        assert len(missed) <= (1 - least) * len(there), (kind, missed[:5])
    clean = [one.text for one in made if not one.kinds]
    alarms = [(personal_details(text), text) for text in clean if personal_details(text)]
    assert len(alarms) <= 0.02 * len(clean), alarms[:8]


def test_two_thousand_texts_are_told_apart() -> None:
    found_and_false(seed=5, texts=2_000)


@pytest.mark.stress
def test_twenty_thousand_texts_are_told_apart() -> None:
    found_and_false(seed=2026, texts=20_000)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(1, 21))
def test_two_thousand_texts_of_any_seed_are_told_apart(seed: int) -> None:
    found_and_false(seed, texts=2_000)


@pytest.mark.stress
def test_every_number_of_the_test_range_is_found_however_it_is_parted() -> None:
    for first in range(999_000_000, 1_000_000_000):
        for last in "0123456789":
            ten = f"{first}{last}"
            if is_nhs_number(ten) and first % 97 == 0:
                assert NHS in personal_details(f"{ten[:3]} {ten[3:6]} {ten[6:]}")


@pytest.mark.parametrize("gap", GAPS)
def test_an_nhs_number_is_found_however_it_is_parted(gap: str) -> None:
    ten = an_nhs_number(random.Random(1))
    assert personal_details(f"ref{gap or ' '}{gap.join((ten[:3], ten[3:6], ten[6:]))}, thanks") == (NHS,)


@pytest.mark.parametrize("digits", ["٩٩٩ ٠٠٠ ٠٠١٨", "９９９０００００１８"])
def test_an_nhs_number_in_digits_of_another_script_is_found(digits: str) -> None:
    assert personal_details(digits) == (NHS,)


@pytest.mark.parametrize(
    "text",
    [
        "9990000017", "99900000180", "19990000018", "ISBN 9990000018", "0.9990000018", "0000000000",
        "01.04.2025-30.06.2025", "open 08.30-17.30 10 days", "0 12 15 20 18 25", "1,234,567,890", "call 111",
        "at example.org", "5 @ 3.50", "@example", "E coli", "ward B6 2nd floor", "GC9 1st notice", "SC37.2", "RZ101 1 to 4",
        "aged 43", "babies born 1 April 2025 to 30 June 2025", "a ward born in 2019", "date of birth completeness at 30 June 2025",
        "Nurse Consultant", "Sister Meetings", "the doctor said", "Midwife Led Unit", "20 ms",
        "ISBN-10: 999-000-0018", "(ISBN) 0306406152", "9990000018 (ISBN)", "A4 2AB form", "X1 2AB", "bay B6 3hr wait", "b6 2nd floor",
        "Nurse Very kind", "Sister was lovely", "Doctor Didn't listen", "THE NURSE WAS KIND", "the mr scan was late", "dr told me off",
        "an MR SCAN", "MS Teams", "Sir Robert Example Hospital", "look at example.org", "information at nhs.uk", "open 0800-1700 10 days",
        "0 3 1 2 4 5 6 7 8 9 1 2", "nurse was named of the month", "Consultant Dermatologist", "hospital at home",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_detail_is_none(text: str) -> None:
    assert personal_details(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(020) 7946 0018", PHONE), ("020 7946 0018 ext 12", PHONE), ("+44(0)7700900123", PHONE), ("44 7700 900123", PHONE),
        ("tel. no. 946 0018", PHONE), ("flint at example dot org", EMAIL), ("flint [at] example [dot] org", EMAIL),
        ("sw1a1aa", POSTCODE), ("w1a 0ax", POSTCODE), ("ZZ99 3WZ", POSTCODE),
        ("1st of May 1950 was the patient's date of birth", BIRTH), ("D O B 010250", BIRTH), ("DOB 1950", BIRTH),
        ("9 9 9 0 0 0 0 0 1 8", NHS), ("999-0000-018", NHS), ("99900 00018", NHS), ("NHS number of hers: 99 90 00 00 18", NHS),
        ("nine nine nine oh oh oh, oh oh one eight", NHS), ("9\ufe0f\u20e39\ufe0f\u20e39\ufe0f\u20e3 000 0018", NHS), ("Ward 7 999 000 0018", NHS),
        ("01632\r\n960123", PHONE), ("(01632)\n960 123", PHONE), ("0 7 7 0 0 9 0 0 1 2 3", PHONE), ("mob 7700 900123", PHONE),
        ("flint.rowan at example.org", EMAIL), ("rowan at gmail com", EMAIL), ("flint [at] example[.]org", EMAIL), ("flint＠example。org", EMAIL),
        ("DE1\n3AF", POSTCODE), ("de1\t3af", POSTCODE), ("DE1-3AF", POSTCODE), ("ＤＥ１ ３ＡＦ", POSTCODE), ("DE1 3 AF", POSTCODE), ("BFPO 57", POSTCODE),
        ("dr. patel", NAME), ("dr flint", NAME), ("Dr FLINT", NAME), ("Mrs Żwir", NAME), ("Nurse Élan", NAME), ("Mr van der Elm", NAME),
        ("Mu\u0308ller was seen by Dr A\u030angsten", NAME), ("mr o'slate", NAME),
        ("MRS FLINT", NAME), ("mr flint", NAME), ("a nurse called Rowan", NAME), ("Dr. O’Slate", NAME), ("sister Rowan", NAME),
    ],
)  # fmt: skip
def test_a_detail_in_a_rarer_spelling_is_found(text: str, kind: str) -> None:
    assert kind in personal_details(text)


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = "see\u200b ９９９ ０００ ００１８ or flint@example.org"
    shown = [(text[one.first - 1 : one.last], one.kind) for one in personal_places(text)]
    assert shown == [("９９９ ０００ ００１８", NHS), ("flint@example.org", EMAIL)]


def test_a_warning_says_what_and_where_and_never_repeats_the_detail() -> None:
    text = "ring 020 7946 0018 at DE1 3AF"
    assert personal_warning(text) == "a telephone number (characters 6 to 18), a postcode (characters 23 to 29)"
    assert personal_warning("all well") == ""


def test_a_message_quotes_no_text_that_may_hold_a_detail() -> None:
    assert quoted("Mrs Flint, 020 7946 0018") == WITHHELD
    assert without_details("Mrs Flint, 020 7946 0018") == WITHHELD
    assert quoted("Ward 7") == "'Ward 7'"
    assert without_details("Ward 7" * 20) == ("Ward 7" * 20)[:59] + "…"


HOSTILE = (
    "nine ", "email ", "NHS number is ", "0 7 ", "a at b.c ", "9\n", "9, ", "Dr van der ", "ISBN 9", "DE1\n", "BFPO ",
    "9 ", "9", "@a.", "a@b.c", "a.b-c@a.co ", "a at b dot ", "(0) ", "+44 ", "99.-", "1/", "dob 1 ", "dobis", "born on the ", "A.",
    "Dr A ", "nurse ", "A1 ", "NHS ", "tel on ", "１", "é", "d o b ", "1 of ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_worst_texts_take_no_longer_than_their_length_asks_for(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begun = time.process_time()
        personal_details(text)
        return time.process_time() - begun

    assert seconds(50_000) < 0.75


def test_every_kind_has_a_detector() -> None:
    assert set(KINDS) == set(LEAST_FOUND)
