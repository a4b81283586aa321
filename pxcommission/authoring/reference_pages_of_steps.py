"""Reference pages of ladders and contract forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pxcommission.authoring import ladder_in_english as english
from pxcommission.authoring.explanations import numbers_in_words
from pxcommission.authoring.markdown import code, inert, table
from pxcommission.authoring.rule_in_english import source_in_words
from pxcommission.periods import in_words
from pxcommission.rulebook.contract_forms import ContractForm, FormStep
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, Ladder


def ladders_page(ladders: Mapping[str, Ladder]) -> str:
    """Every ladder with its picture, stages, rules and tests, and the words their conditions may use."""
    parts = ["# Ladders", "When a question, a letter or a notice is proposed. They stand in `rules/ladders/`."]
    for name, ladder in ladders.items():
        parts += _ladder(name, ladder)
    parts += ["## Restraint built into every ladder", _bullets(english.RESTRAINT)]
    parts += ["## Words of a ladder's conditions", "Of the period:", _words(PERIOD_WORDS)]
    parts += ["From the register of cases:", _words(REGISTER_WORDS)]
    return "\n\n".join(parts) + "\n"


def _ladder(name: str, ladder: Ladder) -> Iterator[str]:
    yield f"## {inert(ladder.title)} ({code(name)})"
    yield f"![{inert(ladder.title)}: the stairs of its stages, told in words below](ladders/{name}.svg)"
    yield "\n".join(inert(line).replace("\\.", ".") for line in english.stages_in_words(ladder))
    yield _bullets(english.rules_in_words(ladder))
    yield inert(english.step_down_in_words(ladder))
    if ladder.tests:
        rows = (
            (code(test.periods), inert(", ".join(f"{word} {text}" for word, text in test.given.items())),
             inert(test.expect), inert(test.name))
            for test in ladder.tests
        )  # fmt: skip
        yield "Worked examples, from its tests (m met, b in breach, - not assessed):"
        yield table(("Periods", "Given", "Proposed", "Shows"), rows)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {inert(line)}" for line in lines)


def _words(words: Mapping[str, str]) -> str:
    return table(("Word", "What it is"), ((code(word), inert(said)) for word, said in words.items()))


def contract_forms_page(forms: Mapping[str, ContractForm]) -> str:
    """Every edition's steps and numbers, each with its clause and whether it was checked."""
    said = (
        "The steps of General Condition 9, edition by edition. They stand in `rules/contract-forms/`. A number that is "
    )
    said += "not checked is to be compared with the signed contract before a letter rests on it."
    parts = ["# Contract forms", said]
    for name, form in forms.items():
        until = f" to {in_words(form.in_force_to)}" if form.in_force_to else ""
        parts += [
            f"## {inert(form.title)} ({code(name)})",
            f"In force from {in_words(form.in_force_from)}{until}. {inert(source_in_words(form.source))}",
            table(
                ("Step", "By", "From", "To", "Time", "Clause", "Checked"), (_step(step, form) for step in form.steps)
            ),
            "Numbers:",
            _bullets(numbers_in_words(form)),
        ]
    return "\n\n".join(parts) + "\n"


def _step(step: FormStep, form: ContractForm) -> tuple[str, ...]:
    timed = [
        f"{said} {form.numbers[number].value} {form.numbers[number].unit}"
        for said, number in (("within", step.within), ("after", step.after))
        if number is not None
    ]
    return (
        inert(step.name), step.by, inert(", ".join(step.from_)), inert(step.to), ", ".join(timed),
        inert(step.clause), "yes" if step.verified else "no",
    )  # fmt: skip
