"""The sentences of the board paper of a self-assessment: who assessed, what moved, where raters differ, what became of actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pxcommission.casework.assurance import Assurance
from pxcommission.diagnostics.actions import actions_of
from pxcommission.diagnostics.comparison import Agreement, Comparison, Movement, RoundName, Said
from pxcommission.diagnostics.entries import RATERS, Answer, Round
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.periods import in_words

MOST_NAMED = 5
QUESTIONS_TOLD = (
    "A rating and the evidence of a contract may point different ways for good reasons. These are questions, not findings; "
    "no rating and no finding changes because of them."
)
PICTURE_TOLD = (
    "Each mark is one indicator: filled for this round, an outline for earlier ones; a circle for the board, a triangle for "
    "wards and teams, a diamond for the patient panel, a square for the commissioner, and a cross where there is no rating. "
    "Nothing is added up or averaged."
)
NOTES = (
    "A rating is what its raters say of their own organisation. No rating is an obligation of any contract, and none changes a "
    "finding.",
    "Ratings are steps, not quantities: they are counted one by one, and neither averaged nor added up.",
    "The evidence beside them is what the commissioner has on record for the four whole quarters before the assessment. What "
    "is not on record is not assessed; that is neither a zero nor a fault.",
)


def assessed_by(part: Round) -> str:
    """`The board or the executive team: 33 of 33 indicators answered by 8 October 2025; 30 rated, 3 not assessed.`"""
    answered = len(part.statements) - len(part.open)
    rated_ones = sum(part.answers[name].assessed for name in part.statements if name in part.answers)
    gaps = answered - rated_ones
    told = [f"{rated_ones} rated", *([f"{gaps} not assessed"] if gaps else [])]
    told += [f"{len(part.open)} not answered yet"] if part.open else []
    return sentence(
        f"{RATERS[part.rater]} ({part.rater}): {answered} of {counted(len(part.statements), 'indicator')} answered, "
        f"assessed on {in_words(part.assessed_on)}: {', '.join(told)}"
    )


def presented_told(parts: Sequence[Round]) -> str:
    """When the board had the round, and what its minutes say."""
    said = {one.entry: one for part in parts for one in part.presented}
    if not said:
        return "That the board had this round is not recorded yet."
    return " ".join(sentence(f"Presented to the board on {in_words(one.on)}: {one.minute}") for one in said.values())


def moved_told(found: Comparison, now: RoundName) -> tuple[str, ...]:
    """A line for each rater: which indicators went up or down since the rater's round before, and how many did not move."""
    moves = [(one.statement.id, move) for one in found.statements for move in one.movements if move.after.round == now]
    if not moves:
        return ("This is the first round of each rater, so there is nothing to compare it with yet.",)
    return tuple(
        _moved_line(rater, [pair for pair in moves if pair[1].rater == rater])
        for rater in dict.fromkeys(move.rater for _, move in moves)
    )


def _moved_line(rater: str, moves: Sequence[tuple[str, Movement]]) -> str:
    up = [name for name, move in moves if (move.steps or 0) > 0]
    down = [name for name, move in moves if (move.steps or 0) < 0]
    same, unknown = sum(move.steps == 0 for _, move in moves), sum(move.steps is None for _, move in moves)
    told = [_with_names(up, "up"), _with_names(down, "down"), f"{same} as before"]
    told += [f"{unknown} without a rating in one of the two rounds"] if unknown else []
    return sentence(f"{rater}, since {one_line(moves[0][1].before.round.round)}: {'; '.join(told)}")


def _with_names(names: Sequence[str], word: str) -> str:
    return f"{len(names)} {word} ({', '.join(names)})" if names else f"none {word}"


def differs_told(found: Comparison, now: RoundName) -> str:
    """On how many indicators raters of the round agree, and where they are furthest apart; neither of them is wrong."""
    both = [said for one in found.statements for said in one.agreements if said.round == now and said.apart is not None]
    if not both:
        return "No indicator was rated by two or more raters in this round, so nothing can be set side by side."
    agree = sum(said.agree for said in both)
    told = f"Of {counted(len(both), 'indicator')} rated by two or more, the raters agree on {agree}."
    if agree == len(both):
        return told
    apart = [(one.statement.id, said) for one, said in found.differences if said.round == now]
    first = "; ".join(f"{name} ({_each(found.framework, said)})" for name, said in apart[:MOST_NAMED])
    more = f"; {len(apart) - MOST_NAMED} more stand in the tables at the end" if len(apart) > MOST_NAMED else ""
    return f"{told} Furthest apart: {first}{more}. What each of them sees is worth asking, and neither is wrong."


def _each(framework: Framework, said: Agreement) -> str:
    return ", ".join(
        f"{who} {rating} {one_line(framework.rating_name(rating))}" for who, rating in said.ratings.items()
    )


def questions_told(asked: int, differing: int) -> str:
    """What the questions are, or that there is none."""
    if asked:
        return QUESTIONS_TOLD
    none = "No rating of this round points another way than the evidence on record."
    return f"{none} Where raters differ stands above." if differing else none


def evidence_told(beside: Assurance, silent: Sequence[str]) -> str:
    """Of which contracts and which time the evidence is, and the areas that it is silent on."""
    of = f"of {listed(list(beside.contracts))}" if beside.contracts else "of no contract, since none is with this organisation here"  # fmt: skip
    told = f"The evidence is that {of}, from {in_words(beside.span.start)} to {in_words(beside.span.end)}, as known on {in_words(beside.as_at)}."  # fmt: skip
    return f"{told} Nothing is set beside {listed(list(silent))}." if silent else told


def actions_told(parts: Sequence[Round], as_at: date) -> str:
    """How many actions there are, how many are finished, and how many are past their date."""
    found = actions_of(parts)
    if not found:
        return "No action is recorded in these rounds."
    over = sum(one.finished for one in found)
    late = sum(one.overdue(as_at) for one in found)
    told = f"{counted(len(found), 'action')}: {over} done or stopped, {len(found) - over} open"
    return sentence(f"{told}, of which {late} past the date agreed" if late else told)


def gaps_told(gaps: int) -> str:
    """That what has no rating is no zero."""
    if not gaps:
        return "Every indicator has a rating by every rater of this round."
    return "These have no rating, each for the reason given. They count as nothing else, and never as zero."


def due_told(one: Answer) -> str:
    """`30 November 2025 (first agreed: 30 September 2025)`."""
    if one.due is None:
        return "no date"
    first = one.first_due
    return in_words(one.due) + (f" (first agreed: {in_words(first)})" if first and first != one.due else "")


def became(one: Answer, as_at: date) -> str:
    """`done on 1 April 2025: Named and minuted.`"""
    last = one.progress[-1] if one.progress else None
    note = f": {one_line(last.note)}" if last and last.note else ""
    if last is not None and one.finished_on is not None:
        return sentence(f"{last.status} on {in_words(one.finished_on)}{note}")
    late = "; past its date" if one.overdue(as_at) else ""
    return sentence(f"{one.status}{f', looked at on {in_words(last.on)}' if last else ''}{late}{note}")


def rated(framework: Framework, said: Said) -> str:
    """`2 established`, or why there is no rating."""
    return one_line(f"{said.rating} {framework.rating_name(said.rating)}" if said.rating is not None else said.why_not)


def notes_of(framework: Framework) -> tuple[str, ...]:
    """What a reader has to know of ratings and evidence, and whose words the indicators are."""
    source = framework.source
    words = f"The indicators are those of {framework.title}, {framework.edition} ({source.document})."
    if not source.verified:
        words += f" Their wording was not compared with the published text (unverified). {source.note or ''}"
    return (*NOTES, *(one_line(one, 2000) for one in (words, framework.note or "") if one))
