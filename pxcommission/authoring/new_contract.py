"""Write a new contract from a pattern: a file laid out and commented as a person would, with an empty list of receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from pxcommission.authoring.changes import FileChange
from pxcommission.authoring.still_to_fill import TO_FILL_IN
from pxcommission.evidence.receipts import RECEIPT_COLUMNS
from pxcommission.periods import financial_year
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.component_words import component_words
from pxcommission.rulebook.conditions import calls_of, words_of
from pxcommission.rulebook.contract_patterns import ContractPattern, PatternReport
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.yaml_writing import OneLine, Remarked, Value, entry_in_lines

MODELINE = "# yaml-language-server: $schema=../../rules/schemas/contract.json"
EMPTY_RECEIPTS = ",".join(RECEIPT_COLUMNS) + "\n"


class Party(Struct, frozen=True):
    """A party to the contract; what is not known yet is written as still to be filled in."""

    name: str
    ods: str
    representative: str = TO_FILL_IN
    notices_to: str = TO_FILL_IN


class Adoption(Struct, frozen=True):
    """A requirement to adopt; without a threshold its usual one, without a clause one still to be filled in."""

    requirement: str
    threshold: str | None = None
    clause: str | None = None


class NewContract(Struct, frozen=True):
    """What a new contract says beyond its pattern."""

    id: str
    reference: str
    title: str
    commissioner: Party
    provider: Party
    begins: date
    ends: date
    services: tuple[str, ...]
    adopted: tuple[Adoption, ...]
    monitored: tuple[str, ...] = ()
    sites: tuple[str, ...] = field(default=())


def title_of(pattern: ContractPattern, begins: date, ends: date) -> str:
    """`Community services 2025/26 to 2027/28`."""
    first, last = financial_year(begins), financial_year(ends)
    return f"{pattern.title} {first}" + (f" to {last}" if last != first else "")


def suggested(pattern: ContractPattern, rulebook: Rulebook, services: Sequence[str]) -> tuple[Requirement, ...]:
    """The pattern's requirements that fit the services, in its order."""
    return _fitting(pattern.requirements, rulebook, services)


def suggested_to_watch(
    pattern: ContractPattern, rulebook: Rulebook, services: Sequence[str]
) -> tuple[Requirement, ...]:
    """The pattern's monitored requirements that fit the services, in its order."""
    return _fitting(pattern.monitored, rulebook, services)


def _fitting(names: Sequence[str], rulebook: Rulebook, services: Sequence[str]) -> tuple[Requirement, ...]:
    known = (rulebook.requirements[name] for name in names if name in rulebook.requirements)
    return tuple(one for one in known if "all" in one.service or set(one.service) & set(services))


def new_contract_files(new: NewContract, pattern: ContractPattern, rulebook: Rulebook) -> tuple[FileChange, ...]:
    """The files of a new contract: `contract.yaml` and an empty `returns/received.csv`.

    Raises ProblemsFound (exit code 6) where the id or the folder is taken.
    """
    folder = f"contracts/{new.id.lower()}"
    taken = rulebook.contracts.get(new.id)
    if taken is not None or (rulebook.folder / folder).exists():
        problem = Problem(taken.file if taken else folder, f"there is a contract {new.id} already", "choose another id")
        raise ProblemsFound([problem], ExitCode.REFUSED)
    text = "\n".join(_lines(new, pattern, rulebook)) + "\n"
    return (
        FileChange(f"{folder}/contract.yaml", None, text.encode("utf-8")),
        FileChange(f"{folder}/returns/received.csv", None, EMPTY_RECEIPTS.encode("utf-8")),
    )


def _lines(new: NewContract, pattern: ContractPattern, rulebook: Rulebook) -> list[str]:
    """The file's lines, section by section, a blank line between them."""
    editions = pattern.editions(rulebook.forms, new.begins, new.ends)
    sections: list[Mapping[str, Value]] = [
        {
            "contract": new.id,
            "contract_reference": new.reference,
            "title": new.title,
            "general_conditions": OneLine({day.isoformat(): name for day, name in editions.items()}),
            "term": OneLine({"from": new.begins, "to": new.ends}),
        },
        {"co_ordinating_commissioner": _party(new.commissioner), "provider": _party(new.provider, new.sites)},
        {
            "signed_by": Remarked(OneLine(dict(pattern.signed_by)), "who signs each letter"),
            "approvals": Remarked(OneLine(list(pattern.approvals)), "steps that need a second person"),
            "meetings": Remarked(OneLine({"quality_review": OneLine([])}), "the days of the review meetings, such as [2025-08-27, 2025-11-26]"),
            "services": OneLine(list(new.services)),
            "ladder": pattern.ladder,
        },
        _requirements(new, rulebook),
        _owed(new, pattern, rulebook),
        {
            "variations": Remarked(OneLine([]), "signed changes of a threshold for a time: `contract set-threshold … --to …`"),
            "waivers": Remarked(OneLine([]), "requirements set aside for a time: `contract waive …`"),
            "confirmed": Remarked(OneLine([]), "{form, by, on, against}: who checked a form's numbers against the signed text"),
        },
    ]  # fmt: skip
    lines = [MODELINE]
    for number, section in enumerate(sections):
        lines += [""] if number else []
        lines += [line for key, value in section.items() for line in entry_in_lines(key, value)]
    return lines


def _party(party: Party, sites: Sequence[str] = ()) -> dict[str, Value]:
    found: dict[str, Value] = {
        "name": party.name,
        "ods": party.ods,
        "representative": party.representative,
        "notices_to": party.notices_to,
    }
    return found | ({"sites": OneLine(list(sites))} if sites else {})


def _requirements(new: NewContract, rulebook: Rulebook) -> dict[str, Value]:
    adopted: list[Value] = []
    for one in new.adopted:
        requirement = rulebook.requirements[one.requirement]
        clause = one.clause or _clause_to_fill_in(requirement)
        entry: dict[str, Value] = {"use": one.requirement, "clause": clause}
        usual = requirement.usual_threshold.threshold.text if requirement.usual_threshold else None
        if one.threshold or usual:
            line = OneLine({new.begins.isoformat(): one.threshold or usual or ""})
            entry["threshold"] = line if one.threshold else Remarked(line, "the library's usual level")
        adopted.append(entry)
    found: dict[str, Value] = {"requirements": Remarked(adopted, "adopted: an obligation of this contract")}
    if new.monitored:
        found["monitored"] = Remarked(list(new.monitored), "watched and discussed; never cited as an obligation")
    return found


def _clause_to_fill_in(requirement: Requirement) -> str:
    """A hint beside the mark: the library's own clause, or where local requirements usually stand."""
    clause = requirement.source.clause
    hint = f"the library names {clause}" if clause else "Schedule 4, local quality requirement …"
    return f"{TO_FILL_IN}: {hint}"


def _owed(new: NewContract, pattern: ContractPattern, rulebook: Rulebook) -> dict[str, Value]:
    """The reports due with the measures of the requirements chosen, what others publish, and which counts first."""
    chosen = [rulebook.requirements[name] for name in (*(one.requirement for one in new.adopted), *new.monitored)]
    measures = list(dict.fromkeys(name for requirement in chosen for name in measures_of(requirement, rulebook)))
    sources = {name: rulebook.vocabulary.measures[name].feedback for name in measures}
    published = {name: one for name, one in pattern.published.items() if name in sources.values()}
    kept_here = {name for name, one in rulebook.vocabulary.measures.items() if one.from_diagnostic is not None}
    owed = [name for name in measures if sources[name] not in published and name not in kept_here]
    reports: dict[str, Value] = {}
    for name, report in pattern.reports_due.items():
        brings = [measure for measure in owed if _brings(pattern, report, sources[measure])]
        if brings:
            reports[name] = {
                "clause": report.clause,
                "every": report.every,
                "due": report.due.text,
                "measures": OneLine(list(brings)),
                "severity": report.severity,
            }
    found: dict[str, Value] = {"reports_due": Remarked(reports, "what the provider owes us")} if reports else {}
    if published:
        lines: dict[str, Value] = {
            name: OneLine({"by": one.by, "every": one.every, "expected": one.expected.text})
            for name, one in published.items()
        }
        found["published"] = Remarked(lines, "what others publish; a late publication is never the provider's breach")
    evidence = ["published", "local"] if published else ["local"]
    found["evidence"] = Remarked(OneLine(list(evidence)), "the first that holds a figure is judged")
    return found


def measures_of(requirement: Requirement, rulebook: Rulebook) -> tuple[str, ...]:
    """The measures a requirement reads: its own, and those whose words its conditions use."""
    if requirement.measure not in rulebook.vocabulary.measures:
        return ()
    bound = component_words(rulebook.vocabulary, requirement.measure)
    conditions = [one.tree for one in (requirement.require, requirement.needs) if one is not None]
    words = [word for tree in conditions for word in (*words_of(tree), *(call.word for call in calls_of(tree)))]
    read = [bound[word][0] for word in words if word is not None and word in bound]
    return tuple(dict.fromkeys([requirement.measure, *read]))


def _brings(pattern: ContractPattern, report: PatternReport, source: str) -> bool:
    named = {one for other in pattern.reports_due.values() for one in other.feedback}
    return source in report.feedback if report.feedback else source not in named
