"""The response form that lies beside a letter: a row for each case the letter asks about."""

from __future__ import annotations

from pxcommission.cases.response_form import ResponseRow, response_form
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import clause_of, question_of, statement_of, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_model import Letter
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import one_line
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
    results = (f"{where(checked, finding)}: {figure_of(checked, finding).result}" for finding in challenge.findings)
    return ResponseRow(
        case=challenge.proposal.case,
        requirement=statement_of(checked, first.requirement),
        clause=clause_of(checked, first),
        result="; ".join(results),
        question=question_of(checked, first.requirement),
    )
