"""What commands about money share: the options for months, shares and interest, and how they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import day
from pxcommission.cli.options import usage
from pxcommission.cli.writing import clean

if TYPE_CHECKING:
    from pxcommission.cases.settlements import InterestTerms

Base = Annotated[str, typer.Option("--base", metavar="AMV|EMV", help="Of the actual or the expected monthly value.")]
Agreed = Annotated[
    str,
    typer.Option(
        "--agreed", metavar="TEXT", help="The plan's words on the sanction, where it was recorded without them."
    ),
]
Interest = Annotated[str, typer.Option(metavar="PER_CENT", help="For a sum paid back: simple interest a year.")]
Basis = Annotated[str, typer.Option(metavar="TEXT", help="With --interest: where the rate comes from.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="With --interest: from when.")]
Month = Annotated[list[str] | None, typer.Option("--month", metavar="YYYY-MM", help="The month; may be repeated.")]


def interest_given(interest: str, basis: str, since: str | None, until: date) -> InterestTerms | None:
    """The terms of interest given on the command line; None where none is asked for."""
    from pxcommission.cases.settlements import InterestTerms

    if not interest:
        return None
    if not (basis and since):
        usage("interest needs the basis it rests on and the day it counts from: give --basis and --since with it")
    return InterestTerms(
        number_given("--interest", interest), clean("--basis", basis), day("--since", since, until), until
    )


def number_given(option: str, text: str) -> Decimal:
    """A number above 0 given on the command line; stops with exit code 2 when it is none."""
    try:
        number = Decimal(text.replace("£", "").replace(",", "").rstrip("%"))
    except InvalidOperation:
        usage(f"{option} {text}: not a number")
    if not number.is_finite() or number <= 0:
        usage(f"{option} {text}: a number above 0 is needed")
    return number
