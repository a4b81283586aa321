"""What the commands of `concern` say: what was raised, what its letter rests on and quotes, and what comes next."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pxcommission.cli.case_desk import OpenCase
from pxcommission.cli.case_said import say_recorded
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.cases.events import Event
    from pxcommission.cases.kinds import ConcernRaised, Deadline
    from pxcommission.packs.concern_letter import ConcernStated


def say_raised(
    opened: OpenCase, raised: ConcernRaised, stated: ConcernStated, reply: Deadline, out: Path, events: tuple[Event, ...],
    dry_run: bool, again: bool = False,
) -> None:  # fmt: skip
    """Print what was raised, what the letter quotes, and what to do with it; `again`: the draft alone was written."""
    left_out = len(raised.quotations) - len(stated.quotations)
    if opened.options.format == "json":
        shown = {
            "case": opened.file.case, "signal": raised.signal or None, "reason": raised.reason, "entries": list(raised.entries),
            "quotations": [one.id for one in stated.quotations], "reply_by": reply.by.isoformat(),
            "file": None if dry_run else out.as_posix(), "recorded": bool(events),
            "head": f"{events[-1].n}:{events[-1].head}" if events else None,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(opened.file.case)
    print(paragraph(printable(raised.signal or "Raised without a signal from words; the record says so."), "  ", "  "))
    quoted = len(stated.quotations)
    print(
        paragraph(
            f"The letter rests on {len(raised.entries)} accounts, and quotes {quoted}; reply asked for by {in_words(reply.by)}.",
            "  ",
            "  ",
        )
    )
    if left_out:
        print(
            paragraph(f"note: {left_out} of the passages chosen may no longer be quoted, and are left out", "  ", "  ")
        )
    if not quoted:
        print(paragraph("note: no passage of these accounts was picked; see pxcommission feedback quote", "  ", "  "))
    if not dry_run:
        print(f"  {out.as_posix()}: draft, not sent")
    if not again:
        say_recorded(events)
    if not dry_run:
        print(
            paragraph(
                f"Next: read it, sign and send it; then pxcommission concern issue '{opened.file.case}' --file SENT.docx --dated DATE"
            )
        )


def say_issued(opened: OpenCase, kept: str, on: date, reply: Deadline, events: tuple[Event, ...]) -> None:
    """Print that the letter is recorded as sent, and by when a reply is asked for."""
    if opened.options.format == "json":
        shown = {
            "case": opened.file.case, "dated": on.isoformat(), "reply_by": reply.by.isoformat(), "counted": reply.counted,
            "source": reply.clause, "verified": reply.verified, "file": kept, "recorded": bool(events),
            "head": f"{events[-1].n}:{events[-1].head}" if events else None,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(opened.file.case)
    print(f"Quality-concern letter of {in_words(on)} issued; it alleges no requirement, level or clause.")
    mark = "" if reply.verified else "; not verified"
    print(
        paragraph(
            f"Reply asked for by {in_words(reply.by)} ({reply.counted}, {reply.clause}{mark}). It is no contractual period."
        )
    )
    say_recorded(events)
    if events:
        print(
            paragraph(
                f"Next: pxcommission due; when the reply comes: pxcommission case respond '{opened.file.case}' --position … --summary …"
            )
        )
