"""What a new requirement has to know: from options, and where those are silent by asking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pxcommission.authoring.levels_checked import wrong_sentence
from pxcommission.authoring.new_requirement import NewRequirement, is_rule_file
from pxcommission.cli.conversation import Check, ask, choose
from pxcommission.cli.options import usage
from pxcommission.problems import did_you_mean
from pxcommission.rulebook.rulebook import Rulebook


def asked(
    given: NewRequirement, file: str, rulebook: Rulebook, conversing: bool, bought: Sequence[str] = ()
) -> tuple[NewRequirement, str]:
    """The requirement and its file with the answers to what the options left out; `bought` is what its contract buys.

    Stops with exit code 2 where nobody answers.
    """
    needed = {
        "--measure": given.measure, "--service": given.services, "--threshold": given.threshold, "--file": file,
    }  # fmt: skip
    missing = [option for option, value in needed.items() if not value]
    if not missing:
        return given, file
    if not conversing:
        usage("these options are needed too: " + ", ".join(missing))
    vocabulary = rulebook.vocabulary
    measure = given.measure or ask("Measure", check=_known("measure", vocabulary.measures))
    services = given.services or tuple(
        part.strip()
        for part in choose(
            "Services", _services(rulebook), _usual_services(measure, rulebook, bought), several=True
        ).split(",")
    )
    threshold = given.threshold or ask("Usual level, such as at least 90%", check=_wrong_threshold)
    usual = f"{vocabulary.measures[measure].name}." if measure in vocabulary.measures else ""
    statement = given.statement or ask("What people can expect, in one sentence", usual)
    question = given.question or ask("What to ask the provider when it is not met", optional=True)
    chosen = file or ask("Rule file, such as rules/complaints.yaml", check=_wrong_file)
    complete = replace(
        given, measure=measure, services=services, threshold=threshold, statement=statement, question=question
    )
    return complete, chosen


def _services(rulebook: Rulebook) -> dict[str, str]:
    """The services to choose from, each with its name."""
    return {name: service.name for name, service in rulebook.vocabulary.services.items()} | {"all": "all services"}


def _usual_services(measure: str, rulebook: Rulebook, bought: Sequence[str]) -> str:
    """The contract's services; without one, those the library's own requirements on this measure are about."""
    used = [name for one in rulebook.requirements.values() if one.measure == measure for name in one.service]
    named = list(dict.fromkeys(name for name in used if name != "all"))
    if bought:
        return ", ".join([name for name in bought if name in named] or bought)
    return ", ".join(named) if named and "all" not in used else "all"


def _known(kind: str, known: Iterable[str]) -> Check:
    words = list(known)

    def check(answer: str) -> str | None:
        unknown = [part.strip() for part in answer.split(",") if part.strip() not in words]
        return f"there is no {kind} '{unknown[0]}'{did_you_mean(unknown[0], words)}" if unknown else None

    return check


def _wrong_threshold(answer: str) -> str | None:
    return wrong_sentence(answer)


def _wrong_file(answer: str) -> str | None:
    return None if is_rule_file(answer) else "write rules/a-subject.yaml"
