"""The coded items of the ambulance systems indicators that are read, and what tells that a code means what is said here.

Sources, all second-hand: public code that sums and divides the items of the published csv (A25 is A24 over A8, and so on), and code
that quotes NHS England's specification (A56 is A53, A54 and A55 together). The specification itself was not examined.
"""

from __future__ import annotations

from msgspec import Struct

COUNTS = {
    "ambulance_calls": "a1",
    "ambulance_call_seconds": "a2",
    "ambulance_incidents": "a7",
    "ambulance_category_1_incidents": "a8",
    "ambulance_category_1_seconds": "a24",
    "ambulance_category_2_incidents": "a10",
    "ambulance_category_2_seconds": "a30",
    "ambulance_category_3_incidents": "a11",
    "ambulance_category_3_seconds": "a33",
    "ambulance_category_4_incidents": "a12",
    "ambulance_category_4_seconds": "a36",
}
"""The column each count stands in."""

MEANS = {
    "ambulance_call_seconds": ("a3", "a2", "a1"),
    "ambulance_category_1_seconds": ("a25", "a24", "a8"),
    "ambulance_category_2_seconds": ("a31", "a30", "a10"),
    "ambulance_category_3_seconds": ("a34", "a33", "a11"),
    "ambulance_category_4_seconds": ("a37", "a36", "a12"),
}
"""The mean the file states, the seconds and what they are divided by."""


class Share(Struct, frozen=True):
    """A share of one coded count in another."""

    measure: str
    part: str
    whole: str


SHARES = (
    Share("ambulance_resolved_by_telephone", "a17", "a7"),
    Share("ambulance_resolved_at_scene", "a55", "a7"),
    Share("ambulance_taken_to_emergency_department", "a53", "a7"),
)
NEEDED = ("year", "month", "region", "org code", "org name", "a7", "a8", "a24", "a10", "a30")
