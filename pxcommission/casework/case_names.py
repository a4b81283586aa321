"""Which case a person means: its whole name, or any part of it that fits one case alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pxcommission.assessment.duties import duties_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, shortened
from pxcommission.rulebook.contracts import RETURN_PREFIX
from pxcommission.rulebook.rulebook import Rulebook

MOST_SHOWN = 12


def cases_of(rulebook: Rulebook) -> tuple[str, ...]:
    """Every case the contracts can have: each requirement and service, each report that is owed."""
    contracts = rulebook.contracts.values()
    named = [f"{d.contract.id}/{d.requirement.id}/{d.service}" for d in duties_of(rulebook, contracts)]
    for contract in contracts:
        for name, report in contract.contract.reports_due.items():
            services = report.service or ("all",)
            named += [f"{contract.id}/{RETURN_PREFIX}{name.upper()}/{service}" for service in services]
    return tuple(dict.fromkeys(named))


def case_named(text: str, known: Sequence[str]) -> str:
    """The one case that a name or part of one fits, such as `FFT-OP-POSITIVE` or `EXAMPLE-ACUTE/FFT-OP-POSITIVE`.

    Raises ProblemsFound (exit code 2) when none or several fit.
    """
    exact = [case for case in known if case == text]
    fitting = exact or fitting_cases(text, known)
    if len(fitting) == 1:
        return fitting[0]
    shown = shortened(text)
    in_part = [] if fitting else partly_fitting(text, known)
    if in_part:
        message = f"no case is called '{shortened(text)}'; {len(in_part)} have it in their name"
        fix = f"write {'one of: ' if len(in_part) > 1 else ''}{_listed(in_part)}"
    elif not fitting:
        message = f"there is no case '{shown}'{did_you_mean(text, _names(known))}"
        fix = "pxcommission case list --all names every case; write CONTRACT/REQUIREMENT/service or a part of it"
    else:
        message = f"'{shown}' fits {len(fitting)} cases"
        fix = f"write one of: {_listed(fitting)}"
    raise ProblemsFound([Problem("CASE", message, fix)], ExitCode.USAGE)


def fitting_cases(text: str, known: Iterable[str]) -> list[str]:
    """The cases whose parts hold those of the text in a row; case, blanks, hyphens and underscores don't matter."""
    wanted = [_plain(part) for part in text.strip().strip("/").split("/")]
    return [case for case in known if _holds([_plain(part) for part in case.split("/")], wanted)]


def partly_fitting(text: str, known: Iterable[str]) -> list[str]:
    """The cases that have the whole words of the text somewhere in their name: `FFT` is in every FFT case."""
    wanted = f" {_plain(text.replace('/', ' '))} "
    return [case for case in known if wanted.strip() and wanted in f" {_plain(case.replace('/', ' '))} "]


def contract_of(case: str) -> str:
    """The contract of a case."""
    return case.partition("/")[0]


def requirement_of(case: str) -> str:
    """The requirement of a case."""
    return case.split("/")[1]


def _holds(parts: list[str], wanted: list[str]) -> bool:
    return any(parts[at : at + len(wanted)] == wanted for at in range(len(parts) - len(wanted) + 1))


def _listed(cases: Sequence[str]) -> str:
    more = f" and {len(cases) - MOST_SHOWN} more" if len(cases) > MOST_SHOWN else ""
    return f"{', '.join(cases[:MOST_SHOWN])}{more}"


def _plain(part: str) -> str:
    return re.sub(r"[\s_-]+", " ", part).strip().casefold()


def _names(known: Iterable[str]) -> set[str]:
    """Every name somebody may have meant: whole ones, contract with requirement, requirements alone."""
    found = set()
    for case in known:
        contract, requirement, _ = case.split("/", 2)
        found |= {case, f"{contract}/{requirement}", requirement}
    return found
