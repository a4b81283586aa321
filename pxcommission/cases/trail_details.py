"""What the register keeps of a decision that rests on what people said: ids of accounts, never a word of theirs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pxcommission.cases.details import Details

LinkKind = Literal["decision", "specification", "requirement", "improvement", "concern"]


class FeedbackLinked(Details):
    """A decision and the accounts that influenced it, by their ids in the listening registers.

    `what`: a decision or specification in the words of who decided. `about`: the requirement's id, the improvement's whole
    id or the concern's case. `since`: the day from which the contract's changed line holds.
    """

    id: str
    kind: LinkKind
    feedback: tuple[str, ...]
    what: str = ""
    about: str = ""
    since: date | None = None
    why: str
