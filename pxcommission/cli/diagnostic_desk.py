"""What the commands of `diagnostic` share: the framework, organisation, round and rater asked for, who records, texts kept for good."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import Options, day_given, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.entries import Round, RoundKey
    from pxcommission.diagnostics.frameworks import Framework
    from pxcommission.diagnostics.rounds import Diagnostics
    from pxcommission.listening.recording import When
    from pxcommission.rulebook.rulebook import Rulebook

_ROUND = re.compile(r"[0-9A-Za-z][0-9A-Za-z .-]{0,29}")

Organisation = Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code, such as RZ1.")]
FrameworkOption = Annotated[str, typer.Option("--framework", metavar="ID", help="A file of rules/frameworks.")]
RoundOption = Annotated[str, typer.Option("--round", metavar="LABEL", help="The round, such as 2025-26.")]
RaterOption = Annotated[str, typer.Option("--rater", help="board, ward, patient-panel or commissioner.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded, record nothing.")]


def rules_of(options: Options) -> Rulebook:
    """The rulebook of the workspace."""
    from pxcommission.rulebook.rulebook import load_rulebook

    return load_rulebook(options.workspace)


def framework_asked_for(frameworks: Mapping[str, Framework], name: str) -> Framework:
    """The framework named, or the only one there is; stops with exit code 2 where that is not clear."""
    from pxcommission.diagnostics.frameworks import framework_named

    if not name and len(frameworks) != 1:
        usage(f"say which framework: --framework ID; known: {', '.join(frameworks) or 'none'}")
    return framework_named(frameworks, name) if name else next(iter(frameworks.values()))


def organisation_asked_for(code: str) -> str:
    """The code of an organisation; stops with exit code 2 for what can't be one."""
    from pxcommission.returns.ae_figures import ODS

    if not ODS.fullmatch(code):
        likely = code.upper() if code.isascii() and ODS.fullmatch(code.upper()) else ""
        usage(f"{printable(code)}: no organisation code; write it like {likely or 'RZ1'}")
    return code


def round_asked_for(label: str) -> str:
    """The label of a round; stops with exit code 2 for what can't be one."""
    plain = " ".join(label.split())
    if not _ROUND.fullmatch(plain):
        usage("say which round: --round 2025-26 (letters, digits, hyphens and dots; at most 30)")
    return plain


def rater_asked_for(text: str) -> str:
    """The rater named; stops with exit code 2 for any other."""
    from pxcommission.diagnostics.entries import RATERS

    rater = "-".join(text.lower().replace("_", "-").split())
    if rater not in RATERS:
        said = (
            f"there is no rater '{printable(text)}'{did_you_mean(rater, RATERS)}" if text else "say who rates: --rater"
        )
        usage(f"{said}; known: {', '.join(RATERS)}")
    return rater


def key_asked_for(organisation: str, framework: Framework, label: str, rater: str) -> RoundKey:
    """One rater's part of one round; stops with exit code 2 for what can't be one."""
    from pxcommission.diagnostics.entries import RoundKey

    return RoundKey(organisation_asked_for(organisation), framework.id, round_asked_for(label), rater_asked_for(rater))


def recorded_by(options: Options, dry_run: bool = False) -> When:
    """Who records and when; stops with exit code 2 when nobody is named, unless nothing is recorded."""
    from pxcommission.listening.recording import When

    if not options.by.strip() and not dry_run:
        usage("say who records this: --by NAME (or set PXCOMMISSION_USER)")
    return When(options.by, options.as_at, options.as_at)


def kept_text(option: str, text: str | None, longest: int = 500) -> str:
    """A text that is kept for good, on one line; stops with exit code 2 for personal details, or where it is too long."""
    from pxcommission.cli.writing import clean
    from pxcommission.returns.personal_data import personal_details

    if text is None or not text.strip():
        return ""
    words = clean(option, text)
    if len(words) > longest:
        usage(f"{option}: {len(words)} characters; at most {longest}")
    if kinds := personal_details(words):
        usage(f"{option}: this seems to hold {', '.join(kinds)}, and it would be kept for good; name the role instead")
    return words


def name_of_organisation(rulebook: Rulebook, known: Diagnostics, code: str) -> str:
    """What an organisation is called: as it was recorded last, else as a contract names it; empty where nobody does."""
    recorded = [one.organisation_name for one in known.rounds if one.organisation == code and one.organisation_name]
    if recorded:
        return recorded[-1]
    for contract in rulebook.contracts.values():
        given = contract.contract
        commissioners = (given.co_ordinating_commissioner, *given.associates)
        named = {given.provider.ods: given.provider.name, **{one.ods: one.name for one in commissioners}}
        if code in named:
            return named[code]
    return ""


def note_unknown(code: str, called: str) -> None:
    """Say that nobody knows an organisation's code, which may be a slip of the pen; it may be right all the same."""
    if not called:
        print(f"note: no contract and no self-assessment here names {code}; is the code right?", file=sys.stderr)


def parts_asked_for(known: Diagnostics, organisation: str, label: str = "", rater: str = "") -> tuple[Round, ...]:
    """The parts of an organisation's rounds that are asked for; raises ProblemsFound (exit code 2) where there are none."""
    ours = [one for one in known.rounds if one.organisation == organisation_asked_for(organisation)]
    rater = rater_asked_for(rater) if rater else ""
    found = [one for one in ours if label in ("", one.round) and rater in ("", one.rater)]
    if found:
        return tuple(found)
    if not ours:
        near = did_you_mean(organisation, {one.organisation for one in known.rounds})
        message = f"nothing is recorded of {organisation}{near}"
        fix = f"write a form with `pxcommission diagnostic new {organisation}`, or see `pxcommission diagnostic list`"
    else:
        rounds = dict.fromkeys(f"{one.round} by {one.rater}" for one in ours)
        wanted = " ".join(filter(None, (label and f"round {label}", rater and f"by {rater}")))
        message, fix = f"nothing is recorded of {organisation}, {wanted}", f"recorded: {', '.join(rounds)}"
    raise ProblemsFound([Problem(organisation, message, fix)], ExitCode.USAGE)


def last_round(parts: Sequence[Round]) -> str:
    """The label of the round assessed last."""
    return max(parts, key=lambda one: one.assessed_on).round


def say_entry(options: Options, entry: str, said: str, document: Mapping[str, object], nothing: bool = True) -> None:
    """Say what was recorded, with the entry's id; or that nothing was."""
    if options.format == "json":
        print(json.dumps({"entry": entry or None, **document}, ensure_ascii=False, indent=1))
        return
    print(printable(said))
    if entry:
        print(f"  recorded as {entry}")
    elif nothing:
        print("Nothing was recorded.")


def day_past(options: Options, option: str, text: str | None, missing: str) -> date:
    """A day up to that of --as-at; stops with exit code 2 for any other."""
    if text is None:
        usage(missing)
    day = day_given(option, text)
    if day > options.as_at:
        usage(f"{option} {day} lies after {options.as_at}, the day this is recorded")
    return day
