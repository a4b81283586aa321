"""The codes of ladders (PX140 to PX150)."""

from __future__ import annotations

from pxcommission.problem_code import ProblemCode

_STAGES = """\
stages:
  - {id: query, name: Question for the meeting, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
"""
_LETTERS = _STAGES + "  - {id: notice, name: GC9 Contract Performance Notice, step: contract-performance-notice}\n"

LADDERS: tuple[ProblemCode, ...] = (
    ProblemCode(
        "PX140",
        "A rule that proposes without a reason",
        "A step against a provider rests on a breach or on something in the register; this rule asks for neither.",
        "rules:\n  - {id: large, when: count >= 9, propose: query}",
        "rules:\n  - {id: large, when: in_breach and count >= 9, propose: query}",
        "ladder",
    ),
    ProblemCode(
        "PX141",
        "A rule or stage that is half written",
        "A rule proposes a stage or steps down, and a stage is a document or a step of the contract's form; without it nothing follows, with both nobody knows which.",
        "rules:\n  - {id: not-met, when: in_breach}",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}",
        "ladder",
    ),
    ProblemCode(
        "PX142",
        "A condition that a ladder can't use",
        "The engine that decides steps compares whole numbers exactly; what it can't compare exactly it does not compare at all.",
        "rules:\n  - {id: falling, when: in_breach and previous(count) >= 2, propose: query}",
        "rules:\n  - {id: falling, when: in_breach and breaches(4) >= 2, propose: query}",
        "ladder",
    ),
    ProblemCode(
        "PX143",
        "A ladder that is too large",
        "Every `or` is written out into rules of its own, and past sixty of them the engine is no longer known to be safe.",
    ),
    ProblemCode(
        "PX144",
        "A ladder rule that can never hold",
        "The step it proposes would never be proposed, however bad matters are.",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: many, when: in_breach and units_in_breach == 1.5, propose: challenge}",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: many, when: in_breach and units_in_breach >= 2, propose: challenge}",
        "ladder",
    ),
    ProblemCode(
        "PX145",
        "A rule that lets go as matters get worse",
        "A further breach could mean a lower stage, which no provider or patient would understand.",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: twice, when: in_breach and breaches_in_a_row == 2, propose: challenge}",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: twice, when: in_breach and breaches_in_a_row >= 2, propose: challenge}",
        "ladder",
    ),
    ProblemCode(
        "PX146",
        "A rule that never decides",
        "Wherever it holds, another rule of the same or a higher stage holds too, so it could be taken away without any change.",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: critical, when: in_breach and severity == critical, propose: query}",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: critical, when: in_breach and severity == critical, propose: challenge}",
        "ladder",
    ),
    ProblemCode(
        "PX147",
        "A stage that no rule proposes",
        "It stands on the ladder, and nobody is ever told to take it.",
        _STAGES + "rules:\n  - {id: not-met, when: in_breach, propose: query}",
        _STAGES
        + "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: again, when: in_breach and breaches_in_a_row >= 2, propose: challenge}",
        "ladder",
    ),
    ProblemCode(
        "PX148",
        "A letter that can't be reached",
        "A letter is proposed only over the one below it, once that was issued and its reply date has passed; the one below is never proposed.",
        _LETTERS
        + "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: long, when: in_breach and breaches_in_a_row >= 3, propose: notice}",
        _LETTERS
        + "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: again, when: in_breach and breaches_in_a_row >= 2, propose: challenge}\n  - {id: long, when: in_breach and breaches_in_a_row >= 3, propose: notice}",
        "ladder",
    ),
    ProblemCode(
        "PX149",
        "A ladder without a step down",
        "A provider that has put matters right is told so and thanked; without such a rule it stays where it was.",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: again, when: in_breach and breaches_in_a_row >= 2, propose: challenge}",
        "rules:\n  - {id: not-met, when: in_breach, propose: query}\n  - {id: again, when: in_breach and breaches_in_a_row >= 2, propose: challenge}\n  - {id: recovered, when: met_in_a_row >= 2, step_down: true}",
        "ladder",
    ),
    ProblemCode(
        "PX150",
        "Stages out of order",
        "The foot of the ladder is a question and the letters stand above it: the later stage is the graver one.",
        "stages:\n  - {id: challenge, name: Challenge letter, document: challenge}\n  - {id: query, name: Question for the meeting, document: meeting-paper}",
        _STAGES.rstrip(),
        "ladder",
    ),
)
