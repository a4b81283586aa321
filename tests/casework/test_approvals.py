"""Who must sign off a step, and what of it is missing."""

from __future__ import annotations

from datetime import date

import pytest

from pxcommission.cases.kinds import Approval
from pxcommission.casework.approvals import Needed, missing

DAY = date(2026, 3, 2)


def signed(*people: tuple[str, str]) -> list[Approval]:
    return [Approval(role=role, on=DAY, evidence="mail", person=person) for role, person in people]


@pytest.mark.parametrize(
    ("needed", "given", "by", "enough"),
    [
        (0, [], "ann", True),
        (1, [], "ann", False),
        (1, [("Head", "Ann ")], "ann", False),  # the one who records it is no second person
        (1, [("Head", "bea")], "ann", True),
        (2, [("Head", "bea")], "ann", False),
        (2, [("Head", "bea"), ("Director", "Bea")], "ann", False),  # one person in two offices
        (2, [("Head", "bea"), ("Head", "cas")], "ann", False),  # two people in one office
        (2, [("Head", "bea"), ("Director", "cas")], "ann", True),
        (2, [("Head", "ann"), ("Director", "cas")], "ann", True),  # the recorder may be one of the two
    ],
)
def test_two_people_are_two_people(needed: int, given: list[tuple[str, str]], by: str, enough: bool) -> None:
    assert (not list(missing(Needed(needed, "the form"), signed(*given), by))) is enough
