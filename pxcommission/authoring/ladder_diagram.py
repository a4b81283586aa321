"""A ladder as a picture: stairs of stages, and over each step what it takes to climb it. SVG, readable without colour."""

from __future__ import annotations

import textwrap
from html import escape

from msgspec import Struct

from pxcommission.authoring.ladder_in_english import (
    rule_in_words,
    stage_in_words,
    stages_in_words,
    step_down_in_words,
)
from pxcommission.rulebook.ladders import Ladder, Stage

WIDTH, MARGIN, LINE, LETTERS = 250, 24, 18, 31
_INK = "#1b1b1b"
_FONT = "font-family=\"'Segoe UI', 'Helvetica Neue', Arial, sans-serif\" font-size=\"14\""
_LINE = f'fill="none" stroke="{_INK}" stroke-width="1.5"'


class _Step(Struct, frozen=True):
    """One step of the stairs: its left edge and top, and the lines to write in it and over the step before it."""

    left: int
    top: int
    name: list[str]
    about: list[str]
    way: list[str]


def ladder_diagram(ladder: Ladder) -> str:
    """The SVG of a ladder, with a title and a description that say the same in words."""
    ways = [_wrapped(_way_up(ladder, stage)) for stage in ladder.stages]
    down = _wrapped(step_down_in_words(ladder))
    told = [_wrapped(stage.name) + _wrapped(stage_in_words(stage)) for stage in ladder.stages]
    rises = [max(len(way) + 1, len(lines) + 2) * LINE + 34 for way, lines in zip(ways, told, strict=True)]
    floor = MARGIN + sum(rises)
    steps: list[_Step] = []
    top = floor
    for number, (stage, way, rise) in enumerate(zip(ladder.stages, ways, rises, strict=True), start=1):
        top -= rise
        steps.append(_Step(MARGIN + number * WIDTH, top, _wrapped(stage.name), _wrapped(stage_in_words(stage)), way))
    width = MARGIN * 2 + (len(steps) + 2) * WIDTH
    drawn = [_ground(floor)]
    landing = floor
    for step in steps:
        drawn += [*_drawn(step, floor), *_way(step, landing)]
        landing = step.top
    drawn += _way_down(steps[-1], down, steps[-2].top if len(steps) > 1 else floor)
    return _document(ladder, width, floor + 48, drawn)


def _way_up(ladder: Ladder, stage: Stage) -> str:
    ways = [rule_in_words(ladder, rule) for rule in ladder.rules if rule.propose == stage.id]
    return f"When {'; or when '.join(ways)}" if ways else "No rule proposes it"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LETTERS, break_long_words=False)


def _drawn(step: _Step, floor: int) -> list[str]:
    look = f'fill="#eef2f5" stroke="{_INK}" stroke-width="1.5"'
    box = f'<rect {look} x="{step.left}" y="{step.top}" width="{WIDTH}" height="{floor - step.top}"/>'
    name = _lines(step.name, step.left + 12, step.top + 26, bold=True)
    return [box, *name, *_lines(step.about, step.left + 12, step.top + 30 + len(step.name) * LINE)]


def _way(step: _Step, landing: int) -> list[str]:
    """The arrow from the step before (its top at `landing`) up to this one, and the condition over that step."""
    x = step.left - 14
    arrow = f'<path {_LINE} d="M {x} {landing - 4} V {step.top + 12} H {step.left - 8}"/>'
    tip = f'<path fill="{_INK}" d="M {step.left - 9} {step.top + 7} L {step.left - 1} {step.top + 12} l -8 5 z"/>'
    first = landing - 14 - (len(step.way) - 1) * LINE
    return [arrow, tip, *_lines(step.way, step.left - WIDTH + 4, first)]


def _way_down(last: _Step, down: list[str], landing: int) -> list[str]:
    """The arrow down from the last step to the one before it (its top at `landing`)."""
    x = last.left + WIDTH
    arrow = f'<path {_LINE} stroke-dasharray="5 4" d="M {x + 2} {last.top + 12} H {x + 20} V {landing - 9}"/>'
    tip = f'<path fill="{_INK}" d="M {x + 15} {landing - 9} L {x + 20} {landing - 1} l 5 -8 z"/>'
    said = [*_lines(["Step down"], x + 34, last.top + 26, bold=True), *_lines(down, x + 34, last.top + 48)]
    return [arrow, tip, *said]


def _ground(floor: int) -> str:
    lines = _lines(["No stage issued"], MARGIN + 4, floor + 24, bold=True)
    return f'<path {_LINE} d="M {MARGIN} {floor} H {MARGIN + WIDTH}"/>' + "".join(lines)


def _lines(lines: list[str], x: int, y: int, bold: bool = False) -> list[str]:
    look = ' font-weight="700"' if bold else ""
    return [f'<text{look} x="{x}" y="{y + number * LINE}">{escape(line)}</text>' for number, line in enumerate(lines)]


def _document(ladder: Ladder, width: int, height: int, drawn: list[str]) -> str:
    ways = [f"{stage.name}: {_way_up(ladder, stage)}." for stage in ladder.stages]
    said = " ".join([*stages_in_words(ladder), *ways, step_down_in_words(ladder)])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title description">'
    )
    titled = f'<title id="title">{escape(ladder.title)}</title>\n<desc id="description">{escape(said)}</desc>'
    paper = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    text = f'<g {_FONT} fill="{_INK}">'
    return "\n".join([head, titled, paper, text, *drawn, "</g>", "</svg>"]) + "\n"
