"""What one problem code stands for: why it matters, and the file before and after."""

from __future__ import annotations

from msgspec import Struct


class ProblemCode(Struct, frozen=True):
    """One kind of problem: why it matters in a sentence or two, and a few lines of a file before and after mending.

    `file` says in which kind of file those lines stand (a rule, a contract, a ladder, a vocabulary, a form, or none).
    """

    code: str
    title: str
    why: str
    wrong: str = ""
    mended: str = ""
    file: str = ""
