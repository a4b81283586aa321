"""Contract patterns: what a new contract of one kind usually asks, so that nobody starts from an empty file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from pxcommission import schema_types
from pxcommission.periods import Due
from pxcommission.problems import Problem, ProblemsFound
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Published
from pxcommission.rulebook.lint_names import unknown
from pxcommission.rulebook.requirements import Source
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.schema_types import names
from pxcommission.strict_models import Identifier, LocalWord, Slug, Strict, Text, Title, place_of, read_model, wrong

FOLDER = Path("rules") / "contract-patterns"


class PatternReport(Strict):
    """A report a contract of this kind usually asks for: it carries the figures of these feedback sources, or the rest."""

    clause: Text = Field(description="Where the contract asks for it, for example: Schedule 6A, complaints report.")
    every: Literal["month", "quarter", "year"] = Field(description="How often it is owed.")
    due: Annotated[Due, BeforeValidator(lambda value: _due(value)), WithJsonSchema(schema_types.DUE)] = Field(
        description="When it is due, for example: 15 operational days after period end."
    )
    severity: Literal["minor", "major", "critical"] = Field(description="How much its absence matters.")
    feedback: tuple[Annotated[LocalWord, names("feedback")], ...] = Field(
        default=(), description="The feedback sources whose figures it carries; leave out for all the others."
    )


class ContractPattern(Strict):
    """A kind of contract; its id is the file's name. Everything in it is a suggestion to confirm or change."""

    title: Title = Field(description="What contracts of this kind are called, for example: Community services.")
    note: Text | None = Field(default=None, description="What to know before using it.")
    source: Source = Field(description="Where the pattern comes from, and whether that was checked.")
    form: Literal["full-length", "shorter-form"] = Field(
        description="The form of the contract; the editions follow from its term."
    )
    services: tuple[Annotated[Title, names("service")], ...] = Field(
        min_length=1, description="The services contracts of this kind usually buy."
    )
    ladder: Annotated[Slug, names("ladder")] = Field(description="The ladder of escalation.")
    signed_by: dict[Slug, Title] = Field(description="Who usually signs each letter, by the ladder's stage.")
    approvals: tuple[Slug, ...] = Field(default=(), description="Steps that need a second person.")
    requirements: tuple[Annotated[Identifier, names("requirement")], ...] = Field(
        min_length=1, description="The requirements of the library to offer for adoption, in order."
    )
    monitored: tuple[Annotated[Identifier, names("requirement")], ...] = Field(
        default=(), description="The requirements to offer for watching without obligation."
    )
    reports_due: dict[Slug, PatternReport] = Field(
        min_length=1, description="The reports to ask for, by a short name each."
    )
    published: dict[Annotated[LocalWord, names("feedback")], Published] = Field(
        default_factory=dict, description="What others publish about these services, by feedback source."
    )

    def editions(self, forms: Mapping[str, ContractForm], begins: date, ends: date) -> dict[date, str]:
        """The shipped editions of its form in force from one day to another, each by the day it counts from."""
        return editions(forms, self.form, begins, ends)


def editions(forms: Mapping[str, ContractForm], family: str, begins: date, ends: date) -> dict[date, str]:
    """The editions of one form in force from one day to another; the nearest one where none is in force on the first day."""
    dated = sorted((form.in_force_from, name) for name, form in forms.items() if name.startswith(f"{family}-"))
    if not dated:
        return {}
    begun = [name for day, name in dated if day <= begins]
    return {begins: begun[-1] if begun else dated[0][1]} | {
        d: name for d, name in dated if begins < d <= ends and begun
    }


def read_patterns(folder: Path) -> tuple[dict[str, ContractPattern], tuple[Problem, ...]]:
    """The workspace's patterns as far as they can be read, with every problem of their files' shape."""
    found: dict[str, ContractPattern] = {}
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            found[path.stem] = read_model(path, path.relative_to(folder).as_posix(), ContractPattern)
        except ProblemsFound as wrong:
            problems += wrong.problems
    return found, tuple(problems)


def lint_pattern(pattern: ContractPattern, rulebook: Rulebook) -> Iterator[Problem]:
    """What a pattern names that does not exist, and what it suggests that would not fit a contract of its kind.

    Nothing is said of a name that a file could define which was not read: its own problem stands in that file.
    """
    vocabulary, place = rulebook.vocabulary, pattern.place
    if not _unread(rulebook, "rules/vocabulary/"):
        for service in pattern.services:
            yield from unknown(place, "service", service, vocabulary.services)
        for source in (*pattern.published, *_feedback(pattern)):
            yield from unknown(place, "feedback source", source, vocabulary.feedback)
    if not _unread(rulebook, "rules/ladders/"):
        yield from unknown(place, "ladder", pattern.ladder, rulebook.ladders, "PX102")
    if not _unread(rulebook, "rules/"):
        for name in (*pattern.requirements, *pattern.monitored):
            yield from unknown(place, "requirement", name, rulebook.requirements, "PX101")
    if not editions(rulebook.forms, pattern.form, date.min, date.max) and not _unread(
        rulebook, "rules/contract-forms/"
    ):
        message = f"no edition of the {pattern.form} form is here"
        yield place.problem(message, "add one to rules/contract-forms", "PX102")
    for name in (*pattern.requirements, *pattern.monitored):
        requirement = rulebook.requirements.get(name)
        services = requirement.service if requirement else ("all",)
        if "all" not in services and not set(services) & set(pattern.services):
            message = f"{name} is about {', '.join(services)}, which this pattern does not have"
            yield place_of(name, place).problem(message, "remove it, or add the service", "PX108")


def _unread(rulebook: Rulebook, folder: str) -> bool:
    """Whether a file right in this folder could not be read."""
    return any(file.rpartition("/")[0] == folder.rstrip("/") for file in rulebook.unread)


def _feedback(pattern: ContractPattern) -> tuple[str, ...]:
    return tuple(source for report in pattern.reports_due.values() for source in report.feedback)


def _due(value: Any) -> Due:
    found = Due.read(str(value))
    if found is None:
        raise wrong("this is no due date", "write `15 operational days after period end` or `6 weeks after month end`")
    return found
