"""Synthetic texts with their labels: which kinds of personal details each holds. Everything in them is invented.

NHS numbers are of the test range that begins with 999, telephone numbers of the ranges kept for drama (Ofcom), e-mail
addresses of example domains. Names are words of trees and stones.
"""

from __future__ import annotations

import random

from msgspec import Struct

from pxcommission.returns.personal_numbers import is_nhs_number
from pxcommission.returns.personal_words import POSTCODE_AREAS

NHS, EMAIL, PHONE, POSTCODE, BIRTH, NAME = (
    "an NHS number", "an e-mail address", "a telephone number", "a postcode", "a date of birth", "a person's name",
)  # fmt: skip
KINDS = (NHS, EMAIL, PHONE, POSTCODE, BIRTH, NAME)
NAMES = (
    "Oakley",
    "Rowan",
    "Birchwood",
    "Flint",
    "Marble",
    "Hawthorn",
    "Alder",
    "McGranite",
    "O'Slate",
    "Elm-Ashe",
    "Quartz",
    "Ångsten",
    "Żwir",
    "Élan-Roc",
    "Ünverstein",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DRAMA = (
    ("020", "7946", "0"), ("0114", "496", "0"), ("0117", "496", "0"), ("0131", "496", "0"), ("0161", "496", "0"),
    ("029", "2018", "0"), ("01632", "960", ""), ("07700", "900", ""), ("0808", "157", "0"), ("0909", "879", "0"),
)  # fmt: skip
GAPS = (
    "", " ", "-", ".", "\u00a0", "–", "  ", " - ", "\u2009", "\t", "\n", "\r\n", "/", "_", ",", ", ", "...", " / ", "\u202f", "‑",
    "\u3000", " – ", "·", "•", ":", "\u2028", "|", "\u00ad",
)  # fmt: skip


class Labelled(Struct, frozen=True):
    """A text and the kinds of details it holds."""

    text: str
    kinds: frozenset[str]
    details: tuple[str, ...] = ()


def labelled_text(chance: random.Random) -> Labelled:
    """A text with one to three details, or a clean one of the field (half and half)."""
    if chance.random() < 0.5:
        return Labelled(clean_text(chance), frozenset())
    kinds = chance.sample(KINDS, chance.choice((1, 1, 1, 2, 3)))
    details = tuple(detail(kind, chance) for kind in kinds)
    parts = [chance.choice(OPENINGS), *(f"{chance.choice(LEADS)} {one}" for one in details), chance.choice(ENDINGS)]
    return Labelled(chance.choice((", ", ". ", "; ", " - ", "\n")).join(parts), frozenset(kinds), details)


def detail(kind: str, chance: random.Random) -> str:
    """One invented detail in one of its usual spellings."""
    return {
        NHS: _nhs_number, EMAIL: _email, PHONE: _phone, POSTCODE: _postcode, BIRTH: _birth, NAME: _name,
    }[kind](chance)  # fmt: skip


def an_nhs_number(chance: random.Random) -> str:
    """Ten digits of the test range whose check is right."""
    while True:
        first = f"999{chance.randrange(10**6):06d}"
        for last in "0123456789":
            if is_nhs_number(first + last):
                return first + last


def _nhs_number(chance: random.Random) -> str:
    ten = an_nhs_number(chance)
    gap = chance.choice(GAPS)
    written = gap.join((ten[:3], ten[3:6], ten[6:]))
    if chance.random() < 0.1:
        written = chance.choice((" ", "-", ".", ",", "_", "\u00a0", "\n")).join(ten)
    if chance.random() < 0.15:
        written = written.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    return chance.choice(("", "NHS number ", "NHS no: ", "ref ", "(", "NHS No.", "#", "NHS Number is\t")) + written


def _phone(chance: random.Random) -> str:
    area, middle, start = chance.choice(DRAMA)
    last = f"{start}{chance.randrange(1000):03d}"
    gap = chance.choice((" ", " ", "", "-", ".", "\u00a0", "\n", "\t", "–", "/", "\u202f", "_"))
    shapes = [
        gap.join((area, middle, last)),
        gap.join((area, middle + last)),
        f"({area}) {middle} {last}",
        f"+44 {area[1:]}{gap}{middle}{gap}{last}",
        f"+44 (0){area[1:]} {middle}{gap}{last}",
        f"+44(0) {area[1:]} {middle} {last}",
        f"0044 {area[1:]} {middle} {last}",
        f"{area} {middle} {last} ext {chance.randrange(10, 9999)}",
        f"+44{area[1:]}{middle}{last}",
        f"({area})\n{middle} {last}",
        f"{area} {middle} {last} x{chance.randrange(10, 9999)}",
        " ".join(area + middle + last),
        f"{area}{gap}{middle}{gap}{last}".translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
    ]
    return chance.choice(("", "tel ", "Tel: ", "call ", "on ")) + chance.choice(shapes)


def _email(chance: random.Random) -> str:
    name = chance.choice(NAMES).replace("'", "").lower()
    where = chance.choice(("example.com", "example.org", "mail.example.net", "nhs.example.org", "example.co.uk"))
    local = chance.choice((name, f"{name}.flint", f"{name}_{chance.randrange(99)}", f"{name}+pals", name.capitalize()))
    spelt = (
        f"{local} at {where.replace('.', ' dot ')}", f"{local}(at){where}", f"{local} [at] {where.replace('.', ' [dot] ')}",
        f"{local} @ {where}", f"email {local} at {where}", f"{local} at gmail.com", f"{local}@\n{where}", f"{local}[at]{where.replace('.', '[.]')}",
        f"{local} <at> {where.replace('.', ' <dot> ')}", f"{local}＠{where}", f"{local}@{where.replace('.', '. ')}", f"{local}@{where.replace('.', ' .')}",
    )  # fmt: skip
    return chance.choice(
        (f"{local}@{where}", f"{local}@{where}", f"<{local}@{where}>", f"{local}@{where}".upper(), *spelt)
    )


def _postcode(chance: random.Random) -> str:
    area = chance.choice(sorted(POSTCODE_AREAS))
    district = chance.choice(
        (
            str(chance.randrange(1, 10)),
            str(chance.randrange(10, 30)),
            f"{chance.randrange(1, 10)}{chance.choice('ABEHMNPRVWXY')}",
        )
    )
    inward = f"{chance.randrange(10)}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    written = chance.choice(
        (
            f"{area}{district} {inward}",
            f"{area}{district} {inward}",
            f"{area}{district}{inward}",
            f"{area}{district}\u00a0{inward}",
            f"{area}{district}\n{inward}",
            f"{area}{district}-{inward}",
            f"{area}{district}\t{inward}",
            f"{area}{district}.{inward}",
        )
    )
    return chance.choice((written, written, written.lower(), written.title()))


def _birth(chance: random.Random) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1925, 2020)
    name = MONTHS[month - 1]
    date = chance.choice((
        f"{day:02d}/{month:02d}/{year}", f"{day}.{month}.{year}", f"{day}-{month}-{year % 100:02d}", f"{year}-{month:02d}-{day:02d}",
        f"{day} {name} {year}", f"{day}th {name[:3]} {year}", f"{name} {day}, {year}", f"{day} of {name} {year}",
    ))  # fmt: skip
    return chance.choice(
        (
            f"dob {date}",
            f"DOB: {date}",
            f"D.O.B. {date}",
            f"date of birth {date}",
            f"born {date}",
            f"born on {date}",
            f"Date of Birth: {date}",
            f"date of birth is {date}",
            f"birthday {date}",
            f"{date} (dob)",
        )
    )


def _name(chance: random.Random) -> str:
    title = chance.choice(
        (
            "Mr",
            "Mrs",
            "Ms",
            "Miss",
            "Mx",
            "Dr",
            "Dr.",
            "Prof",
            "Professor",
            "Sister",
            "Nurse",
            "Staff Nurse",
            "Matron",
            "consultant",
            "nurse",
            "Midwife",
            "Consultant Mr",
            "Dr J",
            "Mrs A. B.",
        )
    )
    if chance.random() < 0.2:
        return f"{chance.choice(('dr', 'dr.', 'mr', 'mrs', 'mrs.', 'prof'))} {chance.choice(NAMES).lower()}"
    return f"{title} {chance.choice(NAMES)}"


OPENINGS = (
    "The family were unhappy with the wait",
    "Thank you for the care on Ward 7",
    "Please ring back",
    "Complaint about discharge",
    "Patient said food was cold",
)
LEADS = ("details:", "we were given", "contact", "as follows", "see")
ENDINGS = ("We waited 4 hours", "no reply yet", "The ward was clean", "Please look into it.", "thanks")
ORDINARY = (
    "Very kind", "Was lovely", "Lovely", "Excellent", "Amazing", "Came late", "Didn't listen", "Too busy", "Never came", "Kind and caring",
    "Rude", "Said nothing", "Told me to wait", "Brilliant", "Happy to help", "Supportive", "Gave advice", "Explained it well", "Friendly",
    "Polite", "Helpful", "Great", "Thanks", "Always smiling", "Could not find notes", "Really patient", "Took time", "Good", "Fantastic",
    "Unhelpful", "Shouted", "Left us waiting", "Answered questions", "Professional", "Appointment cancelled", "Seemed rushed",
)  # fmt: skip


def clean_text(chance: random.Random) -> str:
    """One to three sentences of the field that hold numbers and codes, and nothing personal."""
    return " ".join(_clean_sentence(chance) for _ in range(chance.choice((1, 2, 2, 3))))


def _clean_sentence(chance: random.Random) -> str:
    n, big, share = chance.randrange(1, 40), chance.randrange(1_000, 9_999_999), chance.randrange(0, 1000) / 10
    day, month, year = chance.randrange(1, 29), chance.choice(MONTHS), chance.randrange(2019, 2027)
    return chance.choice((
        f"Service Condition SC{n} and General Condition GC{chance.randrange(1, 40)}.{chance.randrange(1, 30)} apply.",
        f"Schedule {chance.randrange(1, 9)}{chance.choice('ABCDE')}, local quality requirement {n}.",
        f"Provider RZ{chance.randrange(1, 9)} and site RZ{chance.randrange(1, 9)}{n:02d} reported {big:,} attendances.",
        f"Ward {chance.choice('ABCDEFG')}{n}, {chance.choice('12345')}{chance.choice(('st', 'nd', 'rd', 'th'))} floor, was refurbished.",
        f"From {day} {month} {year} to {chance.randrange(1, 29)} {chance.choice(MONTHS)} {year + 1} the level was {share}%.",
        f"Period 01/04/{year}-30/06/{year}: {big} contacts, {n} open.",
        f"Between 01.07.{year} and 30.09.{year} E. coli cases fell from {n + 5} to {n}.",
        f"{share}% of {big:,} responses were positive ({chance.randrange(10, 999)} of {chance.randrange(1000, 9999)}).",
        f"Aged {chance.randrange(18, 99)}, in the {year}/{(year + 1) % 100:02d} survey.",
        f"ISBN 0-306-{chance.randrange(10000, 99999)}-{n % 10} is on the reading list, ISBN-13 978-0-{chance.randrange(10**8, 10**9)}.",
        f"Counts by month: {' '.join(str(chance.randrange(0, 60)) for _ in range(12))}.",
        f"Open 08.30-17.30, {chance.randrange(2, 60)} days; the 111 and 999 calls rose by {n}.",
        f"The nurse was kind, the doctor explained and the consultant came at {chance.randrange(1, 12)}.{chance.randrange(10, 60)} pm.",
        f"Matron Rounds and Sister Meetings take place on Ward {n}; Nurse Associates attend.",
        f"Q{chance.randrange(1, 5)} {year}/{(year + 1) % 100:02d}: {n} complaints, {chance.randrange(0, n + 1)} answered in {chance.randrange(20, 60)} working days.",
        f"Invoice {chance.randrange(10**5, 10**8)}, order PO{chance.randrange(10**6, 10**7)}, cell H{n}.",
        f"Babies born in {month} {year}: {big % 1000}; born at home {n}.",
        f"Date of birth was recorded for {share}% of records at {day} {month} {year}.",
        f"We met at the Emergency Department at {day % 12 + 1}pm and looked at results.",
        f"Band {chance.randrange(2, 9)} posts: {n}; M{n} and A{chance.randrange(1, 600)} traffic made staff late.",
        f"Telephone calls answered: {big:,} of {big + n:,}; abandoned {share}%.",
        f"Sheet 'Trusts', rows {n} to {n + chance.randrange(1, 60000)}, column B{n}; version {n}.{chance.randrange(10)}.{chance.randrange(10)}.",
        f"{chance.choice(('Nurse', 'Sister', 'Matron', 'Doctor', 'Consultant', 'Midwife', 'Receptionist'))} {chance.choice(ORDINARY)} on ward {n}.",
        f"The {chance.choice(('dr', 'nurse', 'mr scan', 'sister', 'MRI', 'consultant'))} {chance.choice(ORDINARY).lower()} and {chance.choice(ORDINARY).lower()}.",
        f"Please fill in the {chance.choice(('A4 2AB', 'X1 2AB', 'Q4 1BD', 'J2 3NS', 'A3 2SP'))} form, version {n}.",
        f"{chance.choice(('ISBN', 'ISBN:', 'ISBN-10', 'isbn no.', 'ISBN number'))} {chance.choice(('9990000018', '0306406152', '999 000 0018', '0-306-40615-2'))}, page {n}.",
        f"Open 0800-1700, {n} days; bay {chance.choice('ABCDEFG')}{n} 3hr wait.",
        f"NICE guideline NG{chance.randrange(1, 250)} and CG{chance.randrange(1, 190)}; domain E{chance.randrange(10**7, 10**8)}.",
    ))  # fmt: skip
