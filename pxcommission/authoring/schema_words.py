"""A workspace's own names as JSON Schema: measures, services, requirements and so on, each with what it means.

A name defined in another kind of file must be known: the editor marks one it does not know. A name defined in the same
file (a ladder's stages, a form's states) is offered, and any well-formed name is let through: only our reader sees both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pxcommission.authoring.schema_sentences import sentences
from pxcommission.periods import Length
from pxcommission.rulebook.ladders import MEETING_PAPER
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.schema_types import IDENTIFIER, SLUG, WORD, Fragment, text
from pxcommission.vocabulary.models import Vocabulary

AGAIN = "press Ctrl+Space for the list; after adding a word, run `pxcommission schema`"
LETTERS = ("challenge", "missing-return")
_LENGTHS = {
    Length.MONTH: "Each calendar month.",
    Length.QUARTER: "April to June is Q1; it needs its three months unless partial: allowed.",
    Length.ROLLING_YEAR: "The last twelve months, looked at each quarter; for small numbers.",
    Length.YEAR: "The contract year, 1 April to 31 March.",
}
_LEVELS = {
    "provider": "The provider as a whole.",
    "site": "Each of its sites.",
    "ward": "Each ward that is reported.",
}


def name_lists(rulebook: Rulebook) -> dict[str, Fragment]:
    """What stands for each kind of name that a model mentions, by the kind."""
    words = rulebook.vocabulary
    services = {name: service.name for name, service in words.services.items()}
    stages = {stage.id: stage.name for ladder in rulebook.ladders.values() for stage in ladder.stages}
    steps = {step.id: step.name for form in rulebook.forms.values() for step in form.steps}
    states = {state: "A state of the process." for form in rulebook.forms.values() for state in form.states}
    numbers = {
        name: f"{number.value} {number.unit} in {form.edition}: {number.clause}"
        for form in rulebook.forms.values()
        for name, number in form.numbers.items()
    }
    feedback = {name: source.name for name, source in words.feedback.items()}
    name = text(200)
    return {
        "measure": known("measure", measures(words), WORD),
        "service": known("service", services, name),
        "service or all": known("service", {"all": "Every service, judged once per provider.", **services}, name),
        "touchpoint": known("touchpoint", _touchpoints(words), name),
        "level": known("level", _LEVELS, name),
        "length": known("period", {str(length): said for length, said in _LENGTHS.items()}, name),
        "aspect": known("aspect", {n: f"{a.name}. {a.covers}" for n, a in words.aspects.items()}, name),
        "key question": known("key question", {n: q.name for n, q in words.key_questions.items()}, name),
        "feedback": known("feedback source", feedback, WORD),
        "feedback word": offered(feedback, WORD),
        "requirement": known("requirement", _requirements(rulebook), IDENTIFIER),
        "ladder": known("ladder", {name: ladder.title for name, ladder in rulebook.ladders.items()}, SLUG),
        "contract form": known("contract form", {name: form.title for name, form in rulebook.forms.items()}, SLUG),
        "form step": known("step of a contract form", steps, SLUG),
        "form state": offered(states, SLUG),
        "form number": offered(numbers, SLUG),
        "stage": offered(stages, SLUG),
        "stage or step": offered({**steps, **stages}, SLUG),
        "document": offered({MEETING_PAPER: "A question for the meeting paper; nothing is sent.",
                             **dict.fromkeys(LETTERS, "A letter to the provider.")}, SLUG),
        "ladder expectation": offered({"nothing": "No proposal.", "step down": "A step down and thanks.", **stages}, name),
        "signatories": _signatories(stages),
        **sentences(rulebook),
    }  # fmt: skip


def measures(words: Vocabulary) -> dict[str, str]:
    """Each measure with its name and meaning."""
    return {name: " ".join(filter(None, [f"{m.name}.", m.meaning])) for name, m in words.measures.items()}


def known(kind: str, meanings: Mapping[str, str], otherwise: Fragment) -> Fragment:
    """One of the names, each with its meaning; `otherwise` where the workspace has none of the kind."""
    if not meanings:
        return otherwise
    names = [(value, meanings[name]) for name in sorted(meanings) for value in typed(name)]
    types = sorted({"integer" if isinstance(value, int) else "string" for value, _ in names}, reverse=True)
    return {
        "type": types if len(types) > 1 else types[0],
        "enum": [value for value, _ in names],
        "enumDescriptions": [meaning for _, meaning in names],
        "errorMessage": f"This {kind} is not known: {AGAIN}",
    }


def offered(meanings: Mapping[str, str], otherwise: Fragment) -> Fragment:
    """Any well-formed name; the known ones are offered with their meaning."""
    if not meanings:
        return otherwise
    offers = known("name", meanings, otherwise)
    return {"anyOf": [{**offers, "errorMessage": otherwise["errorMessage"]}, otherwise]}


def typed(name: str) -> tuple[str | int, ...]:
    """A name as an editor may see it: `111` is a number there, unless it stands in quotes."""
    return (int(name), name) if re.fullmatch("0|[1-9][0-9]{0,14}", name) else (name,)


def _touchpoints(words: Vocabulary) -> dict[str, str]:
    found = {
        touchpoint: f"A touchpoint of {name}."
        for name, service in words.services.items()
        for touchpoint in service.touchpoints
    }
    return {"each": "Each touchpoint of the service, judged by itself.", **found}


def _requirements(rulebook: Rulebook) -> dict[str, str]:
    own = {
        name: f"{requirement.statement} (of {contract.id} only)"
        for contract in rulebook.contracts.values()
        for name, requirement in contract.own.items()
    }
    return own | {name: requirement.statement for name, requirement in rulebook.requirements.items()}


def _signatories(stages: Mapping[str, str]) -> Fragment:
    signatory = {**text(200)}
    return {
        "type": "object",
        "properties": {
            name: {**signatory, "description": f"Who signs at the stage: {said}."}
            for name, said in sorted(stages.items())
        },
        "additionalProperties": signatory,
        "propertyNames": {**SLUG, "doNotSuggest": True},
    }
