"""Numbers of a contract form compared with the signed text: who read what, where and when, written beside the number.

*Verified* then means by your organisation. Only the lines of the number change.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.authoring.changes import FileChange
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm, FormNumber, number_read
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook
from pxcommission.strict_models import model_of
from pxcommission.yaml_edits import Value, decoded, insert_entry, mended, remove_entry, replace_value, tree_of, under
from pxcommission.yaml_text import PlacedMapping

_HOW_SURE = re.compile(r"\s*\b(High|Medium|Low) confidence[^.]*\.")
HOW_TO_READ = "write it as the text has it, such as 10 Operational Days, 2 calendar months or 5 per cent"


class NumberReading(Struct, frozen=True):
    """What a person read of one number: the reading, its clause, in which document, in which role, on which day."""

    number: str
    reading: str
    clause: str
    against: str
    role: str
    on: date


class OpenForm(Struct, frozen=True):
    """A form opened for edits: its id, what its file held, its text with the edits so far, and what it says."""

    rulebook: Rulebook
    id: str
    before: bytes
    text: str
    form: ContractForm

    @property
    def file(self) -> str:
        """The form's file in the workspace."""
        return file_of(self.id)

    @property
    def change(self) -> FileChange:
        """The edits so far as a change of the file."""
        return FileChange(self.file, self.before, self.text.encode("utf-8"))

    @property
    def changed(self) -> bool:
        """Whether anything was edited."""
        return self.text.encode("utf-8") != self.before


def file_of(form: str) -> str:
    """The file of a form by its id."""
    return f"rules/contract-forms/{form}.yaml"


def open_form(folder: Path, form: str) -> OpenForm:
    """The form with this id, opened; raises ProblemsFound where there is none (exit code 2) or its file can't be read (3)."""
    rulebook, problems = read_rulebook(folder)
    if form not in rulebook.forms:
        unread = [p for p in problems if p.file == file_of(form) and p.weight is Weight.ERROR]
        if unread:
            raise ProblemsFound(unread, ExitCode.RULES_WRONG)
        message = f"there is no contract form '{form}'{did_you_mean(form, rulebook.forms)}"
        known = ", ".join(rulebook.forms) or "none"
        raise ProblemsFound([Problem("FORM", message, f"known: {known}")], ExitCode.USAGE)
    data = (folder / file_of(form)).read_bytes()
    return OpenForm(rulebook, form, data, decoded(data), rulebook.forms[form])


def number_of(form: OpenForm, number: str) -> FormNumber:
    """The form's number of that name; raises ProblemsFound (exit code 2) where it has none."""
    found = form.form.numbers.get(number)
    if found is None:
        message = f"{form.id} has no number '{number}'{did_you_mean(number, form.form.numbers)}"
        fix = "known: " + ", ".join(form.form.numbers)
        raise ProblemsFound([Problem("--number", message, fix)], ExitCode.USAGE)
    return found


def what_is_wrong_with(reading: str) -> str | None:
    """What is wrong with a reading; None for a number with its unit."""
    return None if number_read(reading) else HOW_TO_READ


def differs(number: FormNumber, reading: str) -> bool:
    """Whether the signed text says another number than the form."""
    return number_read(reading) != (number.value, number.unit)


def with_reading(form: OpenForm, read: NumberReading, change: bool) -> OpenForm:
    """The form with a number verified by a reading; `change`: the number becomes what was read, with its source.

    Raises ProblemsFound: exit code 2 for an unknown number or a reading that is none, 6 where the reading differs from the
    number and the number is not to change.
    """
    number = number_of(form, read.number)
    found = number_read(read.reading)
    if found is None:
        problem = Problem("--reading", f"'{read.reading}' is no number with its unit", HOW_TO_READ)
        raise ProblemsFound([problem], ExitCode.USAGE)
    keys: dict[str, Value] = {}
    if differs(number, read.reading):
        if not change:
            place = f"{form.id}, {read.number}"
            message = f"the form says {number.text} and you read '{read.reading}'"
            fix = "read it again; add --change to make it the form's number, with its source"
            raise ProblemsFound([Problem(place, message, fix)], ExitCode.REFUSED)
        keys |= {"value": found[0], "unit": found[1]}
    keys |= {"clause": read.clause, "source": read.against, "verified": True}
    added: dict[str, Value] = {"verified_by": read.role, "verified_on": read.on, "reading": read.reading}
    for key, value in keys.items():
        form = _written(form, read.number, key, value, "")
    for key, value, after in zip(added, added.values(), ("verified", *added), strict=False):
        form = _written(form, read.number, key, value, after)
    form = _without_doubt(form, read.number, number.note)
    return replace(form, form=model_of(tree_of(form.text, form.file), ContractForm))


def _without_doubt(form: OpenForm, number: str, note: str | None) -> OpenForm:
    """Without the sentence of a number's note that says how sure it was: now it was read."""
    left = _HOW_SURE.sub("", note or "").strip()
    if note is None or left == note:
        return form
    entry = _entry(form, number)
    mends = replace_value(form.text, entry, "note", left) if left else remove_entry(form.text, entry, "note")
    return replace(form, text=mended(form.text, mends))


def _written(form: OpenForm, number: str, key: str, value: Value, after: str) -> OpenForm:
    """With one key of a number set: replaced where it stands, else written behind the key `after`."""
    entry = _entry(form, number)
    known = [str(one) for one in entry]
    if key in known:
        if str(under(entry, key)) == ("true" if value is True else str(value)):
            return form
        return replace(form, text=mended(form.text, replace_value(form.text, entry, key, value)))
    at = known.index(after) + 1
    return replace(form, text=mended(form.text, insert_entry(form.text, entry, value, key=key, at=at)))


def _entry(form: OpenForm, number: str) -> PlacedMapping:
    tree = tree_of(form.text, form.file)
    numbers = under(tree, "numbers") if isinstance(tree, PlacedMapping) else None
    entry = under(numbers, number) if isinstance(numbers, PlacedMapping) else None
    if not isinstance(entry, PlacedMapping):
        raise ProblemsFound([tree.place.problem("keys with values are expected here")], ExitCode.RULES_WRONG)
    return entry
