"""Improvement frameworks: areas, what good looks like in each, the evidence expected, and the scale, one file an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field

from pxcommission.diagnostics.frameworks_linted import lint_framework
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean
from pxcommission.rulebook.requirements import Source
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.schema_types import names
from pxcommission.strict_models import Identifier, Slug, Strict, Text, Title, Whole, read_model

FOLDER = Path("rules") / "frameworks"


class Rating(Strict):
    """One step of the scale. Any rating above the lowest needs evidence."""

    rating: Whole = Field(description="Its number, for example: 0.")
    name: Title = Field(description="What it is called, for example: not started.")
    meaning: Text = Field(description="What must be true to choose it, in a sentence.")


class KeyTheme(Strict):
    """A theme that runs through the areas of the framework."""

    name: Title = Field(description="The theme, for example: Compassionate care.")
    about: Text | None = Field(default=None, description="What it covers, in a sentence.")


class Statement(Strict):
    """One indicator: what good looks like, and the evidence a board would expect to see."""

    id: Identifier = Field(
        description="A short id that later editions keep for the same indicator, for example: LEAD-1."
    )
    text: Text = Field(description="What good looks like, in a sentence or two.")
    evidence: Text = Field(description="The evidence expected: papers, records or figures a person can look at.")
    key_questions: tuple[Annotated[Title, names("key question")], ...] = Field(
        default=(), description="The key questions of the Care Quality Commission; leave out for those of its area."
    )
    themes: tuple[Slug, ...] = Field(
        default=(), description="The key themes it belongs to, by their short names; leave out for those of its area."
    )


class Area(Strict):
    """An area of the framework with its indicators."""

    id: Identifier = Field(description="A short id, for example: LEAD.")
    name: Title = Field(description="The area, for example: Leadership.")
    about: Text | None = Field(default=None, description="What the area is about, in a sentence.")
    note: Text | None = Field(default=None, description="What to know of its source, for example: inferred.")
    key_questions: tuple[Annotated[Title, names("key question")], ...] = Field(
        min_length=1, description="The key questions of the Care Quality Commission that it speaks to."
    )
    themes: tuple[Slug, ...] = Field(default=(), description="The key themes of the framework that it speaks to.")
    statements: tuple[Statement, ...] = Field(min_length=1, description="Its indicators, in order.")


class Framework(Strict):
    """An improvement framework in one edition; its id is the file's name."""

    title: Title = Field(description="What it is called, for example: Patient experience improvement framework.")
    edition: Title = Field(description="The edition, as its publisher names it, for example: June 2018.")
    source: Source = Field(description="The document it rests on, and whether the wording was compared with it.")
    note: Text | None = Field(default=None, description="What people who use it should know of its wording.")
    follows: Slug | None = Field(
        default=None,
        description="The id of the edition before it: indicators of the same id are compared as the same indicator.",
    )
    scale: tuple[Rating, ...] = Field(min_length=2, description="The scale, lowest first.")
    themes: dict[Slug, KeyTheme] = Field(default_factory=dict, description="The key themes, by a short name each.")
    areas: tuple[Area, ...] = Field(min_length=1, description="The areas, in order.")

    @property
    def id(self) -> str:
        """The name of its file."""
        return PurePosixPath(self.place.file).stem

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every indicator, area by area."""
        return tuple(one for area in self.areas for one in area.statements)

    @property
    def lowest(self) -> int:
        """The lowest rating, the only one that needs no evidence."""
        return self.scale[0].rating

    def rating_name(self, rating: int) -> str:
        """`established` for 2; the number itself where the scale does not have it."""
        return next((one.name for one in self.scale if one.rating == rating), str(rating))

    def statement(self, name: str) -> Statement | None:
        """The indicator of an id."""
        return next((one for one in self.statements if one.id == name), None)

    def area_of(self, name: str) -> Area | None:
        """The area in which the indicator of an id stands."""
        return next((area for area in self.areas if any(one.id == name for one in area.statements)), None)

    def key_questions_of(self, statement: Statement) -> tuple[str, ...]:
        """Its key questions, or those of its area where it names none."""
        area = self.area_of(statement.id)
        return statement.key_questions or (area.key_questions if area else ())

    def themes_of(self, statement: Statement) -> tuple[str, ...]:
        """Its key themes, or those of its area where it names none."""
        area = self.area_of(statement.id)
        return statement.themes or (area.themes if area else ())


def read_frameworks(folder: Path) -> tuple[dict[str, Framework], tuple[Problem, ...]]:
    """A workspace's frameworks by id as far as they can be read, with every problem of their files' shape."""
    found: dict[str, Framework] = {}
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            found[path.stem] = read_model(path, path.relative_to(folder).as_posix(), Framework)
        except ProblemsFound as wrong:
            problems += wrong.problems
    return found, tuple(problems)


def framework_problems(rulebook: Rulebook) -> tuple[dict[str, Framework], tuple[Problem, ...]]:
    """The frameworks of a workspace with every problem: of their shape, and of the names in them."""
    found, problems = read_frameworks(rulebook.folder)
    between = [problem for one in found.values() for problem in lint_framework(one, found, rulebook)]
    return found, (*problems, *between)


def frameworks_of(rulebook: Rulebook) -> Mapping[str, Framework]:
    """The frameworks of a workspace by id; raises ProblemsFound (exit code 3) with every error in their files."""
    found, problems = framework_problems(rulebook)
    errors = [problem for problem in problems if problem.weight is Weight.ERROR]
    if errors:
        raise ProblemsFound(errors, ExitCode.RULES_WRONG)
    return found


def framework_named(frameworks: Mapping[str, Framework], name: str) -> Framework:
    """The framework of an id; raises ProblemsFound (exit code 2) where there is none."""
    if name in frameworks:
        return frameworks[name]
    message = f"there is no framework '{name}'{did_you_mean(name, frameworks)}"
    fix = f"known: {', '.join(frameworks) or 'none'}; `pxcommission diagnostic framework new` enters another edition"
    raise ProblemsFound([Problem("--framework", message, fix)], ExitCode.USAGE)


def editions_before(framework: Framework, frameworks: Mapping[str, Framework]) -> Iterator[Framework]:
    """The framework and the editions before it, newest first, as far as they are here."""
    seen: set[str] = set()
    following: str | None = framework.id
    while following is not None and following in frameworks and following not in seen:
        seen.add(following)
        yield frameworks[following]
        following = frameworks[following].follows
