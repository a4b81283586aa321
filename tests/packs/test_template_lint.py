"""`letters lint`: every template of a workspace, each for the document it makes; bad ones refused with part and paragraph."""

import json
import shutil
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from docx import Document
from docx.shared import RGBColor
from examples import AS_AT, LETTERS, checked
from msgspec import Struct
from reading import document_text
from typer.testing import CliRunner

from pxcommission.cli.main import app
from pxcommission.packs.letter import letter_of
from pxcommission.packs.letter_model import Letter
from pxcommission.packs.rendering import check_template, read_template, rendered
from pxcommission.packs.template_lint import MODELS, lint_templates, templates_in
from pxcommission.problems import ProblemsFound

BAD = Path(__file__).resolve().parents[3] / "shared" / "bad"
CASES = json.loads((BAD / "manifest.json").read_text()) if (BAD / "manifest.json").is_file() else []
TEMPLATES = [case for case in CASES if case["kind"].startswith("template")]


class CorpusLetter(Struct, frozen=True):
    """The fields of the corpus's own schema."""

    provider_name: str
    contract_id: str
    measure: str
    value: str
    threshold: str


def test_every_shipped_template_may_be_used_and_none_is_missing():
    found = lint_templates(templates_in(LETTERS))
    assert {Path(one.file).name for one in found} == set(MODELS)
    assert [problem.text for one in found for problem in one.problems] == []


@pytest.mark.parametrize("case", TEMPLATES, ids=lambda case: case["file"])
def test_the_corpus_of_bad_templates_is_judged_as_it_should_be(case):
    path = BAD / case["file"]
    said = ""
    if path.suffix == ".html":
        said = " ".join(problem.text for one in lint_templates([path]) for problem in one.problems)
    else:
        try:
            check_template(path.read_bytes(), path.name, CorpusLetter)
        except ProblemsFound as found:
            said = str(found)
    assert bool(said) == (case["outcome"] != "must_accept")
    assert [word for word in case["error_must_mention"] if word.lower() not in said.lower()] == []
    assert not list(Path("/tmp").glob("PWNED*"))


def test_the_corpus_of_bad_templates_is_there():
    if not TEMPLATES:
        skip_or_fail("../shared/bad is not there")
    assert len(TEMPLATES) >= 25


def test_a_problem_names_its_part_and_paragraph(tmp_path):
    made = Document(str(LETTERS / "challenge.docx"))
    wanted = next(
        n
        for n, p in enumerate(made.element.body.iter(made.paragraphs[0]._p.tag), 1)
        if "{{ reply_note }}" in "".join(p.itertext())
    )
    next(p for p in made.paragraphs if p.text == "{{ reply_note }}").runs[0].text = "{{ reply_not }}"
    made.save(str(tmp_path / "challenge.docx"))
    (found,) = lint_templates([tmp_path / "challenge.docx"])
    assert found.problems[0].message == (
        f"template, word/document.xml, paragraph {wanted}: 'reply_not' is not a field of this template's letter; did you mean 'reply_note'?"
    )  # fmt: skip


def test_a_template_restyled_and_reordered_in_word_still_makes_the_letter(tmp_path):
    made = Document(str(LETTERS / "challenge.docx"))
    made.styles["Heading 1"].font.color.rgb = RGBColor.from_string("7C2855")
    made.styles["Normal"].font.name = "Verdana"
    sender = next(p for p in made.paragraphs if p.text == "{{ commissioner }}")
    sender.insert_paragraph_before("Example House, 1 Example Street")
    correct = next(p for p in made.paragraphs if p.text == "{{ correct }}")
    sender._p.addprevious(correct._p)
    path = tmp_path / "letters" / "challenge.docx"
    path.parent.mkdir()
    made.save(str(path))
    letter = letter_of(checked())
    assert letter is not None
    text = document_text(rendered(read_template(path, Letter), letter, "A letter", AS_AT))
    assert "Example House, 1 Example Street" in text and text.index("If a figure is wrong, send") < text.index(
        "Dear colleague"
    )


def test_the_command_names_what_is_wrong_and_what_is_missing(tmp_path):
    letters = tmp_path / "rules" / "letters"
    shutil.copytree(LETTERS, letters)
    (letters / "board.docx").unlink()
    (letters / "our letter.docx").write_bytes((LETTERS / "challenge.docx").read_bytes())
    ran = CliRunner().invoke(app, ["--workspace", str(tmp_path), "letters", "lint"])
    assert ran.exit_code == 3
    assert "rules/letters/board.docx: error: the template can't be read" in ran.output
    assert "no document is made from a template named 'our letter.docx'" in ran.output
    assert f"{len(MODELS) - 1} of {len(MODELS) + 1} templates may be used" in ran.output


def test_a_file_elsewhere_is_checked_as_the_template_it_is_to_be(tmp_path):
    path = tmp_path / "ours.docx"
    path.write_bytes((LETTERS / "challenge.docx").read_bytes())
    ran = CliRunner().invoke(app, ["--format", "json", "letters", "lint", str(path), "--as", "challenge"])
    assert ran.exit_code == 0
    (told,) = json.loads(ran.output)["templates"]
    assert told["file"] == "ours.docx" and told["problems"] == [] and told["fields"] > 50
    assert CliRunner().invoke(app, ["letters", "lint", str(path), "--as", "chalenge"]).exit_code == 2
