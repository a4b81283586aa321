"""The sanction that a plan agrees for a step that is missed: a share of the month's value, or so many pounds a month."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from pxcommission.cases.amounts import pounds, pounds_down
from pxcommission.cases.case_file import CaseFile

_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*(?:%|per\s?cent)", re.IGNORECASE)
_POUNDS = re.compile(r"£\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(\.[0-9]{2})?(?![0-9,.]*[0-9])")


class AgreedSanction(Struct, frozen=True):
    """What a plan agrees for a missed step in a month, in its own words and as a share or a sum."""

    words: str
    per_cent: Decimal | None = None
    amount: Decimal | None = None

    def at_most(self, value: Decimal) -> Decimal:
        """The pounds it comes to in a month of this value."""
        if self.per_cent is not None:
            return pounds_down(self.per_cent * value / 100)
        return pounds_down(self.amount or Decimal(0))

    @property
    def text(self) -> str:
        """`1%`, `£5,000.00`."""
        return f"{self.per_cent}%" if self.per_cent is not None else pounds(self.amount or Decimal(0))


def agreed_sanction(words: str) -> AgreedSanction | None:
    """The sanction written in a plan's cell; None where the words name no share or sum, or more than one."""
    shares, sums = _SHARE.findall(words), _POUNDS.findall(words)
    if len(shares) + len(sums) != 1:
        return None
    plain = " ".join(words.split())
    if shares:
        return AgreedSanction(plain, per_cent=Decimal(shares[0]))
    whole, pence = sums[0]
    return AgreedSanction(plain, amount=Decimal(whole.replace(",", "") + pence))


def sanction_recorded(file: CaseFile, milestone: str) -> str:
    """What the recorded plan says of the sanction for a step, in its own words; empty where it says nothing."""
    standing = file.milestones.get(milestone)
    return " ".join(standing.milestone.sanction.split()) if standing else ""


def sanction_for(file: CaseFile, milestone: str, given: str = "") -> AgreedSanction | None:
    """The sanction agreed for a step: as the plan was recorded, else as a person gives the plan's words (`given`)."""
    return agreed_sanction(sanction_recorded(file, milestone)) or agreed_sanction(given)
