"""Every reader of a file that a national body publishes, each a module with the same five names.

A new source is one module and one line here. `DATES` has those whose files say themselves when they were published and revised;
`LONG` those that read a csv file of any size through `book.table`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from pxcommission.evidence.observations import Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns import (
    ae_csv,
    ae_workbook,
    ambsys,
    cancelled_operations_providers,
    cancelled_operations_series,
    complaints_return,
    cqc_api,
    cqc_locations,
    fft_collection,
    fft_csv,
    fft_long,
    fft_old_extract,
    fft_workbook,
    gp_survey,
    place_scores,
    rtt_extract,
    survey_trust_results,
)
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import Fit
from pxcommission.returns.sheets import Book


class Reader(Protocol):
    """A reader of one published layout."""

    NAME: str
    VERSION: str
    ORIGIN: Origin

    def recognises(self, book: Book) -> Fit:
        """How well a file fits."""
        ...

    def read(self, book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
        """Every figure of a file that fits; `given` is the period a person gave by hand."""
        ...


READERS: tuple[Reader, ...] = (
    fft_workbook,
    fft_csv,
    fft_collection,
    fft_long,
    fft_old_extract,
    ae_workbook,
    ae_csv,
    rtt_extract,
    ambsys,
    cancelled_operations_series,
    cancelled_operations_providers,
    cqc_locations,
    cqc_api,
    survey_trust_results,
    place_scores,
    gp_survey,
    complaints_return,
)
DATES: dict[str, Callable[[Book, Collected], tuple[date | None, date | None]]] = {ae_workbook.NAME: ae_workbook.dates}
LONG: frozenset[str] = frozenset({rtt_extract.NAME, cqc_locations.NAME, gp_survey.NAME, complaints_return.NAME})
