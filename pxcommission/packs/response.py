"""The response form that lies beside a letter: a row for each case the letter asks about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pxcommission.cases.response_form import ResponseRow, response_form
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import clause_of, question_of, statement_of, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_model import Letter
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import LONGEST_IN_CELL, one_line
from pxcommission.packs.standing import Raised, Road, raised


def response_form_of(checked: CheckedContract, letter: Letter) -> bytes:
    """The form for a letter's challenges, the same bytes for the same letter; questions are answered at the meeting."""
    provider = checked.contract.provider
    rows = [_row(checked, challenge) for challenge in raised(checked, Road.LETTER)]
    made = response_form(
        letter.reference,
        checked.contract.contract,
        (provider.ods, one_line(provider.name)),
        checked.period.label,
        letter.reply_by,
        rows,
    )
    return same_bytes(made, checked.as_at)


def _row(checked: CheckedContract, challenge: Raised) -> ResponseRow:
    first = challenge.findings[0]
    results = [f"{where(checked, finding)}: {figure_of(checked, finding).result}" for finding in challenge.findings]
    return ResponseRow(
        case=challenge.proposal.case,
        requirement=statement_of(checked, first.requirement),
        clause=clause_of(checked, first),
        result=_in_one_cell(results),
        question=question_of(checked, first.requirement),
    )


def _in_one_cell(results: Sequence[str]) -> str:
    """The results as a cell holds them; those for which there is no room stand in the letter, so that no figure is cut."""
    ends = accumulate(len(result) + 2 for result in results)
    fitting = [result for result, end in zip(results, ends, strict=True) if end <= LONGEST_IN_CELL]
    more = len(results) - len(fitting)
    return "; ".join([*fitting, *([f"and {more:,} more, in the letter"] if more else [])])
