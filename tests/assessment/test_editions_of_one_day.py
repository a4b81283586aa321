"""Of two figures known from one day, the one loaded later counts, whichever is larger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.assessment.figures import known_figures
from pxcommission.workspace import chosen_contracts, open_workspace


@pytest.mark.parametrize(("first", "second"), [(80, 90), (90, 80)])
def test_the_reading_loaded_later_is_the_newest_edition(tmp_path: Path, first: int, second: int) -> None:
    made = small(tmp_path).rules(rule()).contract(adopt())
    for numerator in (first, second):
        made.load(*quarter_figures(numerator, 100), published="2025-11-10")
    workspace = open_workspace(tmp_path)
    found = known_figures(workspace.store, date(2026, 1, 31), chosen_contracts(workspace.rulebook, []))
    editions = {edition: set(of["numerator"]) for (edition,), of in found.group_by("edition")}
    parts = [{one.numerator for one in quarter_figures(numerator, 100)} for numerator in (second, first)]
    assert editions == {0: parts[0], 1: parts[1]}
