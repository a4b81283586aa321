"""The law of the two engines on steps: durable_rules and the plain reading of a form allow and refuse alike."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import pytest

from pxcommission.inference import step_rules
from pxcommission.inference.step_rules import MOST_MATCHES, StepAsked, permitted
from pxcommission.problems import ProblemsFound
from pxcommission.rulebook.contract_forms import NEEDS, ContractForm
from pxcommission.rulebook.lint_forms import MOST_STARTS
from pxcommission.rulebook.rulebook import read_rulebook
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

LEVEL_OF_THE_ENGINE = 511


@pytest.fixture(scope="module")
def forms(root: Path) -> dict[str, ContractForm]:
    """The shipped forms."""
    return dict(read_rulebook(root)[0].forms)


def asked_at_random(form: ContractForm, chance: random.Random) -> StepAsked:
    """A question that is allowed about half of the time: most of what a step needs is there, and most states fit."""
    step = chance.choice(form.steps)
    fitting = [state for state in form.states if step.starts_from(state)]
    state = chance.choice(fitting if chance.random() < 0.8 else [*form.states, "a-state-of-another-form"])
    given = {need for need in NEEDS if chance.random() < (0.97 if need in step.needs else 0.3)}
    name = step.id if chance.random() < 0.98 else "a-step-of-another-form"
    waited, since = chance.random() < 0.9, chance.random() < 0.9
    return StepAsked("C/R/all", name, state, waited, frozenset(given), since)


def agree_on_questions(forms: dict[str, ContractForm], count: int) -> Counter[bool]:
    """How many questions were allowed and refused; any difference between the engines raises."""
    chance = random.Random(20251122)
    each = -(-count // len(forms))
    found: Counter[bool] = Counter()
    for form in forms.values():
        answers = permitted(form, [asked_at_random(form, chance) for _ in range(each)], "durable")
        found.update(answer.allowed for answer in answers)
        assert all(answer.reasons or answer.allowed for answer in answers)
    return found


def test_both_engines_answer_2600_random_questions_alike(forms: dict[str, ContractForm]) -> None:
    found = agree_on_questions(forms, 2_600)
    assert found[True] > 600 and found[False] > 600


@pytest.mark.stress
def test_both_engines_answer_26000_random_questions_alike(forms: dict[str, ContractForm]) -> None:
    found = agree_on_questions(forms, 26_000)
    print(dict(found))
    assert found.total() >= 20_000 and min(found.values()) > 6_000


def test_every_step_is_allowed_from_exactly_its_own_states(forms: dict[str, ContractForm]) -> None:
    form = forms["full-length-2025-26"]
    questions = [
        StepAsked("C/R/all", step.id, state, True, frozenset(NEEDS))
        for step, state in itertools.product(form.steps, form.states)
    ]
    answers = permitted(form, questions, "durable")
    allowed = {(one.asked.step, one.asked.state) for one in answers if one.allowed}
    closed = {"closed-withdrawn", "closed-completed"}
    open_states = set(form.states) - closed - {"none"}
    assert allowed == {
        (step.id, state) for step in form.steps for state in (open_states if step.from_ == ("any",) else step.from_)
    }


def test_a_refusal_names_the_clause_and_every_reason(forms: dict[str, ContractForm]) -> None:
    form = forms["full-length-2025-26"]
    question = StepAsked("C/R/all", "repayment", "none", False, frozenset(), False, "too early")
    (answer,) = permitted(form, [question], "durable")
    clause = "GC9 (unjustified withholding)"
    assert answer.reasons == (
        f"{clause}: Repayment with interest starts from an open notice; there is none",
        f"{clause}: Repayment with interest follows Withholding found unjustified, which was not taken since",
        f"{clause}: too early",
    )


def test_an_unknown_step_is_refused_with_the_nearest_one(forms: dict[str, ContractForm]) -> None:
    (answer,) = permitted(forms["full-length-2025-26"], [StepAsked("C", "withdraw-notise", "none", True)], "durable")
    assert answer.reasons == ("full-length 2025/26 has no step 'withdraw-notise'; did you mean 'withdraw-notice'?",)


def test_every_shipped_form_stays_within_the_measured_limits_of_the_engine(forms: dict[str, ContractForm]) -> None:
    for form in forms.values():
        compiled = step_rules._compiled(form)
        rules = sum(len(step.from_) for step in form.steps) + 1
        assert rules <= MOST_STARTS < LEVEL_OF_THE_ENGINE
        assert compiled.most_matches <= MOST_MATCHES


def test_a_form_past_the_limits_is_refused_before_the_engine_sees_it(forms: dict[str, ContractForm]) -> None:
    form = forms["shorter-form-2025-26"]
    dispute = form.step("dispute")
    assert dispute is not None
    many = tuple(dispute.model_copy(update={"id": f"dispute-{n}"}) for n in range(61))
    too_large = form.model_copy(update={"edition": "too large", "steps": (*form.steps, *many)})
    with pytest.raises(ProblemsFound, match="the engine is safe with 60"):
        permitted(too_large, [StepAsked("C", "dispute", "meeting-held", True)], "durable")


def test_a_form_with_60_matching_rules_still_answers_rightly() -> None:
    steps = "".join(
        f"  - {{id: s{n}, name: S, by: both, from: [any], to: same, clause: GC9, verified: false}}\n" for n in range(58)
    )
    text = (
        "title: F\nedition: large\nin_force_from: 2025-04-01\nsource: {document: D, verified: false}\n"
        "states: [none, open]\nnumbers: {}\nsteps:\n"
        "  - {id: start, name: S, by: both, from: [none], to: open, clause: GC9, verified: false}\n" + steps
    )
    form = model_of(read_yaml_text(text, "form.yaml"), ContractForm)
    questions = [StepAsked("C", step.id, state, True) for step in form.steps for state in form.states]
    assert sum(one.allowed for one in permitted(form, questions, "durable")) == 59
