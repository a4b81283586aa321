"""The listening trail in words: each link of a chain in a line, and its gaps as questions."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.cases.kinds import Closed, LetterIssued, ReplyReceived
from pxcommission.cases.trail_records import LinkRecord
from pxcommission.casework.trail import Chain, WithoutFeedback
from pxcommission.casework.trail_changed import LineChanged
from pxcommission.casework.trail_heard import heard_told
from pxcommission.periods import in_words
from pxcommission.vocabulary.models import Vocabulary

CAUTION = (
    "That a figure moved after a decision is an association in time, not proof that the decision moved it. A gap is a question: "
    "not all that is heard calls for a decision, and not every decision has to begin with what was heard."
)


def chain_lines(chain: Chain, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each link of a chain with its heading: heard, decided, changed, effect."""
    for one in chain.heard:
        yield "heard", f"{one.id}: {heard_told(one, words)}"
    yield "decided", decided_told(chain.link)
    yield from (("changed", line) for line in changed_lines(chain))
    yield from (("effect", line) for line in effect_lines(chain))


def decided_told(link: LinkRecord) -> str:
    """`15 September 2025, recorded by Quality lead: the requirement ACUTE/GOOD; why: …`."""
    later = f" on {in_words(link.recorded_on)}" if link.recorded_on > link.on else ""
    return f"{in_words(link.on)}, recorded by {link.by}{later}: {what_told(link)}; why: {link.why}"


def what_told(link: LinkRecord) -> str:
    """What was decided, in short."""
    match link.kind:
        case "decision":
            return link.what
        case "specification":
            return f"specification: {link.what}"
        case "requirement":
            return f"the requirement {link.contract}/{link.about}"
        case "improvement":
            return f"the improvement {link.about}"
        case "concern":
            return f"the quality concern {link.about}"


def changed_lines(chain: Chain) -> Iterator[str]:
    """What a decision changed: the contract's line, the action begun, what went out about a concern, or that nothing is read."""
    if chain.problem is not None:
        yield f"not found in the rulebook now: {chain.problem.message}; {chain.problem.fix}"
    elif chain.changed is not None:
        yield line_told(chain.changed)
    elif chain.improvement is not None:
        yield action_told(chain.improvement)
    elif chain.concern is not None:
        yield concern_told(chain.concern)
    elif chain.link.kind in ("improvement", "concern"):
        yield f"not found in the register on this day: {chain.link.about}"
    else:
        yield "in words alone; no line of the rulebook is named"


def line_told(line: LineChanged) -> str:
    """`contracts/acute/contract.yaml:21: at least 90% → at least 92%, from 1 October 2025 (Variation 4: …)`."""
    if line.since is None:
        clause = f" ({line.clause})" if line.clause else ""
        return f"{line.place}: {line.contract}/{line.requirement}, {line.after}{clause}"
    until = f" to {in_words(line.until)}" if line.until else ""
    before = f"{line.before} → " if line.before else ""
    reason = f": {line.reason}" if line.reason else ""
    grounds = f" ({line.document or line.clause}{reason})"
    return f"{line.place}: {before}{line.after}, from {in_words(line.since)}{until}{grounds}"


def action_told(record: ImprovementRecord) -> str:
    """`hourly rounds, from 1 July 2025; expected: …`."""
    wanted = record.registration
    return f"{wanted.action}, from {in_words(wanted.start)}; expected: {wanted.expect}; {record.registered}"


def concern_told(file: CaseFile) -> str:
    """Whether its letter went out, was answered, and whether the case was closed."""
    said = []
    for one in file.happened:
        match one.details:
            case LetterIssued():
                said.append(f"letter of {in_words(one.on)}")
            case ReplyReceived():
                said.append(f"reply of {in_words(one.on)}")
            case Closed():
                said.append(f"closed on {in_words(one.on)}")
    return "; ".join(said) or "its letter is not recorded as sent yet"


def effect_lines(chain: Chain) -> Iterator[str]:
    """The verdicts and results that go with it, or why nothing is measured yet."""
    for effect in chain.effects:
        yield f"{effect.of}: {effect.told}"
    if not chain.effects:
        yield f"not measured yet: {_why_not(chain)}"


def _why_not(chain: Chain) -> str:
    match chain.link.kind:
        case "requirement":
            return "no improvement is registered under it since, and there is no result to compare"
        case "improvement":
            return "the improvement is not in the register"
        case "concern":
            return "a concern alleges no level; link an improvement to the same feedback to follow its effect"
        case _:
            return (
                "no improvement is linked to the same feedback; see pxcommission improvement start and listening link"
            )


def without_feedback_told(one: WithoutFeedback) -> str:
    """A decision that no feedback is linked to, in a line."""
    if one.changed is not None:
        return f"{one.contract}/{one.changed.requirement}: {line_told(one.changed)}"
    if one.improvement is not None:
        return f"{one.improvement.id}: {action_told(one.improvement)}"
    return one.contract
