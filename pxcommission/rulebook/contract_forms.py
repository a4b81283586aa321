"""Contract forms: the steps of General Condition 9 in one edition of the contract, each number sourced."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from pxcommission.rulebook.requirements import Source
from pxcommission.schema_types import names
from pxcommission.strict_models import Day, Slug, Strict, Text, Title, Whole, YesNo

Unit = Literal["operational days", "calendar months", "per cent", "reports"]
SAME, ANY = "same", "any"
"""A step `to: same` leaves the state, and all that is due in it, as they are; `from: [any]` is every state of an open notice."""
NO_NOTICE = "none"
CLOSED = "closed-"
GIVING_BACK = ("release", "repayment")
SETTLING = (*GIVING_BACK, "retain")
"""How the ids of the steps begin that give back or keep what is held."""
SETTLED = "every sum withheld settled"
"""What every step asks for that closes a notice, or that settles sums and moves the notice on."""


class FormNumber(Strict):
    """One number of the form: so many Operational Days, months or per cent, with its clause and source."""

    value: Whole = Field(description="The number, a whole one, for example 10.")
    unit: Unit = Field(
        description="What it counts.",
        json_schema_extra={
            "enumDescriptions": [
                "Monday to Friday without bank holidays in England.",
                "Whole months of the calendar.",
                "A share of the Actual Monthly Value.",
                "Exception Reports.",
            ]
        },
    )
    clause: Text = Field(description="The clause that states it, for example: GC9.6.")
    source: Text = Field(description="The document it was read in, or who said so.")
    verified: YesNo = Field(
        description="true only when somebody of your organisation compared it with the signed text (`forms verify`)."
    )
    verified_by: Title | None = Field(
        default=None, description="The office that compared it, for example: Head of contracting."
    )
    verified_on: Day | None = Field(default=None, description="The day it was compared, for example 2026-05-06.")
    reading: Text | None = Field(
        default=None, description="What the signed text says, for example: 10 Operational Days."
    )
    note: Text | None = Field(
        default=None, description="What it is a share of, when it starts to count, how sure it is."
    )

    @property
    def text(self) -> str:
        """`10 Operational Days`, `1 calendar month`, `2 per cent`."""
        unit = "Operational Days" if self.unit == "operational days" else self.unit
        return f"{self.value} {unit.removesuffix('s') if self.value == 1 else unit}"


_READING = re.compile(r"([0-9]{1,9}) ?(operational days?|calendar months?|months?|per cent|percent|%|reports?)", re.I)
_UNITS: dict[str, Unit] = {"o": "operational days", "c": "calendar months", "m": "calendar months", "p": "per cent", "%": "per cent",
          "r": "reports"}  # fmt: skip


def number_read(reading: str) -> tuple[int, Unit] | None:
    """The number and unit of a reading such as `10 Operational Days`, `2 months` or `5%`; None where it is neither."""
    found = _READING.fullmatch(" ".join(reading.split()))
    return (int(found[1]), _UNITS[found[2][0].lower()]) if found else None


NEEDS = (
    "a plan with milestones",
    "a missed milestone",
    "the question of a commissioner's own part answered",
    "a ground recorded",
    "the monthly value",
    "the form confirmed",
    "two approvals",
    "evidence that the improvement held",
    "a sum still held",
    "every sum withheld settled",
    "a notice by the commissioner",
    "a notice by the provider",
    "a report that is owed",
)
"""What a step may ask to be recorded before it is taken."""
MONEY_NEEDS = (
    "the question of a commissioner's own part answered",
    "a ground recorded",
    "the monthly value",
    "the form confirmed",
    "two approvals",
)
"""What every step that withholds or keeps a sum asks for."""


class FormStep(Strict):
    """One step: who may move from which states to which, within which number, with which document."""

    id: Slug = Field(description="The step's own name, for example: contract-performance-notice.")
    name: Title = Field(description="What the contract calls it, for example: GC9 Contract Performance Notice.")
    by: Literal["co-ordinating commissioner", "provider", "both", "commissioner"] = Field(description="Who takes it.")
    from_: Annotated[tuple[Annotated[Slug, names("form state")], ...], Field(alias="from", min_length=1)] = Field(
        description="The states a notice may stand in before it, a list such as [none]; [any] is every state of an open one."
    )
    to: Annotated[Slug, names("form state")] = Field(
        description="The state it leads to; `same` where it leaves the state and what is due in it as they are."
    )
    follows: tuple[Annotated[Slug, names("stage or step")], ...] = Field(
        default=(),
        description="The steps one of which must have been taken since, for example [withhold-for-breach]; its times count "
        "from that step.",
    )
    within: Annotated[Slug, names("form number")] | None = Field(
        default=None, description="The number (by its name above) within which it must happen."
    )
    after: Annotated[Slug, names("form number")] | None = Field(
        default=None, description="The number (by its name above) that must have passed first."
    )
    counted_from: tuple[Annotated[Slug, names("form state")], ...] = Field(
        default=(),
        description="The states from whose first day the number counts, where it is not the one before, for example "
        "[meeting-held, report-considered]: the one that came last.",
    )
    each_milestone: YesNo = Field(
        default=False,
        description="true where it is taken for each milestone of a plan by itself: the steps it follows count for their own.",
    )
    lapses: YesNo = Field(
        default=False,
        description="true where it is a right that ends with its time: nobody is late who does not use it.",
    )
    document: Slug | None = Field(default=None, description="The document it is done with, for example: withdrawal.")
    money: YesNo = Field(
        default=False, description="true where a sum is withheld or kept; giving one back is never held up."
    )
    caps: tuple[Annotated[Slug, names("form number")], ...] = Field(
        default=(), description="The numbers (per cent) that a sum withheld by it may never exceed."
    )
    needs: tuple[Literal[NEEDS], ...] = Field(  # type: ignore[valid-type]
        default=(), validate_default=True, description="What must be recorded before the step may be taken."
    )
    clause: Text = Field(description="The clause that provides for it, for example: GC9.4.")
    verified: YesNo = Field(
        description="true only when a person compared it with the published text; until then false."
    )

    @field_validator("needs")
    @classmethod
    def _with_sums_settled(cls, needs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """No notice is left behind with money in it, whether the form's file says so or not."""
        to, step = str(info.data.get("to", "")), str(info.data.get("id", ""))
        moves_on = to.startswith(CLOSED) or (step.startswith(SETTLING) and to != SAME)
        return (*needs, SETTLED) if moves_on and SETTLED not in needs else needs

    @property
    def settles(self) -> bool:
        """Whether sums held are given back or kept by it."""
        return self.id.startswith(SETTLING)

    @property
    def gives_back(self) -> bool:
        """Whether sums held are given back by it."""
        return self.id.startswith(GIVING_BACK)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers it uses: its times and its caps."""
        return (*(name for name in (self.within, self.after) if name is not None), *self.caps)

    def starts_from(self, state: str) -> bool:
        """Whether a notice in this state may take it."""
        return state in self.from_ or (ANY in self.from_ and is_open(state))


def is_open(state: str) -> bool:
    """Whether a notice in this state is neither still to come nor closed."""
    return state != NO_NOTICE and not state.startswith(CLOSED)


class ContractForm(Strict):
    """One edition of the general conditions; `id` is the file's name."""

    title: Title = Field(description="The form in full, for example: NHS Standard Contract 2025/26, full-length form.")
    edition: Title = Field(description="The edition in short, for example: full-length 2025/26.")
    in_force_from: Day = Field(description="The first day of the edition, for example 2025-04-01.")
    in_force_to: Day | None = Field(default=None, description="The last day of the edition, for example 2026-03-31.")
    source: Source = Field(description="Where the edition was read, and whether it was.")
    states: tuple[Slug, ...] = Field(
        min_length=1, description="Every state a case can stand in, the first before any step."
    )
    numbers: dict[str, FormNumber] = Field(description="Every number of the process by a name of its own.")
    steps: tuple[FormStep, ...] = Field(min_length=1, description="Every step: by whom, from which states to which.")

    def step(self, step: str) -> FormStep | None:
        """The step of that id; None if it has none."""
        return next((one for one in self.steps if one.id == step), None)
