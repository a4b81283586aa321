"""Words of people in a letter as sent: only passages that somebody picked and that the person still agrees to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pxcommission.casework.sent_document import SentDocument, plain
from pxcommission.problems import Problem

QUOTED = re.compile(r'"([^"]{3,})" \(from an? ')
FIX = "take them out: only passages that somebody picked and that the person agrees to are quoted"


def not_to_be_quoted(document: SentDocument, name: str, agreed: Iterable[str]) -> Iterator[Problem]:
    """Each passage that quotes words which are not among those agreed to."""
    known = {plain(words).strip('"') for words in agreed}
    for passage in document.body:
        for words in QUOTED.findall(passage.text):
            if words not in known:
                message = f"{passage.where} quotes words that may not be quoted today: “{words[:60]}”"
                yield Problem(name, message, FIX)
