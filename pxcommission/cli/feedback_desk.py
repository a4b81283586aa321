"""What the commands of `feedback` share: the kind asked for, who records, the workspace's words, and problems of a form."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pxcommission.cli.options import Options, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.listening.answers import FormRead, Wrong
    from pxcommission.listening.recording import When
    from pxcommission.rulebook.rulebook import Rulebook


def kind_asked_for(text: str) -> str:
    """The kind of entry named; stops with exit code 2 when it is none."""
    from pxcommission.vocabulary.counted_from import KINDS

    kind = "-".join(text.lower().split())
    if kind not in KINDS:
        usage(f"there is no kind '{printable(text)}'{did_you_mean(kind, KINDS)}; known: {', '.join(KINDS)}")
    return kind


def recorded_by(options: Options) -> When:
    """Who records and when; stops with exit code 2 when nobody is named."""
    from pxcommission.listening.recording import When

    if not options.by:
        usage("say who records this: --by NAME (or set PXCOMMISSION_USER)")
    return When(options.by, options.as_at, options.as_at)


def rules_of(options: Options) -> Rulebook:
    """The rulebook of the workspace, whose words the forms offer."""
    from pxcommission.rulebook.rulebook import load_rulebook

    return load_rulebook(options.workspace)


def option_of(field: str) -> str:
    """`--asked-for` for the field `asked_for`; `--theme` for the themes."""
    return "--theme" if field == "themes" else f"--{field.replace('_', '-')}"


def stop_if_wrong(read: FormRead) -> None:
    """Nothing, or every wrong answer by its option (exit code 2)."""
    if read.wrong:
        problems = [Problem(option_of(one.field), one.message, one.fix) for one in read.wrong]
        raise ProblemsFound(problems, ExitCode.USAGE)


def unknown_codes_of(provider: str, site: str, rulebook: Rulebook) -> tuple[Wrong, ...]:
    """What to warn of in codes that no contract of the workspace knows."""
    from pxcommission.evidence.organisations_loaded import CodesOfContracts
    from pxcommission.listening.codes_known import unknown_codes

    return unknown_codes(provider, site, CodesOfContracts(rulebook.contracts.values()))


def say_warnings(warnings: Iterable[Wrong]) -> None:
    """Print what to look at, on standard error."""
    for one in warnings:
        print(f"warning: {printable(one.message)}\n  fix: {one.fix}", file=sys.stderr)
