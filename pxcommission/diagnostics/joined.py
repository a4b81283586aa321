"""The evidence of a workspace with what is counted of self-assessments beside what was loaded and heard: one store.

A figure rests on the days of what was done, presented and followed up. Ratings, evidence and every other text stand in no
figure, no address and no hash, so that whatever anybody answers, the findings of a contract stay the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pxcommission.diagnostics.log import DIAGNOSTICS
from pxcommission.evidence.figures_kept import frame_of
from pxcommission.evidence.observations import Origin
from pxcommission.evidence.readings_logged import LoggedReading
from pxcommission.listening.joined import HeardEvidence, Standing
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import Rulebook

if TYPE_CHECKING:
    from pxcommission.diagnostics.counted import CountedFigure
    from pxcommission.diagnostics.rounds import Diagnostics

READER = "self-assessments/1"
KIND = "self-assessments"
REGISTER = "self-assessment"
_AFTER_WHAT_WAS_HEARD = 2_000_000


class RecordedEvidence(HeardEvidence):
    """The evidence loaded from files, counted from the listening registers, and counted of self-assessments."""

    def __init__(self, workspace: Path, rulebook: Rulebook) -> None:
        super().__init__(workspace, rulebook)
        self._counted: dict[tuple[date | None, int], tuple[Diagnostics, list[CountedFigure]]] = {}
        measures = rulebook.vocabulary.measures.items()
        self._measures = frozenset(name for name, one in measures if one.from_diagnostic is not None)

    def readings(self, as_at: date | None = None) -> list[LoggedReading]:
        """The readings of files and of what was heard; and one of the self-assessments where a figure is counted of them."""
        figures = self._of_assessments(as_at)[1]
        return [*super().readings(as_at), *([_reading(figures)] if figures else [])]

    def observations(self, as_at: date | None = None, of: Collection[str] | None = None) -> pl.LazyFrame:
        """The figures known on a day: loaded, heard, and counted of self-assessments."""
        before = super().observations(as_at, of)
        figures = self._of_assessments(as_at)[1]
        if not figures:
            return before
        frame = frame_of([one.observation for one in figures]).with_columns(
            reading=pl.lit(_reading(figures).reading),
            file=pl.lit(DIAGNOSTICS.file.as_posix()),
            origin=pl.lit(Origin.REGISTER.value),
            published=pl.lit(None, pl.Date),
            received=pl.lit(None, pl.Date),
            known_from=pl.Series([one.known_from for one in figures], dtype=pl.Date),
            received_by=pl.Series([one.happened_by for one in figures], dtype=pl.Date),
            order=pl.lit(_AFTER_WHAT_WAS_HEARD, pl.Int64),
        )
        return pl.concat([before, frame.lazy()], how="diagonal_relaxed")

    def standing(self, measure: str, codes: Mapping[str, date], period: Period, as_at: date) -> Standing | None:
        """How the register that a measure is counted from stands for a period; None where none is kept under these codes."""
        if measure not in self._measures:
            return super().standing(measure, codes, period, as_at)
        known, figures = self._of_assessments(as_at)
        if known is None:
            return None
        kept = {one.organisation for one in known.rounds} | {one.organisation for one in known.complete}
        if kept.isdisjoint(codes):
            return None
        from pxcommission.diagnostics.counted import is_complete

        if is_complete(known, codes, period):
            return Standing(REGISTER, "in", "")
        said = "nobody has recorded yet that it is complete for it (diagnostic complete)"
        if any(_within(one, measure, codes, period) for one in figures):
            return Standing(REGISTER, "incomplete", said)
        return Standing(REGISTER, "not loaded", f"nothing of it stands in the register, and {said}")

    def _of_assessments(self, as_at: date | None) -> tuple[Diagnostics | None, list[CountedFigure]]:
        """What is known of self-assessments (None where none was ever kept or no measure counts them), and its figures."""
        log = self.workspace / DIAGNOSTICS.file
        if not self._measures or not log.is_file():
            return None, []
        key = (as_at, log.stat().st_size)
        if key not in self._counted:
            from pxcommission.diagnostics.counted import figures_counted
            from pxcommission.diagnostics.rounds import diagnostics_on

            known = diagnostics_on(self.workspace, as_at)
            self._counted[key] = known, figures_counted(known, self.rulebook.vocabulary, as_at or known.last_day)
        return self._counted[key]


def _within(one: CountedFigure, measure: str, codes: Mapping[str, date], period: Period) -> bool:
    made = one.observation
    inside = made.start >= period.start and made.end <= period.end
    return made.measure == measure and made.provider in codes and inside


def _reading(figures: Sequence[CountedFigure]) -> LoggedReading:
    """What was counted as a reading; its id is a hash over the figures, which no rating can change."""
    facts = [
        [
            o.measure,
            o.provider,
            o.start.isoformat(),
            o.end.isoformat(),
            o.numerator,
            o.denominator,
            one.known_from.isoformat(),
        ]
        for one in figures
        for o in [one.observation]
    ]
    hashed = hashlib.sha256(json.dumps([READER, facts]).encode()).hexdigest()
    return LoggedReading(
        reading=hashed,
        file=DIAGNOSTICS.file.as_posix(),
        file_sha256=hashed,
        reader=READER,
        kind=KIND,
        origin=Origin.REGISTER.value,
        mapping="",
        given="",
        published=None,
        revised=None,
        received=max(one.known_from for one in figures),
        start=min(one.observation.start for one in figures),
        end=max(one.observation.end for one in figures),
        rows=len(figures),
        providers=(),
        notes=(),
        statements=(),
    )
