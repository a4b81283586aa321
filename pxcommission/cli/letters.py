"""`pxcommission letters`: the Word templates that documents are made from, checked before a letter needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode, did_you_mean, printable

app = typer.Typer(
    help="The Word templates of letters and papers.",
    epilog="Restyle a template in Word, keep its {{ fields }}, put it under rules/letters, and run `letters lint`.",
    no_args_is_help=True,
)


@app.callback()
def letters() -> None:
    """The Word templates of letters and papers."""


@app.command("lint")
def lint(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]…", help="Templates (default: all under rules/letters).")
    ] = None,
    named: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Check the files as this template, such as challenge.")
    ] = "",
) -> None:
    """Whether each template may be used: every field known, every field printed, and nothing in it that could do harm.

    A template may hold plain fields, loops over lists and conditions. Macros, links to other files, embedded objects,
    tracked changes and comments are refused, each with its part and paragraph. Exit code 3 when something is wrong. Formats:
    text, json.

    \b
    Examples:
      pxcommission letters lint
      pxcommission letters lint "our challenge letter.docx" --as challenge
    """
    from pxcommission.packs.template_lint import MODELS, lint_templates, templates_in

    options = options_of(context)
    only_formats(options, "text", "json")
    name = named if not named or named.endswith(".docx") else f"{named}.docx"
    if name and name not in MODELS:
        usage(
            f"--as {printable(named)}: there is no such template{did_you_mean(name, MODELS)}; known: {', '.join(MODELS)}"
        )
    found = lint_templates(files or templates_in(options.workspace / "rules" / "letters"), name)
    wrong = [one for one in found if one.problems]
    if options.format == "json":
        listed = [
            {"file": one.file, "fields": one.fields, "problems": [{"message": p.message, "fix": p.fix} for p in one.problems]}
            for one in found
        ]  # fmt: skip
        print(json.dumps({"templates": listed}, ensure_ascii=False, indent=1))
    else:
        for one in wrong:
            for problem in one.problems:
                print(problem.text)
        good = len(found) - len(wrong)
        print(f"{good} of {len(found)} templates may be used" if wrong else f"{good} templates, each may be used")
    if wrong:
        raise typer.Exit(int(ExitCode.RULES_WRONG))
