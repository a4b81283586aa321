"""What a person is asked about a proposed mapping: only what is unsure, with going back, and stopping without loss."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import typer

from pxcommission.cli.conversation import ask
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.returns_map_settled import meaning_of
from pxcommission.cli.returns_map_shown import part_said, samples_said
from pxcommission.problems import did_you_mean
from pxcommission.returns.mapping_guess import NOT_READ, Guess, Meaning, Part, Role
from pxcommission.returns.mapping_guess_places import PlaceGuess
from pxcommission.returns.mapping_guess_values import Content
from pxcommission.returns.mapping_guess_words import MeasureWords
from pxcommission.returns.mapping_proposal import Proposal, named_by
from pxcommission.returns.mapping_proposal_written import candidates, lacking
from pxcommission.vocabulary.models import Vocabulary

UNFINISHED = Path(".pxcommission") / "unfinished-mappings"
_BACK, _STOP, _HELP = "b", "q", "?"
_MEANINGS_HELP = """type a number of the list, or one of these words:
    provider code, site code, ward, period, service   whose figures a row holds, and for when
    names of measures                                 a column that names what each row counts
    numerator of MEASURE, denominator of MEASURE, stated percentage of MEASURE
    reason, action, position                          what the provider says of it
    not read                                          leave it out
  MEASURE is a word such as complaints_received; for one you don't know type what it is about, such as: cancelled
  operations. The nearest measures are then listed with their numbers."""
_OF_TEXTS = (Role.MEASURE, Role.SITE, Role.WARD, Role.REASON, Role.ACTION)
_PLACES_HELP = "type the letter of a column (C), the number of a row (row 12) or its heading to change what it means; Enter goes on"


def settled_by_asking(
    proposal: Proposal, vocabulary: Vocabulary, folder: Path, file: Path
) -> tuple[Proposal, tuple[str, ...]]:
    """The proposal with a person's answers, and the parts they settled; their answers are kept until `forget`.

    Stops (exit code 0) when they want to; the same command then offers their answers again.
    """
    kept = _Kept(_unfinished(folder, file))
    open_ones = [f"place {name}" for name, one in proposal.open_places.items() if one.confidence < 70]
    open_ones += [part.key for part in proposal.parts if part.guess.word == "unsure" or _names_a_measure(part)]
    asking = _Asking(proposal, vocabulary, kept)
    asking.ask_each(open_ones)
    while True:
        missing = lacking(asking.proposal)
        if missing:
            asking.ask_for(missing)
            continue
        answer = ask(
            "Change a column or row? Its letter or row number; Enter to go on; ? help; q to stop",
            check=asking.wrong_place,
            optional=True,
        )
        if not answer:
            return asking.proposal, tuple(asking.settled)
        if answer.casefold() == _STOP:
            _stop()
        asking.ask_each([asking.part_at(answer).key])


def _names_a_measure(part: Part) -> bool:
    """Whether it is a printed name that is taken for a measure by its words alone: a person confirms each."""
    return part.kind == "row" and part.guess.word == "likely" and part.guess.meanings != (NOT_READ,)


def forget(folder: Path, file: Path) -> None:
    """The answers about a file are in its mapping now."""
    _unfinished(folder, file).unlink(missing_ok=True)


def _unfinished(folder: Path, file: Path) -> Path:
    return folder / UNFINISHED / f"{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}.json"


class _Kept:
    """The answers given so far for one file, written after each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            found = {}
        self.answers: dict[str, str] = (
            {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
        )
        if self.answers:
            many = f"{len(self.answers)} answers of an earlier time are offered again; Enter keeps each."
            print(many if len(self.answers) > 1 else "1 answer of an earlier time is offered again; Enter keeps it.")

    def keep(self, key: str, answer: str) -> None:
        """Remember an answer at once."""
        from pxcommission.whole_files import write_whole

        self.answers[key] = answer
        write_whole(self.path, (json.dumps(self.answers, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _stop() -> None:
    print("Stopped. Nothing was written; your answers are kept: the same command offers them again.")
    raise typer.Exit(0)


class _Asking:
    """The questions about one proposal, with what was settled so far."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary, kept: _Kept) -> None:
        self.proposal, self.vocabulary, self.kept = proposal, vocabulary, kept
        self.settled: list[str] = []

    def ask_each(self, keys: list[str]) -> None:
        """Ask about each in turn; `b` goes back to the one before."""
        at = 0
        while at < len(keys):
            print(f"\n{at + 1} of {len(keys)}", end="  ")
            key = keys[at]
            answer = (
                self._place(key)
                if key.startswith("place ")
                else self._part(next(p for p in self.proposal.parts if p.key == key))
            )
            if answer == _STOP:
                _stop()
            at = max(0, at - 1) if answer == _BACK else at + 1

    def ask_for(self, missing: tuple[str, ...]) -> None:
        """Say what is needed before a mapping can be written, list what may be it, and ask about the one that is chosen."""
        print(f"\nBefore this can be kept, it needs {'; and '.join(missing)}.")
        parts = candidates(self.proposal)
        for number, part in enumerate(parts, start=1):
            print(f"  {number:2}  {part_said(part)}   {samples_said(part)}")

        how = f"type a number from 1 to {len(parts)}: the line that holds it; you are then asked what it means. q stops, nothing is lost"

        def wrong(answer: str) -> str | None:
            fits = answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(parts)
            return None if fits or answer.casefold() == _STOP else how

        answer = ""
        while not answer:
            answer = ask("Which of these is it? Its number; ? help; q to stop", check=wrong, optional=True)
            if not answer:
                print(f"  {how}")
        if answer.casefold() == _STOP:
            _stop()
        self.ask_each([parts[int(answer) - 1].key])

    def part_at(self, answer: str) -> Part:
        """The column by its letter or heading, or the row by its number or text."""
        wanted = answer.casefold().removeprefix("row ").removeprefix("column ")
        return next(
            p
            for p in self.proposal.parts
            if wanted in (p.place.split(" to ")[0].removeprefix("row ").casefold(), p.name.casefold())
        )

    def wrong_place(self, answer: str) -> str | None:
        """What is wrong with the name of a column or row."""
        if answer.casefold() == _STOP:
            return None
        if answer == _HELP:
            return _PLACES_HELP
        try:
            self.part_at(answer)
        except StopIteration:
            return f"there is no column or row '{answer}'; write a letter such as C, or a row's number"
        return None

    def _part(self, part: Part) -> str:
        print(f"{part_said(part)}   {samples_said(part)}")
        print(paragraph(f"My guess: {part.guess.text} ({part.guess.word}): {part.guess.reason}", "  ", "  "))
        choices = [part.guess.text, *(one.text for one in part.guess.others)]
        if part.kind == "column" and part.content in (Content.WORDS, Content.PROSE):
            choices += [str(role) for role in _OF_TEXTS if role is not Role.MEASURE or self.proposal.form == "list"]
        elif part.kind == "column" and self.proposal.form == "long":
            choices += [str(role) for role in (Role.NUMERATOR, Role.DENOMINATOR, Role.VALUE)]
        choices = list(dict.fromkeys([*choices, NOT_READ.text]))
        for number, text in enumerate(choices, start=1):
            print(f"  {number:2}  {text:48} {self._named(text)}".rstrip())
        usual = self.kept.answers.get(part.key, "1")

        def wrong(answer: str) -> str | None:
            if answer == _HELP:
                return _MEANINGS_HELP
            read = meaning_of(_chosen(answer, choices), part, self.vocabulary, self.proposal.form)
            return f"{read}{self._nearest(answer, part, choices)}" if isinstance(read, str) else None

        answer = self._answer("Number, or a meaning such as ward or numerator of complaints_received", usual, wrong)
        if answer not in (_BACK, _STOP):
            text = _chosen(answer, choices)
            read = meaning_of(text, part, self.vocabulary, self.proposal.form)
            if not isinstance(read, str):
                self.proposal = self.proposal.with_guess(part.key, Guess(read, 100, "settled by a person"))
                self._keep(part.key, text)
                self._take_along(part, read)
                self._with_rows(part, read)
        return answer

    def _nearest(self, answer: str, part: Part, choices: list[str]) -> str:
        """The measures nearest to what was typed, each with the number that chooses it from now on."""
        if part.kind == "column" and self.proposal.form == "long":
            return (
                "; each row names its measure, and a column is the numerator, the denominator or the stated percentage"
            )
        role = Role.FIGURES if part.kind == "row" and self.proposal.form == "long" else Role.NUMERATOR
        found = []
        for word, _ in MeasureWords(self.vocabulary).nearest(answer, 5):
            share = part.content in (Content.SHARES, Content.FRACTIONS) and role is Role.NUMERATOR
            text = Meaning(Role.VALUE if share else role, word).text
            if text not in choices:
                choices.append(text)
            found.append(f"\n  {choices.index(text) + 1:2}  {text:48} {self._named(text)}".rstrip())
        return f"; the nearest measures are{''.join(found)}" if found else ""

    def _with_rows(self, part: Part, read: tuple[Meaning, ...]) -> None:
        """Where a column is said to name the measures, ask about each of its rows that is unsure."""
        if part.kind != "column" or Meaning(Role.MEASURE) not in read or self.proposal.form != "list":
            return
        self.proposal = named_by(self.proposal, part.key, self.vocabulary, frozenset(self.settled))
        for one in self.proposal.parts:
            if one.kind == "row":
                print(
                    paragraph(
                        f"{part_said(one)}: {one.guess.text} ({one.guess.word}: {one.guess.reason})", "  ", "    "
                    )
                )
        self.ask_each([one.key for one in self.proposal.parts if one.guess.word == "unsure" or _names_a_measure(one)])

    def _take_along(self, part: Part, read: tuple[Meaning, ...]) -> None:
        """Give the denominator and percentage beside a numerator the measure it was given, where they were guessed with it."""
        before = {one.measure for one in part.guess.meanings if one.role is Role.NUMERATOR and one.measure}
        after = [one.measure for one in read if one.role is Role.NUMERATOR]
        if not before or set(after) == before:
            return
        is_proportion = bool(after) and self.vocabulary.measures[after[0]].unit == "proportion"
        for other in self.proposal.parts:
            guessed = other.guess.meanings
            if other.key in self.settled or not any(
                one.measure in before and one.role is not Role.NUMERATOR for one in guessed
            ):
                continue
            kept = [one for one in guessed if one.measure not in before]
            moved = [Meaning(one.role, after[0]) for one in guessed if one.measure in before and is_proportion]
            meanings = tuple(dict.fromkeys([*kept, *moved])) or (NOT_READ,)
            self.proposal = self.proposal.with_guess(other.key, Guess(meanings, 90, f"it goes with '{part.name}'"))
            print(f"  {part_said(other)} goes with it: {' and '.join(one.text for one in meanings)}")

    def _place(self, key: str) -> str:
        name = key.removeprefix("place ")
        place = self.proposal.places[name]
        services = ["all", *self.vocabulary.services]
        print(f"{name.capitalize()} of the whole return: {place.reason}")
        for number, word in enumerate(services, start=1):
            print(f"  {number:2}  {word}")
        usual = self.kept.answers.get(key, place.text if place.text in services else "")

        def wrong(answer: str) -> str | None:
            if answer == _HELP:
                return "type the number or the word of the service these figures are of; all where they are of several"
            chosen = _chosen(answer, services)
            return None if chosen in services else f"there is no service '{chosen}'{did_you_mean(chosen, services)}"

        answer = self._answer("Number or word", usual, wrong)
        if answer not in (_BACK, _STOP):
            word = _chosen(answer, services)
            self.proposal = self.proposal.with_place(name, PlaceGuess("fixed", word, 100, "settled by a person"))
            self._keep(key, word)
        return answer

    def _answer(self, question: str, usual: str, wrong: Callable[[str], str | None]) -> str:
        low = (_BACK, _STOP)
        answer = ask(
            f"  {question}; ? help, b back, q stop", usual, lambda text: None if text.casefold() in low else wrong(text)
        )
        return answer.casefold() if answer.casefold() in low else answer

    def _keep(self, key: str, text: str) -> None:
        self.kept.keep(key, text)
        if key not in self.settled:
            self.settled.append(key)

    def _named(self, text: str) -> str:
        if text == Role.MEASURE:
            return "each of its texts names what the row counts"
        measure = text.rpartition(" of ")[2]
        return self.vocabulary.measures[measure].name if measure in self.vocabulary.measures else ""


def _chosen(answer: str, choices: list[str]) -> str:
    """The choice a number stands for, or what was typed."""
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1]
    return answer
