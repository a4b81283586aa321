"""Contract forms: the steps of General Condition 9 in one edition of the contract, each number sourced."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pxcommission.rulebook.requirements import Source
from pxcommission.strict_models import Day, Slug, Strict, Text, Title, Whole, YesNo


class FormNumber(Strict):
    """One number of the form: so many Operational Days, months or per cent, with its clause and source."""

    value: Whole
    unit: Literal["operational days", "calendar months", "per cent", "reports"]
    clause: Text
    source: Text
    verified: YesNo
    note: Text | None = None


class FormStep(Strict):
    """One step: who may move from which states to which, within which number, with which document."""

    id: Slug
    name: Title
    by: Literal["co-ordinating commissioner", "provider", "both", "commissioner"]
    from_: Annotated[tuple[Slug, ...], Field(alias="from", min_length=1)]
    to: Slug
    within: Slug | None = None
    after: Slug | None = None
    document: Slug | None = None
    money: YesNo = False
    clause: Text
    verified: YesNo


class ContractForm(Strict):
    """One edition of the general conditions; `id` is the file's name."""

    title: Title
    edition: Title
    in_force_from: Day
    in_force_to: Day | None = None
    source: Source
    states: Annotated[tuple[Slug, ...], Field(min_length=1)]
    numbers: dict[str, FormNumber]
    steps: Annotated[tuple[FormStep, ...], Field(min_length=1)]
