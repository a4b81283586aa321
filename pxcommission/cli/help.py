"""`pxcommission help`: what a problem's code means, why it matters, and the file before and after."""

from __future__ import annotations

import json
import textwrap
from typing import Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problem_codes import CODES, ProblemCode
from pxcommission.problems import did_you_mean

_WHERE = {
    "rule": "in a requirement of a file under rules/",
    "contract": "in contracts/…/contract.yaml",
    "ladder": "in a file under rules/ladders/",
    "vocabulary": "in a file under rules/vocabulary/",
    "form": "in a file under rules/contract-forms/",
    "": "in the file",
}


def explain_code(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="A problem's code, such as PX104.")] = None,
) -> None:
    """What a problem's code means, with an example before and after; without a code, the list. Formats: text, json.

    \b
    Examples:
      pxcommission help
      pxcommission help PX104
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    asked = list(CODES.values()) if code is None else [_known(code)]
    if options.format == "json":
        print(json.dumps([asdict(entry) for entry in asked], ensure_ascii=False, indent=1))
    elif code is None:
        print("\n".join(f"{entry.code}  {entry.title}" for entry in sorted(asked, key=lambda one: one.code)))
        print("\n`pxcommission help CODE` tells more of one of them; `pxcommission --help` lists the commands.")
    else:
        print(_explained(asked[0]))


def _known(code: str) -> ProblemCode:
    written = code.strip().upper()
    written = f"PX{written}" if written.isdigit() else written
    if written not in CODES:
        near = did_you_mean(written, CODES) or "; `pxcommission help` lists them"
        usage(f"there is no code '{code}'{near}")
    return CODES[written]


def _explained(entry: ProblemCode) -> str:
    parts = [f"{entry.code}  {entry.title}", textwrap.fill(entry.why, 100)]
    for heading, example in (("Before", entry.wrong), ("After", entry.mended)):
        if example:
            parts.append(f"{heading}, {_WHERE.get(entry.file, 'in the file')}:\n{textwrap.indent(example, '    ')}")
    return "\n\n".join(parts)
