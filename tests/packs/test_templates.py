"""Templates a commissioner restyles in Word: what they may hold, and what is refused with its reason."""

import re
from pathlib import Path

import pytest
from examples import AS_AT, LETTERS, checked
from msgspec.structs import replace
from reading import document_text, packed, parts

from pxcommission.packs.letter import letter_of
from pxcommission.packs.letter_model import Letter, QuestionsPage
from pxcommission.packs.rendering import Template, check_template, read_template, read_templates, rendered
from pxcommission.packs.template_words import fields_of
from pxcommission.problems import ExitCode, ProblemsFound

CHALLENGE = (LETTERS / "challenge.docx").read_bytes()
DOCUMENT = "word/document.xml"


def with_text(old: str, new: str, part: str = DOCUMENT) -> bytes:
    changed = parts(CHALLENGE)
    text = changed[part].decode()
    assert old in text
    changed[part] = text.replace(old, new, 1).encode()
    return packed(changed)


def with_part(name: str, data: bytes) -> bytes:
    return packed({**parts(CHALLENGE), name: data})


def problem_of(package: bytes, model: type = Letter) -> str:
    with pytest.raises(ProblemsFound) as found:
        check_template(package, "rules/letters/challenge.docx", model)
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert {problem.file for problem in found.value.problems} == {"rules/letters/challenge.docx"}
    return str(found.value)


def test_the_shipped_templates_are_what_the_script_makes(tmp_path, monkeypatch):
    import importlib.util

    path = Path(__file__).resolve().parents[2] / "scripts" / "make_letter_templates.py"
    spec = importlib.util.spec_from_file_location("make_letter_templates", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "LETTERS", tmp_path)
    script.main()
    for name in ("challenge.docx", "questions.docx"):
        assert (tmp_path / name).read_bytes() == (LETTERS / name).read_bytes()


def test_the_shipped_templates_print_every_field():
    read_templates(LETTERS)
    assert {"reply_by", "not_met", "not_met.result", "cautions", "draft", "reference"} <= fields_of(Letter).every


@pytest.mark.parametrize(
    ("jinja", "said"),
    [
        ("{{ reply_by.__class__ }}", "'reply_by.__class__' is not allowed"),
        ("{{ reply_by|upper }}", "'filter' is not allowed"),
        ("{{ cycler.__init__.__globals__ }}", "is not allowed"),
        ("{{ 7*7 }}", "'mul' is not allowed"),
        ("{{ replyby }}", "'replyby' is not a field of this template's letter; did you mean 'reply_by'?"),
        ("{{ 'text' }}", "'const' is not allowed"),
        ("{% set x = 1 %}", "'assign' is not allowed"),
        ("{% include 'x' %}", "'include' is not allowed"),
        ("{% macro m() %}{% endmacro %}", "'macro' is not allowed"),
        ("{% for x in range(9) %}{% endfor %}", "'for' is not allowed"),
        ("{% for x in reply_by %}{% endfor %}", "a loop over 'reply_by' is not allowed"),
        ("{% for x in asks recursive %}{% endfor %}", "'for' is not allowed"),
        ("{% for x in asks %}{{ x.abouts }}{% endfor %}", "'x.abouts' is not a field of 'asks'; did you mean 'about'?"),
        ("{% if reply_by == copies %}{% endif %}", "'compare' is not allowed"),
        ("{% if x %}", "is not allowed"),
    ],
)
def test_only_fields_loops_and_ifs_are_allowed(jinja, said):
    assert said in problem_of(with_text("{{ reply_note }}", "{{ reply_note }}" + jinja.replace("<", "&lt;")))


def test_a_field_left_out_is_named():
    assert "does not print: reply_note" in problem_of(with_text("{{ reply_note }}", "soon"))


def test_a_field_of_another_letter_is_refused():
    assert "'addressee'" in problem_of(CHALLENGE, QuestionsPage)


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (with_part("word/vbaProject.bin", b"x"), "macro"),
        (with_part("word/comments.xml", b"<a/>"), "comments"),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "is not allowed in a template"),
        (with_part("word/footnotes.xml", b"<a>{{ reply_by }}</a>"), "a field is not allowed here"),
        (with_part("customXml/item1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "DTD"),
        (with_part("customXml/item1.xml", "<!DOCTYPE a><a/>".encode("utf-16")), "DTD"),
        (with_part("word/theme/theme9.xml", b"<a>"), "XML is broken"),
        (with_part("word/media/image1.png", bytes(9_000_000)), "too large"),
        (with_text("<w:body>", '<w:body><w:altChunk r:id="rId1"/>'), "altChunk"),
        (with_text("<w:body>", '<w:body><w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\x"/></w:p>'), "DDE"),
        (with_text("<w:body>", '<w:body><w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "x"</w:instrText></w:r></w:p>'), "INCLUDETEXT"),
        (with_text("<w:body>", '<w:body><w:p><w:ins w:author="A"><w:r/></w:ins></w:p>'), "tracked changes"),
        (with_text("</Relationships>", '<Relationship Id="x" Type="t" Target="http://evil.example/x.dotx" TargetMode="External"/></Relationships>', "word/_rels/document.xml.rels"), "external link"),
        (with_text("<w:gridCol ", "<w:gridCol/><w:gridCol "), "6 columns"),
        (b"no package at all", "not a Word document"),
        (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"}), "not a Word document"),
        (packed({"[Content_Types].xml": b"macroEnabled", "word/document.xml": b"<a/>", "word/vbaProject.bin": b""}), "macros"),
    ],
)  # fmt: skip
def test_what_could_carry_harm_out_of_the_building_is_refused(package, said):
    assert said in problem_of(package)


def test_every_problem_of_every_template_is_said_at_once(tmp_path):
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "challenge.docx").write_bytes(with_text("{{ reply_note }}", "{{ note }}"))
    with pytest.raises(ProblemsFound) as found:
        read_templates(letters)
    wrong = [p.file.split("/")[-1] for p in found.value.problems]
    assert wrong == ["challenge.docx", "questions.docx", "meeting-paper.docx", "board.docx"]


def test_an_if_that_cuts_through_a_table_is_refused_before_anything_is_written():
    cut = with_text("{{ row.level }}", "{{ row.level }}{% if copies %}")
    package = packed({**parts(cut), DOCUMENT: parts(cut)[DOCUMENT].replace(b"{{ reply_note }}", b"{{ reply_note }}")})
    text = parts(package)[DOCUMENT].decode()
    text = text.replace("{%tr endfor %}", "{% endif %}{%tr endfor %}", 1)
    package = packed({**parts(package), DOCUMENT: text.encode()})
    letter = letter_of(checked())
    assert letter is not None
    with pytest.raises(ProblemsFound, match=r"cuts through|is not allowed|could not be filled in"):
        check_template(package, "challenge.docx", Letter)
        rendered(Template("challenge.docx", package), replace(letter, copies=()), "x", AS_AT)


def test_a_restyled_template_still_prints_the_letter(tmp_path):
    restyled = parts(CHALLENGE)
    restyled["word/styles.xml"] = re.sub(rb'w:ascii="Arial"', b'w:ascii="Verdana"', restyled["word/styles.xml"])
    path = tmp_path / "letters" / "challenge.docx"
    path.parent.mkdir()
    path.write_bytes(packed(restyled))
    template = read_template(path, Letter)
    letter = letter_of(checked())
    assert letter is not None
    golden = (Path(__file__).parent / "golden" / "letter.txt").read_text()
    assert document_text(rendered(template, letter, "A letter", AS_AT)) == golden
