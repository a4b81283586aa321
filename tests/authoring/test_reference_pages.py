"""The reference pages: up to date, the same every time, and Markdown and SVG that a reader can trust."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from small_workspace import adopt, rule, small

from pxcommission.authoring.markdown import inert
from pxcommission.authoring.reference_pages import FOLDER, obsolete_pages, reference_pages, stale_pages
from pxcommission.problem_codes import CODES
from pxcommission.rulebook.rulebook import load_rulebook

ROOT = Path(__file__).parent.parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference_pages(load_rulebook(ROOT))


def test_the_pages_in_the_docs_are_up_to_date(pages: dict[str, str]) -> None:
    """Mend it with `pxcommission rules reference`."""
    assert stale_pages(ROOT / FOLDER, pages) == []
    assert obsolete_pages(ROOT / FOLDER, pages) == []


def test_the_same_rulebook_gives_the_same_bytes(pages: dict[str, str]) -> None:
    assert reference_pages(load_rulebook(ROOT)) == pages


def test_every_requirement_measure_ladder_form_and_code_has_its_place(pages: dict[str, str]) -> None:
    rulebook = load_rulebook(ROOT)
    told = "\n".join(text for name, text in pages.items() if name.startswith("requirements/"))
    assert all(f"\n## {name}\n" in told for name in rulebook.requirements)
    assert all(f"| `{name}` |" in pages["vocabulary.md"] for name in rulebook.vocabulary.measures)
    assert all(f"(ladders/{name}.svg)" in pages["ladders.md"] for name in rulebook.ladders)
    assert all(f"(`{name}`)" in pages["contract-forms.md"] for name in rulebook.forms)
    assert all(f"## {name}: " in pages["error-codes.md"] for name in CODES)


def test_every_link_of_a_page_leads_somewhere(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for link in re.findall(r"\]\(([^)]+)\)", text) if name.endswith(".md") else ():
            file, _, anchor = link.partition("#")
            target = f"{Path(name).parent / file}" if file else name
            assert target in pages, f"{name}: {link}"
            if anchor:
                headings = {line[3:].lower() for line in pages[target].splitlines() if line.startswith("## ")}
                assert anchor in headings or f'id="{anchor}"' in pages[target], f"{name}: {link}"


def test_every_row_of_a_table_has_as_many_cells_as_its_heading(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
            counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(counts) == 1, f"{name}: {block[:200]}"


def test_a_diagram_says_in_words_what_it_shows_and_needs_no_colour(pages: dict[str, str]) -> None:
    drawing = ElementTree.fromstring(pages["ladders/local-then-gc9.svg"])
    assert drawing.get("role") == "img" and drawing.get("aria-labelledby") == "title description"
    assert (drawing.findtext(f"{SVG}title") or "").startswith("Local escalation ladder")
    said = drawing.findtext(f"{SVG}desc") or ""
    assert "Challenge letter: When it is in breach and at least 2 cases short" in said
    shown = " ".join(text.text or "" for text in drawing.iter(f"{SVG}text"))
    assert "Challenge letter" in shown and "Step down" in shown and "When it is in breach" in shown


def test_the_lines_of_a_diagram_lie_within_it(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        if name.endswith(".svg"):
            drawing = ElementTree.fromstring(text)
            width, height = int(drawing.get("width", "")), int(drawing.get("height", ""))
            for line in drawing.iter(f"{SVG}text"):
                assert 0 < int(line.get("x", "")) < width - 200 and 0 < int(line.get("y", "")) < height, name


def test_text_of_a_rule_file_cannot_act_on_a_page(tmp_path: Path) -> None:
    hostile = rule().replace("care as good.", "care as <script>good</script> | [x](http://x.example) *so*.")
    small(tmp_path).rules(hostile).contract(adopt())
    page = reference_pages(load_rulebook(tmp_path))["requirements/rules.md"]
    assert page.count("care as \\<script\\>good\\</script\\> \\| \\[x\\](http://x.example) \\*so\\*.") == 2
    assert inert("a | b") == "a \\| b" and inert("see `require`") == "see `require`"
