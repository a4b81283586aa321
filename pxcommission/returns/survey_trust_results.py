"""Trust results of a national patient survey of the Care Quality Commission, ODS or other workbook: what fits, and two figures.

One row a trust, `trustcode, trustname, n_tpat`, then a family of columns a question, its number behind (`meanq45`); headings in either
case. Scores run from 0 to 10 after allowing for who answered: **the score of the experience as a whole is shown as a share, a score out
of 10** (8.12 is 0.812) and stands alone, without counts. Which question that is changes with the edition (`survey_editions`). Where a file
has columns of bands (a heading with "band", cells in the survey's own words), the questions answered worse or much worse than expected
are counted, as `SUR-NATIONAL-BANDS` asks; "somewhat worse" is not. Results of urgent treatment centres (type 3, `t39`) are a measure of
their own. No trust file was at hand, and a note says so at each reading (`verified: false`). What year's care the survey asked about
is not in the file: it is given by hand.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin, Status
from pxcommission.periods import Period, year_of
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, count, doubled, heading, quoted, share_alone, without_figure
from pxcommission.returns.numbers import NotANumber, as_text, plain, read_share
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table
from pxcommission.returns.sheets import Book
from pxcommission.returns.survey_editions import EDITIONS, SERVICES, service_of, survey_code

NAME, VERSION, ORIGIN = "survey-trust-results", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings trustcode, trustname and n_tpat"
SCORE, TYPE_3_SCORE, WORSE = "survey_overall_score", "survey_overall_score_urgent_treatment", "survey_questions_worse"
FEWEST_ANSWERS = 30
_NEEDED = ("trustcode", "trustname", "n_tpat")
_WORSE = ("worse", "much worse", "worse than expected", "much worse than expected")
_OTHER_BANDS = ("somewhat worse", "about the same", "somewhat better", "better", "much better")
_BANDS = {*_WORSE, *_OTHER_BANDS, *(f"{band} than expected" for band in _OTHER_BANDS if band != "about the same")}
_HIDDEN = ("*", "-", "")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    return fit_of("National patient survey, trust results", LOOKED_FOR, book, _NEEDED)


class _Survey(Struct, frozen=True):
    """What is known of the survey a table is of."""

    service: str
    measure: str
    score: str | None
    bands: tuple[str, ...]


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """The score and the questions below expectation of every trust; errors go to `found`."""
    table = opened_table(book, _NEEDED, found)
    survey = _survey(book, table, found)
    if given is None:
        message = "the file does not say which contract year's care the survey asked about"
        found.error(message, "give the year with --period, for example 2020/21", table.sheet.name)
    elif given != year_of(given.start):
        found.error(f"{given.label} is no contract year, and the survey is a year's", "give --period as 2020/21")
    found.stop_if_wrong()
    assert survey is not None and given is not None  # noqa: S101
    found.note(
        "the layout of survey files was not verified against a published file (verified: false)", sheet=table.sheet.name
    )
    about = About(survey.service, "", given, table.sheet.name)
    made: list[Observation] = []
    for row in table.rows():
        made += _trust(table, row, survey, about, found)
    for first, second in doubled(made):
        found.error(f"{first.provider} stands twice, in {first.cell} and here", "", second.sheet, second.cell)
    found.stop_if_wrong()
    return tuple(made)


def _survey(book: Book, table: PublishedTable, found: Collected) -> _Survey | None:
    code = survey_code(table.sheet.name, book.shown.rpartition("/")[2])
    if code is None:
        message = "which survey this is can't be told: neither the sheet's name nor the file's holds its code"
        found.error(
            message, f"name the file with it, such as IP20 ({', '.join(SERVICES)} and the year)", table.sheet.name
        )
        return None
    type_3 = any(name.startswith(("t", "meant")) and name.removeprefix("mean")[1:].isdigit() for name in table.columns)
    score = _score_column(table, f"{code} type 3" if type_3 else code, found)
    bands = () if type_3 else _band_columns(table)
    if not type_3 and not bands:
        found.note(
            "the file has no columns of bands: questions worse than expected were not counted", sheet=table.sheet.name
        )
    if score is None and not bands:
        message = f"nothing can be read of {code}: its question about the experience as a whole is not known, and it has no bands"
        found.error(message, "ask for the edition to be added to the table of survey editions", table.sheet.name)
    return _Survey(service_of(code), TYPE_3_SCORE if type_3 else SCORE, score, bands)


def _score_column(table: PublishedTable, edition: str, found: Collected) -> str | None:
    known = EDITIONS.get(edition)
    if known is None:
        found.note(f"the question of {edition} about the experience as a whole is not known: its score was not read")
        return None
    name = next((name for name in (f"mean{known.overall}", known.overall) if name in table.columns), None)
    if name is None:
        found.note(f"the file has no column mean{known.overall} for the experience as a whole: its score was not read")
        return None
    said = "" if known.verified else ", which was not verified (verified: false)"
    found.note(f"the score of the experience as a whole is {name}, from {known.source}{said}", sheet=table.sheet.name)
    return name


def _band_columns(table: PublishedTable) -> tuple[str, ...]:
    """The columns of bands: `band` in the heading, and nothing but the survey's own words in the cells."""
    named = [name for name in table.columns if "band" in name]
    rows = list(table.rows())
    words = {name: {heading(table.text(row, name)) for row in rows} - set(_HIDDEN) for name in named}
    return tuple(name for name in named if words[name] and words[name] <= _BANDS)


def _trust(table: PublishedTable, row: int, survey: _Survey, about: About, found: Collected) -> list[Observation]:
    code = table.text(row, "trustcode")
    if heading(code) in ("eng", "england"):
        unit = Unit(Level.ENGLAND, provider="ENG", name="England")
    elif ODS.fullmatch(code):
        unit = Unit(Level.PROVIDER, provider=code, name=table.text(row, "trustname"))
    else:
        message = f"{quoted(code)} is no organisation code of capital letters and digits"
        found.error(message, "load the file as published", table.sheet.name, table.cell(row, "trustcode"))
        return []
    answers = table.text(row, "n_tpat")
    few = answers == "*" or (answers.isdigit() and int(answers) < FEWEST_ANSWERS)
    made = [_score(table, row, survey, unit, about, few, found), _worse(table, row, survey, unit, about, few)]
    return [one for one in made if one is not None]


def _score(
    table: PublishedTable, row: int, survey: _Survey, unit: Unit, about: About, few: bool, found: Collected
) -> Observation | None:
    if survey.score is None:
        return None
    value, cell = table.at(row, survey.score), table.cell(row, survey.score)
    if as_text(value) in _HIDDEN:
        status = Status.SUPPRESSED if few or as_text(value) == "*" else Status.NOT_MEASURED
        return without_figure(unit, about, survey.measure, "proportion", status, cell)
    try:
        score = read_share(value)
        if (isinstance(value, str) and "%" in value) or not 0 <= score <= 10:
            raise NotANumber(f"{quoted(as_text(value))} is no score from 0 to 10")
    except NotANumber as wrong:
        found.error(f"{survey.score}: {wrong}", "load the file as published", table.sheet.name, cell)
        return None
    return share_alone(unit, about, survey.measure, plain(out_of_ten(score)), None, cell)


def out_of_ten(score: Decimal) -> Decimal:
    """A score out of 10 as a share, exactly."""
    return score.scaleb(-1)


def _worse(table: PublishedTable, row: int, survey: _Survey, unit: Unit, about: About, few: bool) -> Observation | None:
    """How many questions lie in the two lowest bands; the address names the cell of each band that was read."""
    if not survey.bands or unit.level is Level.ENGLAND:
        return None
    bands = [heading(table.text(row, name)) for name in survey.bands]
    cells = "+".join(table.cell(row, name) for name in survey.bands)
    if all(band in _HIDDEN for band in bands):
        status = Status.SUPPRESSED if few or "*" in bands else Status.NOT_MEASURED
        return without_figure(unit, about, WORSE, "count", status, cells)
    return count(unit, about, WORSE, sum(band in _WORSE for band in bands), cells)
