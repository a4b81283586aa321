"""What a new contract has to know: from options, and where those are silent by asking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.authoring.contract_edits import checked_sentence
from pxcommission.authoring.levels_checked import wrong_level
from pxcommission.authoring.new_contract import Adoption, NewContract, Party, suggested, suggested_to_watch, title_of
from pxcommission.authoring.still_to_fill import TO_FILL_IN
from pxcommission.cli.conversation import Check, wrong_iso_day
from pxcommission.cli.options import usage
from pxcommission.cli.remembered import Remembered
from pxcommission.cli.writing import clean
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_patterns import ContractPattern, read_patterns
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import read_threshold
from pxcommission.strict_models import IDENTIFIER, ODS_CODE

_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_ANSWERS = "Enter: yes; a level: yes, with that level; w: only watch it; n: no; all: this and all the rest as usual"


class Given(Struct, frozen=True):
    """What the options said; empty where they said nothing."""

    pattern: str
    id: str
    reference: str
    title: str
    provider: str
    provider_ods: str
    provider_representative: str
    provider_notices_to: str
    commissioner: str
    commissioner_ods: str
    commissioner_representative: str
    commissioner_notices_to: str
    begins: str
    ends: str
    services: tuple[str, ...]
    sites: tuple[str, ...]
    adopted: tuple[Adoption, ...]
    all_usual: bool
    monitored: tuple[str, ...]
    form: str

    @property
    def missing(self) -> list[str]:
        """The options without which nothing can be written."""
        needed = {
            "--pattern": self.pattern, "--id": self.id, "--reference": self.reference, "--provider": self.provider,
            "--provider-ods": self.provider_ods, "--commissioner": self.commissioner,
            "--commissioner-ods": self.commissioner_ods, "--from": self.begins, "--to": self.ends,
            "--requirement or --all-usual": self.adopted or self.all_usual,
        }  # fmt: skip
        return [option for option, value in needed.items() if not value]


def answered(given: Given, rulebook: Rulebook, conversation: Remembered | None) -> tuple[NewContract, ContractPattern]:
    """The new contract and its pattern; what the options left out is asked in the conversation, where there is one.

    Raises ProblemsFound (exit code 2 or 3) for what does not exist or can't be.
    """
    patterns, problems = read_patterns(rulebook.folder)
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    if conversation is not None:
        given = _asked(given, patterns, rulebook, conversation)
    given = replace(
        given, provider_ods=given.provider_ods.upper(), commissioner_ods=given.commissioner_ods.upper(),
        sites=tuple(site.upper() for site in given.sites),
    )  # fmt: skip
    pattern = _pattern(given, patterns)
    _check(given, rulebook, pattern)
    services = given.services or pattern.services
    begins, ends = date.fromisoformat(given.begins), date.fromisoformat(given.ends)
    adopted, watched = list(given.adopted), list(given.monitored)
    if conversation is not None and not adopted and not given.all_usual:
        adopted, watched = _requirements(pattern, rulebook, services, conversation)
    elif given.all_usual:
        named = {one.requirement: one for one in adopted} | dict.fromkeys(watched)
        usual = [r.id for r in suggested(pattern, rulebook, services) if r.id not in watched]
        others = [one for one in adopted if one.requirement not in usual]
        adopted = [named.get(name) or Adoption(name) for name in usual] + others
        watched += [r.id for r in suggested_to_watch(pattern, rulebook, services) if r.id not in named]
    new = NewContract(
        id=given.id, reference=given.reference, title=given.title or title_of(pattern, begins, ends),
        commissioner=Party(given.commissioner, given.commissioner_ods, given.commissioner_representative or TO_FILL_IN,
                           given.commissioner_notices_to or TO_FILL_IN),
        provider=Party(given.provider, given.provider_ods, given.provider_representative or TO_FILL_IN,
                       given.provider_notices_to or TO_FILL_IN),
        begins=begins, ends=ends, services=tuple(services), adopted=tuple(adopted), monitored=tuple(watched),
        sites=given.sites,
    )  # fmt: skip
    return new, pattern


def _asked(given: Given, patterns: dict[str, ContractPattern], rulebook: Rulebook, conversation: Remembered) -> Given:
    """The options with the answers to what they left out."""
    ask = conversation.ask
    titles = {name: one.title for name, one in patterns.items()}
    pattern = given.pattern or conversation.choose("pattern", "Pattern", titles)
    chosen = patterns.get(pattern)
    if chosen is not None and chosen.note and not given.pattern:
        print(f"  {chosen.note}")
    begins = ""
    asked = replace(
        given,
        pattern=pattern,
        id=given.id or ask("id", "Contract id (capitals, digits, hyphens)", check=lambda text: _wrong_id(text.upper(), rulebook)).upper(),
        reference=given.reference or ask("reference", "Reference on the signed contract"),
        provider=given.provider or ask("provider", "Provider's name"),
        provider_ods=given.provider_ods or ask("provider_ods", "Provider's ODS code", check=_wrong_ods),
        provider_representative=given.provider_representative
        or ask("provider_representative", "Who at the provider receives letters: a role, such as Director of contracting", TO_FILL_IN),
        provider_notices_to=given.provider_notices_to
        or ask("provider_notices_to", "E-mail address for notices to the provider", TO_FILL_IN, _wrong_address),
        commissioner=given.commissioner or ask("commissioner", "Co-ordinating commissioner's name"),
        commissioner_ods=given.commissioner_ods or ask("commissioner_ods", "The commissioner's ODS code", check=_wrong_ods),
        commissioner_representative=given.commissioner_representative
        or ask("commissioner_representative", "Who writes the commissioner's letters: a role", TO_FILL_IN),
        commissioner_notices_to=given.commissioner_notices_to
        or ask("commissioner_notices_to", "E-mail address for replies to the commissioner", TO_FILL_IN, _wrong_address),
        begins=(begins := given.begins or conversation.ask_day("begins", "First day of the term")),
        ends=given.ends or conversation.ask_day("ends", "Last day of the term", lambda day: _wrong_end(day, begins)),
    )  # fmt: skip
    if not given.services and chosen is not None:
        known = {name: service.name for name, service in rulebook.vocabulary.services.items()}
        said = conversation.choose("services", "Services", known, ", ".join(chosen.services), several=True)
        asked = replace(asked, services=tuple(part.strip() for part in said.split(",")))
    return asked


def _requirements(
    pattern: ContractPattern, rulebook: Rulebook, services: Sequence[str], conversation: Remembered
) -> tuple[list[Adoption], list[str]]:
    """The suggested requirements as confirmed or changed one by one, and those only watched."""
    print(f"\nRequirements. {_ANSWERS}")
    adopted: list[Adoption] = []
    watched: list[str] = []
    rest_as_usual = False
    for requirement in suggested(pattern, rulebook, services):
        name = requirement.id
        level = requirement.usual_threshold.threshold.text if requirement.usual_threshold else "by its condition"
        print(f"\n{name}: {requirement.statement}")
        wrong = _level_check(requirement, rulebook)
        question = f"  adopt, usual level {level}"
        answer = "" if rest_as_usual else conversation.ask(name, question, check=wrong, optional=True)
        rest_as_usual = rest_as_usual or answer == "all"
        if answer == "w":
            watched.append(name)
        if answer in ("w", "n"):
            continue
        changed = answer if answer not in ("", "y", "yes", "all") and requirement.usual_threshold else None
        clause = "" if rest_as_usual else conversation.ask(f"{name} clause", "  clause", TO_FILL_IN)
        given = clause if clause != TO_FILL_IN else ""
        adopted.append(Adoption(name, checked_sentence(changed) if changed else None, given or None))
    watched += [one.id for one in suggested_to_watch(pattern, rulebook, services)]
    return adopted, watched


def _level_check(requirement: Requirement, rulebook: Rulebook) -> Check:
    """What is wrong with an answer about one requirement: no word known here, or a level that does not suit it."""

    def check(answer: str) -> str | None:
        if answer in ("y", "yes", "w", "n", "all"):
            return None
        wrong = wrong_level(answer, requirement, rulebook.vocabulary)
        return f"{wrong}. {_ANSWERS}" if wrong and read_threshold(answer) is None else wrong

    return check


def _wrong_id(text: str, rulebook: Rulebook) -> str | None:
    if not IDENTIFIER.fullmatch(text):
        return "use capital letters, digits and hyphens, at most 40, such as NORTH-COMMUNITY"
    return f"there is a contract {text} already" if text in rulebook.contracts else None


def _wrong_ods(text: str) -> str | None:
    return None if ODS_CODE.fullmatch(text.upper()) else "an ODS code has 3 to 12 letters and digits, such as RZ9"


def _wrong_address(text: str) -> str | None:
    """What is wrong with an address for notices: by e-mail it has an @ and a dot; by post a comma between its lines."""
    if text in ("", TO_FILL_IN) or _E_MAIL.fullmatch(text) or ("@" not in text and "," in text):
        return None
    return "an e-mail address has an @ and a dot, such as notices@provider.example; a postal address has commas"


def _wrong_end(text: str, begins: str) -> str | None:
    return wrong_iso_day(text) or (f"the term can't end before it begins ({begins})" if text < begins else None)


def _wrong_services(text: str, rulebook: Rulebook) -> str | None:
    known = rulebook.vocabulary.services
    unknown = [part.strip() for part in text.split(",") if part.strip() not in known]
    return f"unknown: {', '.join(unknown)}; known: {', '.join(known)}" if unknown else None


def _pattern(given: Given, patterns: dict[str, ContractPattern]) -> ContractPattern:
    if given.pattern not in patterns:
        near = did_you_mean(given.pattern, patterns)
        usage(f"--pattern: there is no pattern '{given.pattern}'{near}; known: {', '.join(patterns) or 'none'}")
    pattern = patterns[given.pattern]
    if given.form and given.form not in ("full-length", "shorter-form"):
        usage(f"--form {given.form}: write full-length or shorter-form")
    return pattern.model_copy(update={"form": given.form}) if given.form else pattern


def _check(given: Given, rulebook: Rulebook, pattern: ContractPattern) -> None:
    """Stop with every option that can't be used."""
    named = [
        ("--id", None if IDENTIFIER.fullmatch(given.id) else "use capital letters, digits and hyphens, at most 40"),
        ("--provider-ods", _wrong_ods(given.provider_ods)),
        ("--commissioner-ods", _wrong_ods(given.commissioner_ods)),
        *(("--site", _wrong_ods(site)) for site in given.sites),
        ("--provider-notices-to", _wrong_address(given.provider_notices_to)),
        ("--commissioner-notices-to", _wrong_address(given.commissioner_notices_to)),
        ("--from", wrong_iso_day(given.begins)),
        ("--to", wrong_iso_day(given.ends) or _wrong_end(given.ends, given.begins)),
        ("--service", _wrong_services(", ".join(given.services), rulebook) if given.services else None),
        *((f"--requirement {one.requirement}", _wrong_adoption(one, rulebook)) for one in given.adopted),
        *((f"--monitor {name}", _unknown(name, rulebook)) for name in given.monitored),
    ]
    problems = [Problem(option, wrong) for option, wrong in named if wrong]
    if problems:
        raise ProblemsFound(problems, ExitCode.USAGE)
    for option, text in (("--reference", given.reference), ("--provider", given.provider),
                         ("--commissioner", given.commissioner), ("--title", given.title or pattern.title)):  # fmt: skip
        clean(option, text)


def _wrong_adoption(adoption: Adoption, rulebook: Rulebook) -> str | None:
    requirement: Requirement | None = rulebook.requirements.get(adoption.requirement)
    if requirement is not None and adoption.threshold:
        return wrong_level(adoption.threshold, requirement, rulebook.vocabulary)
    return _unknown(adoption.requirement, rulebook)


def _unknown(name: str, rulebook: Rulebook) -> str | None:
    if name in rulebook.requirements:
        return None
    return f"there is no such requirement{did_you_mean(name, rulebook.requirements)}"
