"""The words of a finished document: neutral, and 'not met' rather than 'breach' in all that is no notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.document_text import texts_of
from pxcommission.packs.plain_text import one_line
from pxcommission.rulebook.lint_wording import not_neutral

BREACH = re.compile(r"\bbreach(?:es|ed|ing)?\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")
SAY = "write 'not met'; 'breach' is a word of notices"


def wording_faults(name: str, data: bytes, checked: Sequence[CheckedContract]) -> Iterator[tuple[str, str]]:
    """Each place of a letter, paper or page with a word that is not neutral or that alleges a breach, and what to write.

    Words in quotation marks are somebody's own. The library's names of measures and its questions may speak of breaches where
    the national definition does, such as breaches of sleeping accommodation.
    """
    words_in = not_neutral({word: entry for one in checked for word, entry in one.vocabulary.wording.items()})
    own = _library_words(checked)
    for said in texts_of(name, data):
        for found, entry in words_in(said.text):
            yield said.place, f"'{found[0]}' is not neutral: {entry.why}; write {entry.say}"
        left = _QUOTED.sub(" ", said.text)
        if BREACH.search(left):
            for text in own:
                left = left.replace(text, " ")
        told = BREACH.search(left)
        if told is not None:
            yield said.place, f"'{told[0]}' alleges a breach: {SAY}"


def _library_words(checked: Sequence[CheckedContract]) -> list[str]:
    """The texts of the rule library and contracts that speak of breaches themselves, the longest first."""
    texts = {one_line(measure.name) for one in checked for measure in one.vocabulary.measures.values()}
    for one in checked:
        for known in one.requirements.values():
            texts |= {one_line(known.statement).rstrip("."), one_line(known.question_to_provider).rstrip(".")}
        texts |= {one_line(feedback.name) for feedback in one.vocabulary.feedback.values()}
    holding = {
        form
        for text in texts
        if BREACH.search(text)
        for form in (text, text[:1].lower() + text[1:], text[:1].upper() + text[1:])
    }
    return sorted(holding, key=lambda text: (-len(text), text))
