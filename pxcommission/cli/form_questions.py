"""The walk through the numbers of a contract form, with the signed text beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pxcommission.cli.conversation import ask
from pxcommission.cli.paragraphs import paragraph

if TYPE_CHECKING:
    from pxcommission.authoring.form_verified import OpenForm

STOP = "stop"


def walked(opened: OpenForm, role: str, against: str, on: date) -> OpenForm:
    """The form with every number verified that was read on the way; each can be left for later."""
    from pxcommission.authoring.form_verified import NumberReading, differs, what_is_wrong_with, with_reading

    waiting = [name for name, number in opened.form.numbers.items() if not number.verified]
    done = len(opened.form.numbers) - len(waiting)
    print(
        paragraph(
            f"{opened.form.title}: {len(waiting)} numbers to compare with the signed text, {done} verified already."
        )
    )
    print(paragraph(f"Write what the text says. Enter leaves a number for later; '{STOP}' ends the walk."))
    role = role or (ask("The office that reads it, such as Head of contracting") if waiting else "")
    for count, name in enumerate(waiting, start=1):
        number = opened.form.numbers[name]
        print(f"\n{count} of {len(waiting)}  {name.replace('-', ' ')} ({number.clause})")
        print(paragraph(f"The form says {number.text}. {number.note or ''}".strip(), "  "))
        reading = ask("  The signed text says", check=lambda text: None if text == STOP else what_is_wrong_with(text), optional=True)  # fmt: skip
        if reading == STOP:
            break
        if not reading:
            continue
        if differs(number, reading) and not _to_be_changed(number.text, reading):
            continue
        clause = ask("  Clause", number.clause)
        against = ask("  Read in (document and page)", against)
        opened = with_reading(opened, NumberReading(name, reading, clause, against, role, on), change=True)
    print()
    return opened


def _to_be_changed(said: str, reading: str) -> bool:
    """Whether the form's number is to become what was read; otherwise it is left for later, not verified."""
    answer = ask(f"  The form says {said}, the text '{reading}'. Change the form's number? yes or no", "no")
    if answer.lower() in ("y", "yes"):
        return True
    print("  Left as it is, and not verified.")
    return False
