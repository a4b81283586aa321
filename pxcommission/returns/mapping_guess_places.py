"""Whose and for when: what the columns beside the figures are, and what stands in the titles above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pxcommission.periods import read_period
from pxcommission.returns.figures import heading
from pxcommission.returns.group_words import SPELLINGS
from pxcommission.returns.mapped_codes import code_within
from pxcommission.returns.mapped_headings import PeriodReader, month_of_day
from pxcommission.returns.mapped_places import TITLE_ROWS
from pxcommission.returns.mapping_guess import LIKELY, Guess, Meaning, Role
from pxcommission.returns.mapping_guess_values import Content, Nature, Values, is_requirements, nature_of
from pxcommission.returns.mapping_parts import EACH_PERIOD
from pxcommission.returns.mapping_proposal_table import Table
from pxcommission.returns.mappings import WHOLE
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import address
from pxcommission.vocabulary.models import Vocabulary

_HEADINGS = {
    Role.PROVIDER: ("provider", "trust", "organisation", "org", "ods"),
    Role.SITE: ("site", "hospital", "location"),
    Role.WARD: ("ward", "team", "unit"),
    Role.PERIOD: ("period", "quarter", "month", "qtr"),
    Role.SERVICE: ("service", "pathway", "directorate", "division"),
    Role.TOUCHPOINT: ("touchpoint",),
    Role.REQUIREMENT: ("requirement",),
    Role.CONTRACT: ("contract",),
    Role.POSITION: ("position",),
    Role.REASON: ("reason", "why", "explanation", "exception"),
    Role.ACTION: ("action", "actions", "mitigation", "mitigations", "plan", "remedial"),
    Role.SUBMITTED_ON: ("submitted", "submission"),
}
WHOLE_PROVIDER = (
    "trust", "total", "totals", "overall", "all sites", "all wards", "trust total", "trust wide", "trustwide", "trust-wide",
    "whole trust", "grand total", "provider", "provider total", "organisation", "overall total", "total trust", "all", "trust overall",
)  # fmt: skip
"""What people call the row of the whole provider among its sites or wards."""
_PRIVATE = (
    "name",
    "comment",
    "comments",
    "patient",
    "complainant",
    "nhs",
    "birth",
    "dob",
    "address",
    "contact",
    "lead",
    "owner",
)


def column_guess(name: str, values: Values, vocabulary: Vocabulary) -> Guess:
    """What a column that holds no figures is: from its heading, its values, or both."""
    of_people = _group_guess(name, values)
    if of_people is not None:
        return of_people
    said = set(heading(name).replace("_", " ").replace("/", " ").replace(":", "").split())
    named = next((role for role, words in _HEADINGS.items() if said & set(words)), None)
    if named in (Role.SITE, Role.WARD, Role.PROVIDER, Role.PERIOD):
        values = values.without(WHOLE_PROVIDER)
    content = values.content
    shown = {role for role in (_by_values(values, content, vocabulary),) if role is not None}
    by_values = next(iter(shown), None)
    if content is Content.CODES and named in (Role.PROVIDER, Role.SITE):
        return Guess((Meaning(named),), 97, "its heading says so, and its values are codes")
    if named is Role.PERIOD and content is Content.DATES and values.are_months:
        return _months_or_quarters(values)
    if named is Role.PERIOD and content is Content.WORDS and leave_the_year_out(values):
        return Guess((Meaning(Role.PERIOD),), 96, "its heading says so; its months or quarters leave the year out")
    if named in (Role.PROVIDER, Role.SITE, None) and content in (Content.WORDS, Content.PROSE) and values.hold_codes:
        role = Role.SITE if named is not Role.PROVIDER else Role.PROVIDER
        return Guess((Meaning(role),), 90 if named else 75, "an organisation's code stands in each of its texts")
    if by_values is not None and by_values is named:
        return Guess((Meaning(by_values),), 97, "its heading and its values say so")
    if by_values is not None:
        return Guess((Meaning(by_values),), 85, "its values say so", (Meaning(named),) if named else ())
    of_words = (Role.WARD, Role.CONTRACT, Role.POSITION, Role.REASON, Role.ACTION)
    in_words = content in (Content.WORDS, Content.PROSE, Content.EMPTY, Content.MIXED)
    numbered = named is Role.WARD and len(said) == 1 and content is Content.COUNTS
    if named is not None and ((named in of_words and in_words) or numbered):
        return Guess((Meaning(named),), 88, "its heading says so")
    if named is Role.SITE and content is Content.WORDS and "type" not in said:
        return Guess(
            (Meaning(named),), 72, "its heading says so; it has names, whose codes can be given under `sites:`"
        )
    if named is Role.SUBMITTED_ON and content in (Content.DATES, Content.WORDS):
        return Guess((Meaning(named),), 88, "its heading says so")
    return Guess((Meaning(Role.NOT_READ),), 80, _why_left(named, content), (Meaning(named),) if named else ())


def _group_guess(name: str, values: Values) -> Guess | None:
    """Whether a column says which group of people a row is of, or what the groups are of; None where it does not."""
    texts = {heading(as_text(value)) for value in values.at.values()} - {""}
    named = texts - {heading(text) for text in WHOLE}
    if named and any(text in SPELLINGS for text in named) and values.content is Content.WORDS:
        return Guess((Meaning(Role.CHARACTERISTIC),), 96, "its values say what the groups of people are of")
    if heading(name) in SPELLINGS:
        return Guess((Meaning(Role.GROUP),), 88, f"its heading says {SPELLINGS[heading(name)]}")
    if heading(name) in ("group", "people", "category", "patient group") and values.content in (
        Content.WORDS,
        Content.MIXED,
    ):
        return Guess((Meaning(Role.GROUP),), LIKELY, "its heading says so")
    return None


def _months_or_quarters(values: Values) -> Guess:
    months = {month.start.month for value in values.at.values() if (month := month_of_day(value))}
    if len(months) > 1 and (months <= {1, 4, 7, 10} or months <= {3, 6, 9, 12}):
        return Guess(
            (Meaning(Role.PERIOD),), 60, "its days may stand for months or for quarters; they are read as months"
        )
    return Guess((Meaning(Role.PERIOD),), 97, "its heading says so, and each day is the first or last of a month")


def leave_the_year_out(values: Values) -> bool:
    """Whether they are months or quarters without their year, such as `Apr` and `Q1`."""
    texts = [text for text in map(as_text, values.at.values()) if text]
    bare, known = PeriodReader({}), PeriodReader({}, read_period("2000/01"))
    return bool(texts) and all(bare.read(text) is None and known.read(text) is not None for text in texts)


def _why_left(named: Role | None, content: Content) -> str:
    if named is not None:
        return f"its heading speaks of a {named}, but its values ({content}) are none"
    return f"it holds {content}, and its heading names nothing that is read"


def _by_values(values: Values, content: Content, vocabulary: Vocabulary) -> Role | None:
    texts = {heading(as_text(value)) for value in values.at.values()} - {""}
    if content is Content.PERIODS:
        return Role.PERIOD
    if texts and texts <= {*vocabulary.services, "all"}:
        return Role.SERVICE
    touchpoints = {one for service in vocabulary.services.values() for one in service.touchpoints}
    if texts and texts <= touchpoints:
        return Role.TOUCHPOINT
    if is_requirements(values.at.values()):
        return Role.REQUIREMENT
    if content is Content.CODES:
        return Role.SITE if all(len(text) == 5 for text in texts) else Role.PROVIDER
    return None


def is_private(name: str) -> bool:
    """Whether a heading speaks of persons, so that nothing under it is shown."""
    return bool(set(heading(name).replace("'s", "").split()) & set(_PRIVATE))


class PlaceGuess(Struct, frozen=True):
    """Where a thing of the whole return stands, as a mapping writes it, with how sure that is and why."""

    key: str
    text: str
    confidence: int
    reason: str
    code_in_text: bool = False


def provider_guess(table: Table) -> PlaceGuess:
    """Where the provider's code stands above the table; to be given by hand where no code does."""
    for row, column, text, before in _titles(table):
        if nature_of(text) is Nature.CODE:
            if before:
                return PlaceGuess("after", before, 96, f"the code {text} follows it in {address(row, column)}")
            return PlaceGuess("cell", address(row, column), 75, f"the code {text} stands there")
        label, _, last = text.rpartition(" ")
        if label.endswith(":") and nature_of(last) is Nature.CODE:
            return PlaceGuess("after", label, 96, f"the code {last} follows it in {address(row, column)}")
        if label and text.endswith((")", "]")) and (code := code_within(text)) and len(code) == 3:
            return PlaceGuess("cell", address(row, column), 75, f"the code {code} stands in it", True)
    return PlaceGuess("given", "true", 96, "no organisation code stands in the file, so --provider has to give it")


def period_guess(table: Table) -> PlaceGuess:
    """Where the period stands above the table; to be given by hand where none does, or only a year that it may be a part of."""
    reader = PeriodReader({})
    for row, column, text, before in _titles(table):
        inside = reader.inside(text)
        if inside is None or len(inside[1].months) == 12:
            continue
        label = inside[0].removesuffix(EACH_PERIOD).strip()
        if inside[0] == EACH_PERIOD and not before:
            return PlaceGuess("cell", address(row, column), 85, f"{inside[1].label} stands there")
        if inside[0].endswith(EACH_PERIOD):
            return PlaceGuess("after", label or before, 96, f"{inside[1].label} follows it in {address(row, column)}")
    return PlaceGuess("given", "true", 96, "no month or quarter stands above the table, so --period has to give it")


def year_guess(table: Table) -> PlaceGuess:
    """Where the contract year stands above headings such as Apr or Q1."""
    for row, column, text, before in _titles(table):
        inside = PeriodReader({}).inside(text)
        if inside is not None and len(inside[1].months) == 12:
            if before and inside[0] == "{period}":
                return PlaceGuess("after", before, 90, f"{text} follows it in {address(row, column)}")
            return PlaceGuess("cell", address(row, column), 85, f"{inside[1].label} stands there")
    return PlaceGuess("given", "true", 96, "the headings leave the year out, so --period 2025/26 has to give it")


def service_guess(table: Table, vocabulary: Vocabulary, given: str) -> PlaceGuess:
    """The service of the whole return: as given, or named in its titles or its sheet; unsure where nothing names one."""
    if given:
        return PlaceGuess("fixed", given, 100, "given with --service")
    for text in (*(text for _, _, text, _ in _titles(table)), table.sheet.name):
        for word, service in vocabulary.services.items():
            if word in heading(text) or heading(service.name) in heading(text):
                return PlaceGuess("fixed", word, 80, f"'{word}' stands in the title or the sheet's name")
    return PlaceGuess("fixed", "all", 50, "no column and no title names a service")


def _titles(table: Table) -> Iterator[tuple[int, int, str, str]]:
    """Every text above the headings: its row, column, itself, and the text before it in the row where it ends as a label."""
    for row, values in table.sheet.numbered_rows():
        if row > min(TITLE_ROWS, table.header - table.header_rows):
            return
        before = ""
        for column, value in enumerate(values, start=1):
            text = " ".join(as_text(value).split())
            if text:
                yield row, column, text, before
                before = text if _is_label(text) else ""


def _is_label(text: str) -> bool:
    return nature_of(text) is Nature.TEXT and (text.endswith(":") or len(text.split()) <= 4)


def needs_year(names: Iterable[str]) -> bool:
    """Whether most headings that name a month or a quarter leave the year out."""
    held = [name for name in names if name]
    bare, full = PeriodReader({}, read_period("2000/01")), PeriodReader({})
    return sum(bare.inside(name) is not None for name in held) > sum(full.inside(name) is not None for name in held) + 1
