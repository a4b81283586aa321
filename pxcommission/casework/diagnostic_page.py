"""The board paper of a self-assessment: from its rounds, their comparison and the evidence beside them to the paper's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from textwrap import shorten

from msgspec import Struct

from pxcommission.casework.assurance import Assurance
from pxcommission.casework.assurance_fact import Fact
from pxcommission.casework.diagnostic_page_words import (
    PICTURE_TOLD,
    actions_told,
    assessed_by,
    became,
    differs_told,
    due_told,
    evidence_told,
    gaps_told,
    moved_told,
    notes_of,
    presented_told,
    questions_told,
    rated,
)
from pxcommission.diagnostics.actions import actions_of
from pxcommission.diagnostics.comparison import NOT_ANSWERED, AreaCounts, Comparison, RoundName
from pxcommission.diagnostics.entries import RATERS, Round
from pxcommission.diagnostics.frameworks import Framework, Statement
from pxcommission.packs.diagnostic_paper import (
    TITLE,
    ActionSaid,
    Counts,
    DiagnosticPaper,
    Differs,
    Evidence,
    Gap,
    Moved,
)
from pxcommission.packs.diagnostic_picture import AreaPicture, PictureRow
from pxcommission.packs.plain_text import one_line
from pxcommission.periods import in_words

LONGEST_EVIDENCE, LONGEST_STATEMENT, MOST_ROUNDS = 240, 140, 3


class PaperSources(Struct, frozen=True):
    """What the paper is made of: the parts of every round up to the one it is about, side by side, and the evidence beside it."""

    name: str
    parts: Sequence[Round]
    comparison: Comparison
    assurance: Assurance


def diagnostic_paper(sources: PaperSources) -> DiagnosticPaper:
    """The paper about the last of the rounds; what is older is there to show what moved and what became of the actions."""
    found, beside, as_at = sources.comparison, sources.assurance, sources.assurance.as_at
    now = beside.round
    parts = [one for one in sources.parts if (one.framework, one.round) == (now.framework, now.round)]
    moved, differs, gaps = tuple(_moved(found, now)), tuple(_differs(found, now)), tuple(_gaps(found, now))
    actions = tuple(_actions(sources.parts, as_at))
    asked = tuple(one_line(one.text, 2000) for one in beside.questions)
    facts = [(area.area.name, fact) for area in beside.areas for fact in area.facts]
    facts += [("no area of this edition", fact) for fact in beside.elsewhere]
    silent = [one.area.name for one in beside.areas if one.why_none]
    return DiagnosticPaper(
        reference=f"diagnostic-paper/{beside.organisation}/{now.framework}/{one_line(now.round)}",
        title=TITLE,
        organisation=one_line(sources.name or beside.organisation),
        framework=one_line(f"{found.framework.title}, {now.edition}; round {now.round}"),
        known=f"As known on {in_words(as_at)}.",
        assessed=tuple(assessed_by(one) for one in _in_order(parts)),
        presented=presented_told(parts),
        moved_told=moved_told(found, now),
        moved=moved,
        differs_told=differs_told(found, now),
        differs=differs,
        questions_told=questions_told(len(asked), len(differs)),
        questions=asked,
        picture_told=f"{PICTURE_TOLD} {_scale(found.framework)}{_left_out(found)}",
        counts=tuple(_counts(found)),
        evidence_told=evidence_told(beside, silent),
        evidence=tuple(_evidence(area, fact, len(beside.contracts) > 1) for area, fact in facts),
        actions_told=actions_told(sources.parts, as_at),
        actions=actions,
        gaps_told=gaps_told(len(gaps)),
        gaps=gaps,
        notes=notes_of(found.framework),
        pictures=tuple(_pictures(found)),
    )


def _in_order(parts: Iterable[Round]) -> list[Round]:
    return sorted(parts, key=lambda one: list(RATERS).index(one.rater))


def _named(statement: Statement) -> str:
    """`LEAD-1: One executive director answers …`."""
    return shorten(one_line(f"{statement.id}: {statement.text}"), LONGEST_STATEMENT, placeholder=" …")


def _moved(found: Comparison, now: RoundName) -> Iterator[Moved]:
    for one, move in found.moved:
        if move.after.round == now:
            evidence = move.after.answer.evidence if move.after.answer else ""
            yield Moved(
                _named(one.statement),
                f"{move.rater}, since {one_line(move.before.round.round)}",
                f"{rated(found.framework, move.before)}; now {rated(found.framework, move.after)}",
                one_line(evidence, LONGEST_EVIDENCE) or "none named; the lowest rating needs none",
            )


def _differs(found: Comparison, now: RoundName) -> Iterator[Differs]:
    for one, said in found.differences:
        if said.round == now:
            each = (f"{who}: {rating} {found.framework.rating_name(rating)}" for who, rating in said.ratings.items())
            yield Differs(_named(one.statement), one_line("; ".join(each)), str(said.apart))


def _gaps(found: Comparison, now: RoundName) -> Iterator[Gap]:
    """Every indicator of the round without a rating, those of one reason and indicator on one line."""
    for one in found.statements:
        whys: dict[str, list[str]] = {}
        for said in one.said:
            if said.round == now and said.rating is None:
                whys.setdefault(said.why_not, []).append(said.rater)
        for why, raters in whys.items():
            yield Gap(_named(one.statement), ", ".join(raters), one_line(why.removeprefix("not assessed: ")))


def _actions(parts: Sequence[Round], as_at: date) -> Iterator[ActionSaid]:
    """Every action of every round, open ones first by date."""
    for one in actions_of(parts):
        yield ActionSaid(
            one_line(f"{one.statement}: {one.answer.action} (agreed in {one.part.round} by {one.part.rater})"),
            one_line(one.answer.owner),
            due_told(one.answer),
            became(one.answer, as_at),
        )


def _evidence(area: str, fact: Fact, several: bool) -> Evidence:
    about = f"{area}: {fact.kind}" + (f" ({fact.contract})" if several and fact.contract else "")
    says = fact.says or f"Not assessed: {fact.why_not}."
    when = f"{in_words(fact.period.start)} to {in_words(fact.period.end)}"
    return Evidence(one_line(about), one_line(says, 2000), one_line(f"{fact.source}; {when}"))


def _scale(framework: Framework) -> str:
    return f"The scale: {', '.join(f'{one.rating} {one_line(one.name)}' for one in framework.scale)}."


def _left_out(found: Comparison) -> str:
    older = [one_line(one.round) for one in found.rounds[:-MOST_ROUNDS]]
    return f" Rounds before the last {MOST_ROUNDS} are not drawn: {', '.join(older)}." if older else ""


def _shown(found: Comparison) -> list[AreaCounts]:
    """The counts of the last rounds, raters in their order, each from its oldest round to its newest."""
    rounds = found.rounds[-MOST_ROUNDS:]
    raters = list(RATERS)
    return sorted(
        (one for one in found.areas if one.round in rounds),
        key=lambda one: (raters.index(one.rater), rounds.index(one.round)),
    )


def _counts(found: Comparison) -> Iterator[Counts]:
    for area in found.framework.areas:
        for one in (said for said in _shown(found) if said.area == area.id):
            parts = [
                f"{number} {found.framework.rating_name(step)}" for step, number in one.by_rating.items() if number
            ]
            gaps = {"not assessed": one.not_assessed, NOT_ANSWERED: one.not_answered,
                    "not asked in that edition": one.not_in_edition}  # fmt: skip
            parts += [f"{number} {why}" for why, number in gaps.items() if number]
            yield Counts(one_line(area.name), one_line(f"{one.rater}, {one.round.round}"), one_line(", ".join(parts)))


def _pictures(found: Comparison) -> Iterator[AreaPicture]:
    scale = tuple((one.rating, one_line(one.name)) for one in found.framework.scale)
    for area in found.framework.areas:
        rows = tuple(
            PictureRow(
                one.rater,
                one_line(one.round.round),
                one.by_rating,
                one.not_assessed + one.not_answered + one.not_in_edition,
                one.round == found.rounds[-1],
            )
            for one in _shown(found)
            if one.area == area.id
        )
        yield AreaPicture(one_line(area.name), scale, rows)
