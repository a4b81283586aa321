"""Answers kept while they are given, so that a long conversation that ends early can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from pxcommission.cli.conversation import Check, ask, ask_day, choose, one_of

UNFINISHED = Path(".pxcommission") / "unfinished-contract.json"


class Remembered(Struct):
    """A conversation: the answers of an earlier one, offered again, and those given now, by a short name each."""

    earlier: Mapping[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def ask(
        self, name: str, question: str, default: str = "", check: Check | None = None, optional: bool = False
    ) -> str:
        """The answer, with the earlier one as what Enter gives."""
        return self._kept(name, default, lambda usual: ask(question, usual, check, optional))

    def ask_day(self, name: str, question: str, check: Check | None = None) -> str:
        """A day as year-month-day."""
        return self._kept(name, "", lambda usual: ask_day(question, usual, check))

    def choose(
        self, name: str, question: str, choices: Mapping[str, str], default: str = "", several: bool = False
    ) -> str:
        """One of the choices, or several."""
        return self._kept(name, default, lambda usual: choose(question, choices, usual, several))

    def _kept(self, name: str, default: str, asked: Callable[[str], str]) -> str:
        answer = asked(self.earlier.get(name, "") or default)
        self.given[name] = answer
        return answer

    def keep(self, folder: Path) -> bool:
        """Write the answers so far for the next time; those not reached this time stay. False where there are none."""
        if not self.given:
            return False
        from pxcommission.whole_files import write_whole

        answers = {**self.earlier, **self.given}
        write_whole(folder / UNFINISHED, (json.dumps(answers, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        return True


def taken_up(folder: Path) -> Remembered:
    """The conversation, with the answers of an unfinished one where there are some and they are wanted."""
    earlier = _earlier(folder)
    if not earlier:
        return Remembered()
    name = earlier.get("id") or earlier.get("provider") or "without a name yet"
    print(f"There are {len(earlier)} answers of an unfinished contract ({name}), in {UNFINISHED.as_posix()}.")
    again = ask("Offer them again? Enter then keeps each one (y/n)", "y", one_of(["y", "n", "yes", "no"]))
    return Remembered(earlier if again.startswith("y") else {})


def _earlier(folder: Path) -> dict[str, str]:
    """The answers kept; nothing where there are none or the file can't be read."""
    try:
        found = json.loads((folder / UNFINISHED).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: answer for name, answer in found.items() if isinstance(name, str) and isinstance(answer, str)}


def forget(folder: Path) -> None:
    """The answers are no longer needed: the contract was written."""
    (folder / UNFINISHED).unlink(missing_ok=True)
