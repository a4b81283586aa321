"""`pxcommission diagnostic answer`: one indicator answered on the command line, or the open ones asked one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import asdict

from pxcommission.cli.conversation import ask, choose, on_a_terminal
from pxcommission.cli.diagnostic_desk import (
    DryRun,
    FrameworkOption,
    Organisation,
    RaterOption,
    RoundOption,
    framework_asked_for,
    key_asked_for,
    name_of_organisation,
    note_unknown,
    recorded_by,
    rules_of,
)
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.entries import Answer, RoundKey
    from pxcommission.diagnostics.frameworks import Framework, Statement
    from pxcommission.diagnostics.recording import Change, Given
    from pxcommission.diagnostics.rounds import Diagnostics

Text = Annotated[str | None, typer.Option(metavar="TEXT")]


def answer(
    context: typer.Context,
    organisation: Organisation,
    statement: Annotated[
        str | None, typer.Argument(metavar="[INDICATOR]", help="Its id, such as LEAD-1; at a terminal all that are open.")
    ] = None,
    framework: FrameworkOption = "",
    label: RoundOption = "",
    rater: RaterOption = "board",
    rating: Annotated[str | None, typer.Option(help="A rating of the scale, or 'not assessed'.")] = None,
    evidence: Annotated[str | None, typer.Option(metavar="TEXT", help="What somebody else could look at.")] = None,
    not_assessed: Annotated[str | None, typer.Option("--not-assessed", metavar="WHY", help="Why it was not assessed.")] = None,
    action: Text = None,
    owner: Annotated[str | None, typer.Option(metavar="ROLE", help="Who owns the action; a role, no name.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="By when.")] = None,
    status: Annotated[str | None, typer.Option(help="not started, in progress, done or stopped.")] = None,
    name: Annotated[str | None, typer.Option(help="The organisation's name, where no contract names it.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was assessed (default: today).")] = None,
    dry_run: DryRun = False,
) -> None:  # fmt: skip
    """Answer an indicator; at a terminal it asks for what the options leave out. Needs --by. Formats: text, json.

    What an option leaves out stays as it was answered before; an empty text ('') takes it away. What was said before stays in
    the log. A rating above the lowest needs evidence, and a higher rating than before needs its own.

    \b
    Examples:
      pxcommission diagnostic answer RZ1 LEAD-1 --round 2025-26 --rating 2 --evidence 'Board minutes, June' --by NAME
      pxcommission diagnostic answer RZ1 COLL-4 --round 2025-26 --rater ward --not-assessed 'We have no wards' --by NAME
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    when = recorded_by(options, dry_run)
    given = {"rating": rating, "evidence": evidence, "not_assessed": not_assessed, "action": action, "owner": owner,
             "due": due, "status": status}  # fmt: skip
    texts = {field: value for field, value in given.items() if value is not None}
    if "not_assessed" in texts and "rating" not in texts:
        texts["rating"] = "not assessed"
    from pxcommission.diagnostics.frameworks import frameworks_of
    from pxcommission.diagnostics.recording import Given, record_answers, what_changes
    from pxcommission.diagnostics.rounds import diagnostics_on

    rulebook = rules_of(options)
    chosen = framework_asked_for(frameworks_of(rulebook), framework)
    key = key_asked_for(organisation, chosen, label, rater)
    day = day_given("--on", on) if on else options.as_at
    if day > options.as_at:
        usage(f"--on {day} lies after {options.as_at}, the day this is recorded")
    known = diagnostics_on(options.workspace)
    called = " ".join((name or name_of_organisation(rulebook, known, key.organisation)).split())
    note_unknown(key.organisation, called)
    form = _Form(options, chosen, known, key)
    for answers in _answers(form, statement, texts):  # each is recorded before the next one is asked
        made = Given(key, called, chosen, day, answers)
        change = what_changes(known, made) if dry_run else record_answers(options.workspace, made, when)
        _say(form, made, change, dry_run)


class _Form(Struct, frozen=True):
    """What the asking needs: the options, the framework, what is known, and whose part of which round it is."""

    options: Options
    framework: Framework
    known: Diagnostics
    key: RoundKey

    def before(self, name: str) -> Mapping[str, str]:
        """What was answered so far to an indicator, as a form has it."""
        from pxcommission.diagnostics.form import filled_texts

        part = self.known.find(self.key)
        return filled_texts(self.framework, part.answers.get(name) if part else None)

    def raises(self, name: str, answer: Answer) -> bool:
        """Whether the answer rates higher than before: what showed the lower rating does not show the higher one."""
        part = self.known.find(self.key)
        before = part.answers[name].rating if part and name in part.answers else None
        return before is not None and answer.rating is not None and answer.rating > before

    def open(self) -> list[Statement]:
        """The indicators not answered yet."""
        part = self.known.find(self.key)
        answered = part.answers if part else {}
        return [one for one in self.framework.statements if one.id not in answered]


def _answers(form: _Form, statement: str | None, texts: Mapping[str, str]) -> Iterator[dict[str, Answer]]:
    if statement is None:
        if not on_a_terminal() or texts:
            usage("say which indicator, such as LEAD-1; at a terminal without one, the open ones are asked in turn")
        yield from _asked_in_turn(form)
        return
    found = form.framework.statement(statement.upper())
    if found is None:
        known = [one.id for one in form.framework.statements]
        message = f"there is no indicator '{printable(statement)}' in {form.framework.id}"
        fix = f"see `pxcommission diagnostic framework show {form.framework.id}`"
        raise ProblemsFound([Problem(statement, message + did_you_mean(statement.upper(), known), fix)], ExitCode.USAGE)
    if not texts and on_a_terminal():
        texts = _asked(form, found)
    if not texts:
        usage("say what holds: --rating and --evidence, or --not-assessed WHY")
    yield {found.id: _checked(form, found, texts)}


def _checked(form: _Form, statement: Statement, texts: Mapping[str, str]) -> Answer:
    from pxcommission.diagnostics.answers import read_answer

    merged = {**form.before(statement.id), **texts}
    if "rating" in texts and texts["rating"].casefold() != "not assessed" and "not_assessed" not in texts:
        merged["not_assessed"] = ""
    read = read_answer(merged, form.framework, form.options.as_at)
    raised = read.answer is not None and form.raises(statement.id, read.answer)
    if raised and "evidence" not in texts:
        read = read_answer({**merged, "evidence": ""}, form.framework, form.options.as_at)
    if read.wrong:
        problems = [Problem(f"--{one.field.replace('_', '-')}", one.message, one.fix) for one in read.wrong]
        raise ProblemsFound(problems, ExitCode.USAGE)
    if read.answer is None:
        usage("nothing would be left of this answer; say 'not assessed' and why")
    return read.answer


def _asked_in_turn(form: _Form) -> Iterator[dict[str, Answer]]:
    """The open indicators one after the other, until nothing is answered to one."""
    waiting = form.open()
    print(
        f"{len(waiting)} indicators are open. A rating above the lowest needs evidence; Enter instead of a rating stops."
    )
    for one in waiting:
        texts = _asked(form, one, may_stop=True)
        if not texts:
            return
        yield {one.id: _checked(form, one, texts)}


def _asked(form: _Form, statement: Statement, may_stop: bool = False) -> dict[str, str]:
    """What a person answers to one indicator; each answer is checked beside those before it."""
    from pxcommission.diagnostics.answers import QUESTIONS, rating_words, read_answer
    from pxcommission.diagnostics.entries import STATUSES

    print(f"\n{statement.id}")
    print(paragraph(statement.text, "  ", "  "))
    print(paragraph(f"Evidence expected: {statement.evidence}", "  ", "  "))
    texts: dict[str, str] = {}

    def wrong(field: str, text: str) -> str | None:
        read = read_answer({**texts, field: text}, form.framework, form.options.as_at)
        return next((f"{one.message}; {one.fix}" for one in read.wrong if one.field == field), None)

    words = ", ".join(rating_words(form.framework))
    texts["rating"] = ask(
        f"{QUESTIONS['rating']} ({words})", check=lambda text: wrong("rating", text), optional=may_stop
    )
    if not texts["rating"]:
        return {}
    why = texts["rating"].casefold() == "not assessed"
    needed = "not_assessed" if why else "evidence"
    lowest = not why and not read_answer(texts, form.framework, form.options.as_at).wrong
    texts[needed] = ask(QUESTIONS[needed], check=lambda text: wrong(needed, text), optional=lowest)
    texts["action"] = ask(QUESTIONS["action"], check=lambda text: wrong("action", text), optional=True)
    if texts["action"]:
        texts["owner"] = ask(QUESTIONS["owner"], check=lambda text: wrong("owner", text))
        texts["due"] = ask(QUESTIONS["due"], check=lambda text: wrong("due", text))
        texts["status"] = choose(QUESTIONS["status"], STATUSES, "not started")
    return texts


def _say(form: _Form, given: Given, change: Change, dry_run: bool) -> None:
    from pxcommission.diagnostics.form import filled_texts

    if form.options.format == "json":
        answers = {name: dict(filled_texts(form.framework, one)) for name, one in given.answers.items()}
        document = {**asdict(given.key), "entry": change.entry or None, "new": list(change.new),
                    "changed": list(change.changed), "unchanged": list(change.unchanged), "answers": answers}  # fmt: skip
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    states = {**dict.fromkeys(change.new, "new"), **dict.fromkeys(change.changed, "changed")}
    for name, one in given.answers.items():
        said = filled_texts(form.framework, one)
        print(f"{name}: {said['rating']} ({states.get(name, 'as before')})")
        for field in ("not_assessed", "evidence", "action"):
            if said[field]:
                print(paragraph(printable(said[field]), "  ", "  "))
    if dry_run:
        print("Nothing was recorded.")
    elif change.entry:
        left = len(form.open()) - len(change.new)
        print(
            f"recorded as {change.entry}; {left} of {len(given.framework.statements)} indicators {'is' if left == 1 else 'are'} not answered yet"
        )
