"""The two named ways to read an XmR chart: `ptd` (NHSRplotthedots 0.2.2) and `mdc` (Making Data Count's current tool)."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

Conflict = Literal["precedence", "improvement"]


class UnknownProfile(ValueError):
    """There is no profile of that name, or it has no such run length."""


class Profile(Struct, frozen=True):
    """One way to read an XmR chart, in full: whoever has these fields can reckon every result again.

    `screen`: moving ranges of 3.267 times their average and more are left out of the limits. `run_length` and
    `trend_length`: points on one side of the mean, points that rise or fall. `two_sigma_counts_outside`: whether a point beyond
    the limits counts in the rule of two in three. `assurance_inclusive`: whether a target on a limit decides. `min_points`:
    fewer values than this in a group have no limits and no icons (0: limits for any number). `warn_below`: fewer
    values than this can't be assessed. `conflict`: what is shown where one point is both improvement and concern.
    `constant_is_assured`: a series that never varies is held against its target. `stops_on_missing`: no icons where a missing
    value could hide a trend, because the package stops there with an error.
    """

    name: str
    screen: bool
    run_length: int
    trend_length: int
    two_sigma_counts_outside: bool
    assurance_inclusive: bool
    min_points: int
    conflict: Conflict
    verified: bool
    source: str
    constant_is_assured: bool = False
    warn_below: int = 13
    stops_on_missing: bool = False
    chart: str = "XmR"

    @property
    def label(self) -> str:
        """The profile as it is printed wherever a result is: `ptd`, or `mdc, runs of 6, …` with what is not verified."""
        parts = [self.name] if self.chart == "XmR" else [f"{self.chart} chart by the rules of {self.name}"]
        if self.name != "ptd":
            parts.append(f"runs of {self.run_length}")
        if self.name == "ptd" and not self.screen:
            parts.append("unscreened")
        if not self.verified:
            parts.append("best public evidence, not verified against the tool")
        return ", ".join(parts)


PTD: Final = Profile(
    name="ptd",
    screen=True,
    run_length=7,
    trend_length=7,
    two_sigma_counts_outside=False,
    assurance_inclusive=False,
    min_points=0,
    conflict="precedence",
    verified=True,
    source="NHSRplotthedots 0.2.2 (NHS-R Community), reproduced point by point",
    stops_on_missing=True,
)
MDC: Final = Profile(
    name="mdc",
    screen=False,
    run_length=6,
    trend_length=6,
    two_sigma_counts_outside=True,
    assurance_inclusive=True,
    min_points=13,
    conflict="improvement",
    verified=False,
    source="statements of NHS England's Making Data Count team in public issues (NHSRplotthedots 153, 194, 195 and 202; "
    "PowerBI-SPC 116 and 463); the tool itself is not public",
    constant_is_assured=True,
)
PROFILES: Final = {profile.name: profile for profile in (PTD, MDC)}
RUN_LENGTHS: Final = (6, 7)


def profile_named(name: str, run_length: int | None = None, screened: bool = True) -> Profile:
    """The profile of this name, with runs and trends of 6 or 7 points (`mdc` only) or unscreened; raises UnknownProfile."""
    if name not in PROFILES:
        raise UnknownProfile(f"there is no profile '{name}'; known: {', '.join(PROFILES)}")
    profile = PROFILES[name]
    if run_length is not None and run_length != profile.run_length:
        if name == PTD.name:
            raise UnknownProfile(f"ptd has runs of {PTD.run_length}, as the package has; runs of 6 are for mdc")
        if run_length not in RUN_LENGTHS:
            raise UnknownProfile(f"runs of {run_length} are not known; mdc has 6 or 7")
        profile = replace(profile, run_length=run_length, trend_length=run_length)
    return profile if screened else replace(profile, screen=False)
