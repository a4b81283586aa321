"""What an id of the rulebook stands for, in plain English: a requirement, a ladder, a measure or a contract form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.assessment.requirement_tests import worked_example
from pxcommission.authoring import ladder_in_english as ladders
from pxcommission.authoring import rule_in_english as english
from pxcommission.authoring.contract_in_force import RequirementInForce, requirements_on
from pxcommission.periods import in_words
from pxcommission.rulebook.contract_forms import ContractForm, FormStep
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.yaml_text import Place


class Section(Struct, frozen=True):
    """A heading and the sentences under it."""

    heading: str
    lines: tuple[str, ...]


class Explanation(Struct, frozen=True):
    """One thing explained: its kind and id, where it stands, the sentence it comes to, and the sections."""

    kind: str
    id: str
    place: str
    says: str
    sections: tuple[Section, ...]


class Day(Struct, frozen=True):
    """The day of which is spoken, and the day up to which variations are known."""

    on: date
    as_at: date


def ids_explained(rulebook: Rulebook) -> dict[str, str]:
    """Every id that can be explained, with its kind."""
    own = {r: "requirement" for contract in rulebook.contracts.values() for r in contract.own}
    return {
        **dict.fromkeys(rulebook.forms, "contract form"),
        **dict.fromkeys(rulebook.vocabulary.measures, "measure"),
        **dict.fromkeys(rulebook.ladders, "ladder"),
        **own,
        **dict.fromkeys(rulebook.requirements, "requirement"),
    }


def explain_id(rulebook: Rulebook, name: str, contracts: Sequence[ContractInForce], day: Day) -> Explanation:
    """The explanation of a known id, as these contracts have it."""
    match ids_explained(rulebook)[name]:
        case "requirement":
            own = (c.own[name] for c in (*contracts, *rulebook.contracts.values()) if name in c.own)
            requirement = next(own, None) or rulebook.requirements[name]
            return explain_requirement(rulebook, requirement, contracts, day)
        case "ladder":
            return explain_ladder(name, rulebook.ladders[name], contracts)
        case "measure":
            return explain_measure(rulebook, name)
        case _:
            return explain_form(name, rulebook.forms[name], contracts)


def explain_requirement(
    rulebook: Rulebook, requirement: Requirement, contracts: Sequence[ContractInForce], day: Day
) -> Explanation:
    """A requirement: what it asks, how it is measured and judged, worked examples, and who adopts it."""
    vocabulary = rulebook.vocabulary
    question = vocabulary.key_questions.get(requirement.key_question or "")
    aspect = vocabulary.aspects[requirement.aspect].name
    about = f"{aspect}{f'; CQC: {question.name}' if question else ''}; severity {requirement.severity}."
    examples = [worked_example(requirement, test, vocabulary) for test in requirement.tests]
    sections = (
        Section("Why", (requirement.why,) if requirement.why else ()),
        Section("Source", (english.source_in_words(requirement.source),)),
        Section("About", (about,)),
        Section("Asked of", (english.capital(english.asked_of(requirement, vocabulary)),)),
        Section("Measured by", (english.method(requirement, vocabulary),)),
        Section("Judged by", (english.judged_by(requirement, vocabulary),)),
        Section("When it is judged", (english.judged_over_time(requirement),)),
        Section("Worked examples", tuple(english.worked_examples(examples, requirement, vocabulary))),
        Section(f"Contracts on {in_words(day.on)}", tuple(_adoptions(rulebook, requirement, contracts, day))),
        Section("The provider is asked", (requirement.question_to_provider,)),
    )
    return _explanation("requirement", requirement.id, requirement.place, requirement.statement, sections)


def _explanation(kind: str, name: str, place: Place, says: str, sections: Sequence[Section]) -> Explanation:
    told = tuple(section for section in sections if section.lines)
    return Explanation(kind, name, f"{place.file}:{place.line}", says, told)


def _adoptions(
    rulebook: Rulebook, requirement: Requirement, contracts: Sequence[ContractInForce], day: Day
) -> Iterator[str]:
    rows = [
        (contract, row)
        for contract in contracts
        for row in requirements_on(rulebook, contract, day.on, day.as_at)
        if row.requirement is requirement
    ]
    for contract, row in rows:
        yield f"{contract.id}: {_terms(row)}"
        if len(contracts) == 1:
            yield from _history(row)
    if not rows:
        named = english.listed([contract.id for contract in contracts])
        yield f"{named} does not have it." if len(contracts) == 1 else "No contract has it."


def _terms(row: RequirementInForce) -> str:
    clause = f"{row.clause}: " if row.clause else "monitored only: "
    waived = "".join(f"; set aside for {reason}" for reason in row.waived)
    return f"{clause}{row.threshold} ({row.why}){waived} [{row.place}]"


def _history(row: RequirementInForce) -> Iterator[str]:
    if row.adopted is not None and len(row.adopted.threshold) > 1:
        yield f"its lines: {'; '.join(english.dated_lines(row.adopted))}"


def explain_ladder(name: str, ladder: Ladder, contracts: Sequence[ContractInForce]) -> Explanation:
    """A ladder: stages, rules, restraint and step down."""
    tests = tuple(
        f"{test.periods}{f' with {_given(test.given)}' if test.given else ''}: {test.expect} ({test.name})"
        for test in ladder.tests
    )
    used = tuple(
        contract.id
        for contract in contracts
        if name in (contract.contract.ladder, contract.contract.ladder_for_returns)
    )
    sections = (
        Section("Stages", tuple(ladders.stages_in_words(ladder))),
        Section("Rules", tuple(ladders.rules_in_words(ladder))),
        Section("Restraint", ladders.RESTRAINT),
        Section("Step down", (ladders.step_down_in_words(ladder),)),
        Section("Worked examples (m met, b in breach, - not assessed)", tests),
        Section("Contracts", (f"{english.listed(used)}.",) if used else ("No contract uses it.",)),
    )
    return _explanation("ladder", name, ladder.place, ladder.title, sections)


def _given(given: dict[str, str]) -> str:
    return ", ".join(f"{english.plain(word)} {text}" for word, text in given.items())


def explain_measure(rulebook: Rulebook, name: str) -> Explanation:
    """A measure: its parts, where it comes from, and the requirements on it."""
    measure = rulebook.vocabulary.measures[name]
    feedback = rulebook.vocabulary.feedback[measure.feedback]
    owns = [r for contract in rulebook.contracts.values() for r in contract.own.values()]
    used = tuple(r.id for r in [*rulebook.requirements.values(), *owns] if r.measure == name)
    better = {"higher": "Higher is better.", "lower": "Lower is better.", "neither": "Neither high nor low is better."}
    compared = "Providers may be compared by it." if measure.comparable else "It is not for comparing providers."
    sections = (
        Section("Measured by", (f"{english.measure_in_words(name, measure)}.",)),
        Section("Meaning", (measure.meaning,) if measure.meaning else ()),
        Section("Words in conditions", (", ".join(dict.fromkeys((*rulebook.vocabulary.components(name), name))),)),
        Section(
            "Reading it", (f"{better[measure.better]} {compared} A {measure.kind}, not a {_other(measure.kind)}.",)
        ),
        Section("Known from", (feedback.name,)),
        Section("Caution", (feedback.caution,) if feedback.caution else ()),
        Section("Requirements on it", (f"{english.listed(used)}.",) if used else ("None.",)),
    )
    return _explanation("measure", name, measure.place, measure.name, sections)


def _other(kind: str) -> str:
    return "view" if kind == "fact" else "fact"


def explain_form(name: str, form: ContractForm, contracts: Sequence[ContractInForce]) -> Explanation:
    """A contract form: its steps and numbers, each with its clause and whether it was checked."""
    until = f" to {in_words(form.in_force_to)}" if form.in_force_to else ""
    used = tuple(c.id for c in contracts if name in c.contract.general_conditions.values())
    sections = (
        Section("In force", (f"From {in_words(form.in_force_from)}{until}.",)),
        Section("Source", (english.source_in_words(form.source),)),
        Section("Steps", tuple(step_in_words(step, form) for step in form.steps)),
        Section("Numbers", tuple(numbers_in_words(form))),
        Section("Contracts", (f"{english.listed(used)}.",) if used else ("No contract uses it.",)),
    )
    return _explanation("contract form", name, form.place, form.title, sections)


def step_in_words(step: FormStep, form: ContractForm) -> str:
    """`Remedial Action Plan, by both, within 5 operational days (GC9.13; not checked)`."""
    timed = "".join(
        f", {said} {form.numbers[number].value} {form.numbers[number].unit}"
        for said, number in (("within", step.within), ("after", step.after))
        if number is not None
    )
    return f"{step.name}: by {_who(step.by)}{timed} ({step.clause}; {_checked(step.verified)})"


def _who(by: str) -> str:
    return "both parties" if by == "both" else f"the {by}"


def numbers_in_words(form: ContractForm) -> Iterator[str]:
    """Each number with its clause and whether it was checked."""
    for name, number in form.numbers.items():
        said = f"{name.replace('-', ' ')}: {number.value} {number.unit} ({number.clause}; {_checked(number.verified)})"
        yield f"{said}. {number.note}" if number.note else said


def _checked(verified: bool) -> str:
    return "checked against the text" if verified else "not checked"
