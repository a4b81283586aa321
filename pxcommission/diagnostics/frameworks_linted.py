"""What is wrong between the parts of a framework's file: ids that stand twice, names nobody knows, a scale with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pxcommission.problems import Problem
from pxcommission.rulebook.lint_names import unknown
from pxcommission.rulebook.lint_requirements import lint_source
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.strict_models import SLUG, place_of
from pxcommission.yaml_text import Place

if TYPE_CHECKING:
    from pxcommission.diagnostics.frameworks import Area, Framework, Statement

NOT_ASSESSED = "not assessed"


def lint_framework(framework: Framework, frameworks: Mapping[str, Framework], rulebook: Rulebook) -> Iterator[Problem]:
    """Problems of one framework, each with its place."""
    if not SLUG.fullmatch(framework.id):
        message = "the file's name is its id, and must be small letters, digits and hyphens"
        yield framework.place.problem(message, "rename it, such as experience-of-care-2025.yaml", "PX058")
    yield from lint_source(framework.source)
    yield from _scale(framework)
    yield from _twice("area", ((area.id, area.place) for area in framework.areas))
    yield from _twice("indicator", ((one.id, one.place) for area in framework.areas for one in area.statements))
    known = rulebook.vocabulary.key_questions
    unread = any(file.startswith("rules/vocabulary/") for file in rulebook.unread)
    parts: list[Area | Statement] = [*framework.areas, *framework.statements]
    for part in parts:
        for question in () if unread else part.key_questions:
            yield from unknown(part.place, "key question", question, known)
        for theme in part.themes:
            yield from unknown(part.place, "key theme", theme, framework.themes)
    if framework.follows is not None:
        others = [name for name in frameworks if name != framework.id]
        yield from unknown(framework.place, "framework", framework.follows, others)


def _scale(framework: Framework) -> Iterator[Problem]:
    """Ratings go up one by one, so that a movement is a number of steps; none is called not assessed."""
    for number, one in enumerate(framework.scale, start=framework.scale[0].rating):
        if one.rating != number:
            message = f"the rating {one.rating} stands where {number} is expected"
            yield one.place.problem(message, "write the scale from its lowest rating up, one by one", "PX036")
        if one.name.casefold() == NOT_ASSESSED:
            message = "'not assessed' is no rating: every scale has it beside its ratings"
            yield place_of(one.name, one.place).problem(message, "remove it from the scale", "PX056")
    yield from _twice("rating", ((one.name.casefold(), one.place) for one in framework.scale))


def _twice(kind: str, named: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for name, place in named:
        if name in seen:
            message = f"duplicate {kind} '{name}': it stands already in line {seen[name].line}"
            yield place_of(name, place).problem(message, "choose another for one of the two", "PX056")
        seen.setdefault(name, place)
