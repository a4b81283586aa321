"""`pxcommission feedback add` and `correct`: one entry, by options, and at a terminal by asking what they leave out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict, replace

from pxcommission.cli.conversation import ask, ask_day, choose, on_a_terminal, one_of
from pxcommission.cli.feedback_desk import (
    kind_asked_for,
    option_of,
    recorded_by,
    rules_of,
    say_warnings,
    stop_if_wrong,
    unknown_codes_of,
)
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, printable

if TYPE_CHECKING:
    from datetime import date

    from pxcommission.listening.answers import FormRead
    from pxcommission.listening.fields import Field
    from pxcommission.rulebook.rulebook import Rulebook
    from pxcommission.vocabulary.models import Vocabulary

Text = Annotated[str | None, typer.Option(metavar="TEXT")]
Day = Annotated[str | None, typer.Option(metavar="DATE")]
Provider = Annotated[str | None, typer.Option(metavar="ODS", help="The provider's code.")]
Site = Annotated[str | None, typer.Option(metavar="ODS", help="The site's code.")]
On = Annotated[str | None, typer.Option(metavar="DATE", help="The day it was heard, or received.")]
Service = Annotated[str | None, typer.Option(help="The service it is about, or all.")]
Theme = Annotated[list[str] | None, typer.Option(metavar="THEME", help="A theme (may be repeated).")]
Said = Annotated[str | None, typer.Option(metavar="TEXT", help="What was said; kept apart from the facts.")]
SaidFrom = Annotated[Path | None, typer.Option(metavar="FILE", help="What was said, from a text file.")]
Consent = Annotated[str | None, typer.Option(metavar="WORD", help="no, or anonymously: whether it may be quoted.")]
People = Annotated[str | None, typer.Option(metavar="NUMBER", help="How many people took part.")]


def add(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="complaint, pals-concern, patient-story, experience-diary, discussion-group, "
                                             "comment, visit, healthwatch-report or compliment")],
    provider: Provider = None, site: Site = None, ward: Text = None, on: On = None, service: Service = None,
    listener: Text = None, aspect: Text = None, theme: Theme = None, sentiment: Text = None, people: People = None,
    said: Said = None, said_from: SaidFrom = None, asked_for: Text = None, consent: Consent = None, action: Text = None,
    reference: Text = None, acknowledged: Day = None, answer_due: Day = None, answered: Day = None, outcome: Text = None,
    reopened: Day = None, explained: Day = None,
) -> None:  # fmt: skip
    """Record one entry; at a terminal it asks for what the options leave out. Needs --by. Formats: text, json.

    What was said is kept apart from the facts. It never leaves but as a passage picked with `feedback quote`.

    \b
    Examples:
      pxcommission feedback add discussion-group --by 'Patient experience lead'
      pxcommission feedback add complaint --provider RZ1 --on 2025-07-03 --service inpatient --theme timeliness --by NAME
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    wanted = kind_asked_for(kind)
    given = _given(locals())
    when = recorded_by(options)
    from pxcommission.listening.answers import read_form
    from pxcommission.listening.recording import Draft, record

    rulebook = rules_of(options)
    answers = _complete(wanted, given, rulebook.vocabulary, options.as_at)
    read = read_form(wanted, answers, rulebook.vocabulary, options.as_at)
    stop_if_wrong(read)
    assert read.entry is not None  # noqa: S101
    _stop_if_recorded(read, options)
    name = record(options.workspace, [Draft(read.entry, read.said)], when)[0]
    _say_what_to_look_at(name, read, given, rulebook)
    _say(name, "recorded", options)


def correct(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(help="The entry's id, such as complaint-0003.")],
    provider: Provider = None, site: Site = None, ward: Text = None, on: On = None, service: Service = None,
    listener: Text = None, aspect: Text = None, theme: Theme = None, sentiment: Text = None, people: People = None,
    said: Said = None, said_from: SaidFrom = None, asked_for: Text = None, consent: Consent = None, action: Text = None,
    reference: Text = None, acknowledged: Day = None, answer_due: Day = None, answered: Day = None, outcome: Text = None,
    reopened: Day = None, explained: Day = None,
) -> None:  # fmt: skip
    """Replace what the options name in an entry, such as the day a complaint was answered. Needs --by.

    The entry keeps its id; what it said before stays in the log. An empty text ('') takes an answer away.

    \b
    Example: pxcommission feedback correct complaint-0003 --answered 2025-08-12 --outcome upheld --by NAME
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    given = _given(locals())
    when = recorded_by(options)
    if not given:
        usage("say what is to be corrected, such as --answered 2025-08-12")
    from pxcommission.listening.answers import read_form
    from pxcommission.listening.entries import as_kept
    from pxcommission.listening.fields import fields_of
    from pxcommission.listening.recording import Draft, is_same, record
    from pxcommission.listening.register import entry_named, registers_on, said_in

    rulebook = rules_of(options)
    before = entry_named(registers_on(options.workspace), entry)
    kind = before.entry.kind
    strange = [option_of(name) for name in given if name not in {field.name for field in fields_of(kind)}]
    if strange:
        usage(f"{before.id} is a {kind}, which has no {', '.join(strange)}")
    kept = {name: "; ".join(value) if name == "themes" else str(value) for name, value in as_kept(before.entry).items()}
    read = read_form(
        kind, {**kept, **asdict(said_in(options.workspace, before)), **given}, rulebook.vocabulary, options.as_at
    )
    stop_if_wrong(read)
    assert read.entry is not None  # noqa: S101
    if before.forgotten and read.said:
        raise ProblemsFound(
            [Problem(entry, f"its text was removed on {before.forgotten}", "what was forgotten is not kept again")],
            ExitCode.REFUSED,
        )
    if is_same(options.workspace, before, read.entry, read.said):
        _say(before.id, "unchanged", options)
        return
    record(options.workspace, [Draft(read.entry, read.said, replaces=before.id)], when)
    _say_what_to_look_at(before.id, read, given, rulebook)
    _say(before.id, "corrected", options)


_FIELDS = (
    "provider", "site", "ward", "on", "service", "listener", "aspect", "sentiment", "people", "said", "asked_for",
    "consent", "action", "reference", "acknowledged", "answer_due", "answered", "outcome", "reopened", "explained",
)  # fmt: skip


def _given(arguments: Mapping[str, object]) -> dict[str, str]:
    """What the options say, by field."""
    given = {name: str(arguments[name]) for name in _FIELDS if arguments[name] is not None}
    theme, file = arguments["theme"], arguments["said_from"]
    if isinstance(theme, list) and theme:
        given["themes"] = "; ".join(theme)
    if isinstance(file, Path):
        if "said" in given:
            usage("say it once: --said or --said-from")
        given["said"] = _text_of(file)
    return given


def _text_of(file: Path) -> str:
    if not file.is_file():
        usage(f"--said-from {file}: there is no such file")
    if file.stat().st_size > 100_000:
        usage(f"--said-from {file}: it is larger than 100,000 bytes; keep what matters of it")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        usage(f"--said-from {file}: this is not a text file in UTF-8")


def _complete(kind: str, given: Mapping[str, str], words: Vocabulary, as_at: date) -> dict[str, str]:
    """The answers, asked for where the options are silent and somebody sits at the terminal."""
    from pxcommission.listening.fields import fields_of, needed_by

    strange = [option_of(name) for name in given if name not in {field.name for field in fields_of(kind)}]
    if strange:
        usage(f"a {kind} has no {', '.join(strange)}")
    if all(given.get(name) for name in needed_by(kind)) or not on_a_terminal():
        return dict(given)
    print("Names, numbers and addresses of people are better left out; what is said is kept apart from the facts.")
    answers = dict(given)
    for field in fields_of(kind):
        if field.name not in given and field.name != "reference":
            answers[field.name] = _asked(kind, field, answers, words, as_at)
    return answers


def _asked(kind: str, field: Field, answers: Mapping[str, str], words: Vocabulary, as_at: date) -> str:
    """The answer to one question, checked beside the answers so far; one with personal details may be written again."""
    from pxcommission.listening.answers import choices_for, read_form
    from pxcommission.listening.fields import needed_by

    needed = field.name in needed_by(kind)
    offered = choices_for(field.name, words)

    def read(answer: str) -> FormRead:
        return read_form(kind, {**answers, field.name: answer}, words, as_at)

    def wrong(answer: str) -> str | None:
        return next((f"{one.message}; {one.fix}" for one in read(answer).wrong if one.field == field.name), None)

    if field.filling == "choices":
        return choose(field.question, offered, several=True).replace(", ", "; ")
    if needed and len(offered) > 4:
        return choose(field.question, offered)
    if field.filling == "day" and needed:
        return ask_day(field.question, check=wrong)
    hint = f" ({', '.join(offered)})" if offered else ""
    default = "no" if field.name == "consent" else ""
    question = f"{field.question}{hint}" + ("" if needed or default else " (Enter for none)")
    while True:
        answer = ask(question, default, wrong, optional=not needed)
        warnings = [one for one in read(answer).warnings if one.field == field.name]
        say_warnings(warnings)
        if not warnings or ask("Keep it as it is? (y/n)", "n", one_of(["y", "n", "yes", "no"])).startswith("y"):
            return answer


def _stop_if_recorded(read: FormRead, options: Options) -> None:
    """Nothing where the entry is new, or somebody at the terminal wants it beside the same one; else exit code 6."""
    from pxcommission.listening.recording import same_entry

    assert read.entry is not None  # noqa: S101
    same = same_entry(options.workspace, read.entry, read.said)
    if same is None:
        return
    message = f"{same.id} says exactly this already"
    if on_a_terminal():
        print(f"{message}, recorded by {printable(same.by)} on {same.recorded}.")
        if ask("Record it once more? (y/n)", "n", one_of(["y", "n", "yes", "no"])).startswith("y"):
            return
    fix = "if it is another one, tell the two apart with --reference, such as --reference 2"
    raise ProblemsFound([Problem(same.id, f"{message}; nothing was recorded", fix)], ExitCode.REFUSED)


def _say_what_to_look_at(name: str, read: FormRead, given: Mapping[str, str], rulebook: Rulebook) -> None:
    """Warn of personal details in what was kept, and of codes that no contract knows, each with the command that mends it."""

    assert read.entry is not None  # noqa: S101
    for one in read.warnings:
        if one.field in given:
            fix = f"it is kept in {name}; `feedback correct {name} {option_of(one.field)} 'TEXT' --by NAME` replaces it"
            say_warnings([replace(one, fix=fix)])
    for one in unknown_codes_of(read.entry.provider, read.entry.site, rulebook):
        say_warnings([replace(one, fix=f"{one.fix}; `feedback correct {name} {option_of(one.field)} ODS --by NAME`")])


def _say(name: str, state: str, options: Options) -> None:
    if options.format == "json":
        import json

        print(json.dumps({"id": name, "state": state}))
        return
    print(f"{name}: {state}")
