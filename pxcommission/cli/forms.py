"""`pxcommission forms …`: the editions of General Condition 9, and their numbers compared with the signed text."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.writing import Asking, Proposal, clean, require_name, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.form_verified import OpenForm
    from pxcommission.rulebook.contract_forms import ContractForm, FormNumber, FormStep
    from pxcommission.rulebook.rulebook import Rulebook

app = typer.Typer(help="The editions of General Condition 9: their steps, and their numbers checked against the signed text.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip
Form = Annotated[str, typer.Argument(help="The form's id, such as full-length-2025-26.", show_default=False)]


@app.command("list")
def list_forms(context: typer.Context) -> None:
    """The contract forms: when in force, how many numbers are verified, which contracts use or confirm them.

    \b
    Formats: text, json. Example: pxcommission forms list
    """
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook = load_rulebook(options.workspace)
    rows = [_listed(rulebook, name, form) for name, form in rulebook.forms.items()]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        used = f"; used by {', '.join(row['contracts'])}" if row["contracts"] else ""
        confirmed = f"; confirmed for {', '.join(row['confirmed_for'])}" if row["confirmed_for"] else ""
        until = f" to {row['in_force_to']}" if row["in_force_to"] else ""
        print(f"{row['form']:<24} {row['in_force_from']}{until:<14}  {row['verified']} of {row['numbers']} numbers verified{used}{confirmed}")  # fmt: skip
    print("Next: pxcommission forms show FORM; pxcommission forms verify FORM")


@app.command("show")
def show(context: typer.Context, form: Form) -> None:
    """One form: every number with its clause and whether your organisation verified it, and every step with what it needs.

    \b
    Formats: text, json. Example: pxcommission forms show full-length-2025-26
    """
    from pxcommission.authoring.form_verified import open_form

    options = options_of(context)
    only_formats(options, "text", "json")
    opened = open_form(options.workspace, form)
    if options.format == "json":
        print(json.dumps(_as_json(opened), ensure_ascii=False, indent=1))
        return
    _show(opened)


@app.command("verify")
def verify(
    context: typer.Context,
    form: Form,
    number: Annotated[
        str, typer.Option(help="Only this number, by its name (default: each that is not verified).")
    ] = "",
    reading: Annotated[str, typer.Option(help='What the signed text says, such as "10 Operational Days".')] = "",
    clause: Annotated[str, typer.Option(help="The clause it stands in (default: as in the form).")] = "",
    against: Annotated[str, typer.Option(help='What you read it in, such as "our signed contract, page 41".')] = "",
    role: Annotated[str, typer.Option(help='The office that read it, such as "Head of contracting".')] = "",
    change: Annotated[
        bool, typer.Option("--change", help="Where you read another number, make it the form's.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the change.")] = False,
) -> None:
    """Compare a form's numbers with the signed text and record who read what, where and when.

    \b
    Without --number it walks through every number that is not verified yet. The day is that of --as-at.
    Formats: text, json.
    Example: pxcommission forms verify full-length-2025-26 --number meeting-within --reading "10 Operational Days"
      --clause GC9.6 --against "our signed contract, page 41" --role "Head of contracting" --by "A. Reader"
    """
    from pxcommission.authoring.form_verified import NumberReading, number_of, open_form, with_reading
    from pxcommission.cli.form_questions import walked

    options = options_of(context)
    only_formats(options, "text", "json")
    require_name(options, dry_run)
    opened = open_form(options.workspace, form)
    if number:
        found = number_of(opened, number)
        read = NumberReading(
            number,
            clean("--reading", reading or usage('say what the signed text says: --reading "10 Operational Days"')),
            clean("--clause", clause or found.clause),
            clean("--against", against or usage('say what you read it in: --against "our signed contract, page 41"')),
            clean("--role", role or usage('say in which office you read it: --role "Head of contracting"')),
            options.as_at,
        )
        edited, asked = with_reading(opened, read, change), False
    else:
        if reading or clause or change:
            usage("--reading, --clause and --change belong to one number: name it with --number")
        if options.format != "text":
            usage("name the number and its reading: --number NAME --reading TEXT")
        edited, asked = walked(opened, role, against, options.as_at), not sys.stdin.isatty()
    if not edited.changed:
        print("Nothing was read, so nothing is to be written.")
        return
    _write(options, opened, edited, Asking(yes, dry_run, answers=asked))


def _write(options: Options, opened: OpenForm, edited: OpenForm, asking: Asking) -> None:
    read = [name for name, one in edited.form.numbers.items() if one != opened.form.numbers[name]]
    read = [name for name in read if _said(edited.form.numbers[name]) != _said(opened.form.numbers[name])]
    left = [name for name, one in edited.form.numbers.items() if not one.verified]
    using = [c.id for c in edited.rulebook.contracts.values() if edited.id in c.contract.general_conditions.values()]
    steps = [f"pxcommission forms show {edited.id}"]
    to_settle = [f"{len(left)} of {len(edited.form.numbers)} numbers are not verified yet"] if left else []
    if using and any(_value(edited.form.numbers[name]) != _value(opened.form.numbers[name]) for name in read):
        to_settle.append(f"a number has changed: look again at the deadlines of {', '.join(using)}")
    proposal = Proposal(f"{edited.id}: {', '.join(read)} verified", [edited.change], steps, to_settle)
    write_or_show(options, proposal, asking)


def _said(number: FormNumber) -> dict[str, Any]:
    return number.model_dump(exclude={"place"})


def _value(number: FormNumber) -> tuple[int, str]:
    return number.value, number.unit


def _listed(rulebook: Rulebook, name: str, form: ContractForm) -> dict[str, Any]:
    contracts = rulebook.contracts.values()
    return {
        "form": name,
        "title": form.title,
        "in_force_from": form.in_force_from.isoformat(),
        "in_force_to": form.in_force_to.isoformat() if form.in_force_to else "",
        "numbers": len(form.numbers),
        "verified": sum(number.verified for number in form.numbers.values()),
        "contracts": [c.id for c in contracts if name in c.contract.general_conditions.values()],
        "confirmed_for": [c.id for c in contracts if name in [one.form for one in c.contract.confirmed]],
    }


def _as_json(opened: OpenForm) -> dict[str, Any]:
    form = opened.form
    return {
        **_listed(opened.rulebook, opened.id, form),
        "file": opened.file,
        "states": list(form.states),
        "numbers": {name: _number_json(number) for name, number in form.numbers.items()},
        "steps": [step.model_dump(mode="json", by_alias=True, exclude={"place"}) for step in form.steps],
    }


def _number_json(number: FormNumber) -> dict[str, Any]:
    return {**number.model_dump(mode="json", exclude={"place"}), "text": number.text}


def _show(opened: OpenForm) -> None:
    from pxcommission.cli.paragraphs import paragraph

    form, listed = opened.form, _listed(opened.rulebook, opened.id, opened.form)
    until = f" to {form.in_force_to}" if form.in_force_to else ""
    print(paragraph(form.title))
    print(paragraph(f"In force from {form.in_force_from}{until}. File: {opened.file}"))
    if form.source.note:
        print(paragraph(form.source.note))
    print(f"\nNumbers ({listed['verified']} of {listed['numbers']} verified)")
    for name, number in form.numbers.items():
        print(paragraph(f"{name}: {number.text} ({number.clause}). {_standing(number)}", "  ", "    "))
    print("\nSteps")
    for step in form.steps:
        print(paragraph(_step(step, form), "  ", "    "))
    if listed["confirmed_for"]:
        print(f"\nConfirmed for: {', '.join(listed['confirmed_for'])}")
    if listed["verified"] < listed["numbers"]:
        print(f"\nNext: pxcommission forms verify {opened.id}    (with the signed contract beside you)")


def _standing(number: FormNumber) -> str:
    if not number.verified:
        return f"NOT VERIFIED. {number.note or ''}".strip()
    by = f" by {number.verified_by}" if number.verified_by else ""
    on = f" on {number.verified_on}" if number.verified_on else ""
    read = f", who read '{number.reading}'" if number.reading else ""
    return f"Verified{by}{on}{read} in {number.source}"


def _step(step: FormStep, form: ContractForm) -> str:
    """`contract-management-meeting: Contract Management Meeting, by both; notice-issued → meeting-held; within …; GC9.6`."""
    before = ", ".join("any open state" if state == "any" else state for state in step.from_)
    after = "the same state" if step.to == "same" else step.to
    parts = [f"{step.id}: {step.name}, by {'both parties' if step.by == 'both' else f'the {step.by}'}"]
    parts.append(f"from {before} to {after}")
    if step.follows:
        parts.append(f"follows {' or '.join(step.follows)}")
    for word, name in (("within", step.within), ("after", step.after)):
        if name is not None:
            mark = "" if form.numbers[name].verified else " (not verified)"
            since = f" from {' or '.join(step.counted_from)}" if step.counted_from else ""
            parts.append(f"{word} {form.numbers[name].text}{since}{mark}")
    for name in step.caps:
        parts.append(f"at most {form.numbers[name].text}{'' if form.numbers[name].verified else ' (not verified)'}")
    if step.needs:
        parts.append(f"needs {', '.join(step.needs)}")
    return "; ".join([*parts, step.clause])
