"""Sentences and conditions as JSON Schema: threshold sentences, the words of conditions, the figures of tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pxcommission.assessment.given_figures import STATUS_REASONS
from pxcommission.rulebook.component_words import CHART_WORDS, component_words
from pxcommission.rulebook.condition_text import FUNCTIONS, LONGEST
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import SENTENCES
from pxcommission.schema_types import Fragment
from pxcommission.vocabulary.models import Vocabulary

_BOUND = "[0-9]{1,9}(?:\\.[0-9]{1,6})?"
_SHARE = "(?=[0-9]{1,9}(?![0-9]))0*(?:100(?:\\.0{1,6})?|[0-9]{1,2}(?:\\.[0-9]{1,6})?)\\s*%"
_SPACES = "\\s+"
_STARTS = ("at least", "at most", "more than", "less than")
_COUNTED = ("in_breach", "breaches_in_a_row", "met_in_a_row", "stage")
_PLAIN_SENTENCES = {
    "none": "Not one case.",
    "all": "Every case, 100%.",
    "to be agreed": "No number yet: not assessed until one is agreed.",
    "better than England": "Compared with England's figure: it opens a question, never a letter.",
    "not worse than England": "Compared with England's figure: it opens a question, never a letter.",
}
_STATUS_MEANINGS = {
    "not submitted": "The provider did not send it.",
    "suppressed": "Hidden because the number is small.",
    "not measured": "The provider does not measure it.",
    "not applicable": "It does not arise at this provider.",
    "zero denominator": "Nothing was counted.",
    "missing": "Not there.",
}


def sentences(rulebook: Rulebook) -> dict[str, Fragment]:
    """What stands for thresholds, conditions and the figures of tests."""
    vocabulary = rulebook.vocabulary
    stages = [stage.id.replace("-", "_") for ladder in rulebook.ladders.values() for stage in ladder.stages]
    ladder_words = [*PERIOD_WORDS, *REGISTER_WORDS, *SEVERITIES, *stages]
    return {
        "threshold": threshold(),
        "condition": condition([*component_words(vocabulary), *CHART_WORDS], "responses >= 30"),
        "ladder condition": condition(ladder_words, "in_breach and breaches_in_a_row >= 2"),
        "given figures": given_figures(vocabulary),
        "given words": given_words(),
    }


def threshold() -> Fragment:
    """The closed list of threshold sentences; a share is at most 100%."""
    plain = [sentence for sentence in SENTENCES if not any(char.isdigit() for char in sentence)]
    numbered = f"(?:{'|'.join(start.replace(' ', _SPACES) for start in _STARTS)}){_SPACES}(?:{_SHARE}|{_BOUND})"
    worded = "|".join(sentence.replace(" ", _SPACES) for sentence in plain)
    return {
        "type": "string",
        "pattern": f"^\\s*(?:{numbered}|{worded})\\s*$",
        "errorMessage": "Write for example: at least 95%, at most 5, none, to be agreed, better than England",
        "defaultSnippets": [
            {"label": "at least 95%", "body": "at least ${1:95}%", "description": "A share that must be reached."},
            {"label": "at most 5%", "body": "at most ${1:5}%", "description": "A share that must not be passed."},
            {"label": "at most 5", "body": "at most ${1:5}", "description": "A count that must not be passed."},
            *({"label": said, "body": said, "description": _PLAIN_SENTENCES.get(said, "Compared with its own past.")}
              for said in plain),
        ],
    }  # fmt: skip


def condition(words: Iterable[str], example: str) -> Fragment:
    """Numbers, comparisons and known words; whether they make a sentence only our own reader can say."""
    usable = [word for word in words if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", word)]
    known = "|".join([*sorted({*usable, *FUNCTIONS, "and", "or", "not"}), "breaches_in_last_[0-9]{1,2}"])
    return {
        "type": "string",
        "maxLength": LONGEST,
        "pattern": f"^(?:[ ()<>=!+*,.-]|[0-9]|(?:{known})(?![A-Za-z0-9_]))*$",
        "errorMessage": f"A word here is not known, or a character can't stand in a condition. Write for example: {example}",
        "defaultSnippets": [{"label": example, "body": example}],
    }


def given_figures(vocabulary: Vocabulary) -> Fragment:
    """A figure for each component word of the vocabulary: a count, a status, or a row of them."""
    meanings: dict[str, list[str]] = {}
    for measure in vocabulary.measures.values():
        for word, part in ((measure.numerator, "counted in"), (measure.denominator, "the whole of")):
            if word is not None:
                meanings.setdefault(word, []).append(f"{part} {measure.name}")
    meanings |= {
        word: [vocabulary.measures[name].name]
        for word, (name, _) in component_words(vocabulary).items()
        if word not in meanings
    }
    meanings |= {word: [said] for word, said in CHART_WORDS.items() if word not in meanings}
    return _given(meanings, "given-figure")


def given_words() -> Fragment:
    """A value for each word a ladder's test may give."""
    meanings = {word: [said] for word, said in {**PERIOD_WORDS, **REGISTER_WORDS}.items() if _can_be_given(word)}
    return _given(meanings, "given-word")


def _can_be_given(word: str) -> bool:
    return word not in _COUNTED and not word.startswith("breaches_in_last_")


def _given(meanings: Mapping[str, list[str]], value: str) -> Fragment:
    described = {word: "; ".join(dict.fromkeys(said)) for word, said in sorted(meanings.items())}
    return {
        "type": "object",
        "properties": {
            word: {"$ref": f"#/definitions/{value}", "description": f"{said[:1].upper()}{said[1:]}."}
            for word, said in described.items()
        },
        "additionalProperties": False,
    }


def figure() -> Fragment:
    """A count or a status; a row of them, oldest period first, for a test over several periods."""
    piece = "|".join([*(re.escape(status).replace("\\ ", _SPACES) for status in STATUS_REASONS), "[0-9]{1,12}"])
    statuses = sorted(STATUS_REASONS)
    said = "Write a whole number such as 190, or a status: " + ", ".join(statuses)
    return {
        "anyOf": [
            {"type": "string", "enum": statuses, "enumDescriptions": [_STATUS_MEANINGS.get(s, "") for s in statuses],
             "errorMessage": said},
            {"type": ["integer", "string"], "minimum": 0, "maximum": 999_999_999_999,
             "pattern": f"^\\s*(?:{piece})(?:\\s+(?:{piece}))*\\s*$", "errorMessage": said},
        ]
    }  # fmt: skip


def word_value() -> Fragment:
    """A value of a ladder's word, or a row of them, a value a period."""
    piece = "|".join(["true", "false", *SEVERITIES, "0", "[1-9][0-9]{0,9}", "-"])
    return {
        "type": ["integer", "boolean", "string"],
        "minimum": 0,
        "maximum": 1_000_000_000,
        "pattern": f"^(?!\\s*-\\s*$)\\s*(?:{piece})(?:\\s+(?:{piece}))*\\s*$",
        "errorMessage": "Write a whole number, true, false, or minor, major or critical",
    }
