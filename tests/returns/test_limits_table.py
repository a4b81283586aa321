"""The table of limits: one in the code, the same in the documentation, and told with every refusal that rests on it."""

from __future__ import annotations

from absent_parts import ROOT

from pxcommission.returns.limits import TABLE, WORKBOOK, markdown_table, too_large, with_limits


def test_the_table_in_the_documentation_is_the_one_in_the_code() -> None:
    assert markdown_table() in (ROOT / "docs/mappings.md").read_text(encoding="utf-8")


def test_a_row_of_the_table_is_told_in_one_sentence() -> None:
    said = with_limits("Send it in parts", WORKBOOK)
    assert said.startswith("Send it in parts. Limits of a workbook: 20 MB as sent, 100 MB unpacked, 200 times")
    assert too_large("Send it in parts").startswith("Send it in parts; a publication as large as this")
    assert all("0 " not in row.told.split(", ")[0][:2] for row in TABLE)
