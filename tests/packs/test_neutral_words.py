"""The words of finished documents: neutral, and never a breach outside a notice."""

from examples import AS_AT, LETTERS, checked, model
from msgspec.structs import replace
from test_letter_history import letter_with_everything
from test_meeting_paper import paper_bytes

from pxcommission.packs.letter import letter_of
from pxcommission.packs.neutral_words import wording_faults
from pxcommission.packs.rendering import read_templates, rendered
from pxcommission.vocabulary.models import VocabularyFile

WORDS = """
title: Words that are not neutral
wording:
  failed: {say: what was not met, why: it blames, also: [failure, failed to]}
"""


def with_words():
    one = checked()
    return replace(one, vocabulary=replace(one.vocabulary, wording=model(WORDS, VocabularyFile).wording))


def faults(summary: str) -> list[str]:
    one = with_words()
    letter = letter_of(one)
    assert letter is not None
    package = rendered(read_templates(LETTERS).challenge, replace(letter, summary=summary), "A letter", AS_AT)
    return [message for _, message in wording_faults("letter.docx", package, [one])]


def test_the_letter_and_the_paper_are_neutral():
    for package in (letter_with_everything(), paper_bytes(checked())):
        assert list(wording_faults("letter.docx", package, [with_words()])) == []


def test_a_word_that_blames_is_found_with_what_to_write():
    assert faults("The trust failed to answer.") == ["'failed to' is not neutral: it blames; write what was not met"]


def test_a_breach_is_alleged_in_no_letter():
    assert faults("This is a breach of contract.") == [
        "'breach' alleges a breach: write 'not met'; 'breach' is a word of notices"
    ]


def test_quoted_words_and_the_librarys_own_names_may_stand():
    assert faults("You wrote “we failed and breached it”. Breaches of sleeping accommodation by sex: 3.") == []
