"""Reference pages of the vocabulary and of the library's requirements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxcommission.assessment.requirement_tests import worked_example
from pxcommission.authoring import rule_in_english as english
from pxcommission.authoring.markdown import code, inert, table
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary


def vocabulary_page(vocabulary: Vocabulary) -> str:
    """Every word: measures with what they are made of, services, aspects, key questions, sources of feedback."""
    parts = [
        "# Vocabulary",
        "The words that rules are written in. They stand in `rules/vocabulary/`; a commissioner may add local ones.",
        "## Measures",
        "Under a measure's id: what it is made of. The words in `code` may stand in conditions and tests.",
        *_measures(vocabulary),
        "## Services",
        table(
            ("Word", "Service", "Touchpoints"),
            ((code(n), inert(s.name), inert(", ".join(s.touchpoints))) for n, s in vocabulary.services.items()),
        ),
        "## Aspects of a good experience",
        table(
            ("Word", "Aspect", "Covers", "Source"),
            ((code(n), inert(a.name), inert(a.covers), inert(a.source)) for n, a in vocabulary.aspects.items()),
        ),
        "## Key questions of the Care Quality Commission",
        table(("Word", "Question"), ((code(n), inert(q.name)) for n, q in vocabulary.key_questions.items())),
    ]
    return "\n\n".join(parts) + "\n"


def _measures(vocabulary: Vocabulary) -> Iterator[str]:
    """The measures by the source they come from, with its caution."""
    for source, feedback in vocabulary.feedback.items():
        rows = [
            (code(name), inert(m.name), _made_of(vocabulary, name), m.kind, m.better, inert(m.meaning or ""))
            for name, m in vocabulary.measures.items()
            if m.feedback == source
        ]
        yield f"### {inert(feedback.name)} ({code(source)})"
        if feedback.caution:
            yield f"> {inert(feedback.caution)}"
        if rows:
            yield table(("Measure", "Name", "Made of", "Kind", "Better", "Meaning"), rows)
        else:
            yield "No measure comes from it yet."


def _made_of(vocabulary: Vocabulary, name: str) -> str:
    words = vocabulary.components(name)
    return " / ".join(code(word) for word in words) if len(words) > 1 else f"{code(words[0])}, counted"


def requirements_page(name: str, title: str, requirements: Sequence[Requirement], vocabulary: Vocabulary) -> str:
    """One file of the library: each requirement with its source, measure, level, worked examples and question."""
    contents = "\n".join(f"- [{r.id}](#{r.id.lower()}): {inert(r.statement)}" for r in requirements)
    parts = [f"# {inert(title)}", f"From `rules/{name}.yaml`.", contents]
    parts += [part for requirement in requirements for part in _requirement(requirement, vocabulary)]
    return "\n\n".join(parts) + "\n"


def _requirement(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[str]:
    examples = [worked_example(requirement, test, vocabulary) for test in requirement.tests]
    question = vocabulary.key_questions.get(requirement.key_question or "")
    about = vocabulary.aspects[requirement.aspect].name + (f"; CQC: {question.name}" if question else "")
    yield f"## {requirement.id}"
    yield f"**{inert(requirement.statement)}**"
    if requirement.why:
        yield inert(requirement.why)
    rows = [
        ("Source", inert(english.source_in_words(requirement.source))),
        ("About", inert(about)),
        ("Severity", requirement.severity),
        ("Asked of", inert(english.capital(english.asked_of(requirement, vocabulary)))),
        ("Measured by", f"{inert(english.method(requirement, vocabulary))} ({code(requirement.measure)})"),
        ("Judged by", inert(english.judged_by(requirement, vocabulary))),
        ("When it is judged", inert(english.judged_over_time(requirement))),
        ("The provider is asked", inert(requirement.question_to_provider)),
    ]
    yield "\n".join(f"- **{label}:** {said}" for label, said in rows)
    if examples:
        said = "\n".join(f"- {inert(line)}" for line in english.worked_examples(examples, requirement, vocabulary))
        yield f"Worked examples, from its tests:\n\n{said}"
