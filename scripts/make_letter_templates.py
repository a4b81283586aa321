"""Makes the two Word templates in rules/letters; a commissioner may restyle them in Word afterwards.

Run from the repository: `python scripts/make_letter_templates.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pxcommission.packs.package_bytes import same_bytes

LETTERS = Path(__file__).resolve().parent.parent / "rules" / "letters"
MADE = date(2026, 1, 1)
DARK_BLUE, TEXT, PALE, LINE = "003087", "212B32", "E8EDEE", "768692"
WIDTHS = (Cm(5.7), Cm(3.2), Cm(3.3), Cm(2.7), Cm(2.5))
HEADINGS = ("Requirement and clause", "Where", "Result", "Agreed level", "Periods not met running")
RESERVED = "This letter does not affect any Party’s rights."


def main() -> None:
    """Write both templates."""
    LETTERS.mkdir(parents=True, exist_ok=True)
    for name, made in (("challenge.docx", challenge()), ("questions.docx", questions())):
        written = io.BytesIO()
        made.save(written)
        (LETTERS / name).write_bytes(same_bytes(written.getvalue(), MADE))


def challenge() -> Any:
    """The template of the informal letter."""
    made = blank("Challenge letter", RESERVED)
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("{{ commissioner }}", "Sender")
    made.add_paragraph("{{ for_whom }}", "Address last")
    loop(made, "line", "addressee", lambda: made.add_paragraph("{{ line }}", "Address"))
    made.add_paragraph("", "After table")
    details(made)
    made.add_paragraph("Patient experience requirements of your contract", "Heading 1")
    made.add_paragraph("Dear colleague")
    made.add_paragraph("What we ask, and by when", "Heading 2")
    made.add_paragraph("Please reply by {{ reply_by }}.", "Ask")
    made.add_paragraph("{{ reply_note }}")
    made.add_paragraph("Please tell us:").paragraph_format.keep_with_next = True
    loop(made, "ask", "asks", lambda: lead(made, "{{ ask.question }}", " (On: {{ ask.about }})", "Ask numbered"))
    made.add_paragraph(
        "And for each: what you will do, who leads it, by when, and how we shall both see that patients’ experience is better."
    )
    made.add_paragraph("In short", "Heading 2")
    made.add_paragraph("{{ summary }}")
    met(made)
    made.add_paragraph("What was not met", "Heading 2")
    made.add_paragraph("{{ not_met_intro }}").paragraph_format.keep_with_next = True
    not_met_table(made)
    listing(made, "note", "figure_notes", "About these figures:")
    listing(made, "other", "also_not_met", "Also not met, for the record; this letter asks nothing about these:")
    quotations(made)
    charts(made)
    made.add_paragraph("The story so far", "Heading 2")
    loop(made, "story", "stories", lambda: story(made))
    said(made, "What you have told us")
    questions_section(made, "Questions for the meeting")
    made.add_paragraph("Next meeting, and what happens next", "Heading 2")
    made.add_paragraph("{{ next_meeting }}")
    loop(made, "step", "next_steps", lambda: made.add_paragraph("{{ step }}"))
    made.add_paragraph("If a figure is wrong", "Heading 2")
    made.add_paragraph("{{ correct }}").paragraph_format.keep_with_next = True
    sign_off(made)
    annex(made)
    sources(made)
    return made


def questions() -> Any:
    """The template of the page of questions."""
    made = blank("Questions for the meeting", "These questions do not affect any Party’s rights.")
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("{{ commissioner }}", "Sender")
    made.add_paragraph("{{ for_whom }}", "Address last")
    details(made)
    made.add_paragraph("Patient experience: questions for the meeting", "Heading 1")
    made.add_paragraph("{{ next_meeting }}", "Ask")
    made.add_paragraph("{{ summary }}")
    questions_section(made, "Our questions")
    met(made)
    said(made, "What you have told us")
    corrections(made)
    not_assessed(made)
    made.add_paragraph("If a figure is wrong", "Heading 2")
    made.add_paragraph("{{ correct }}")
    sources(made)
    return made


def details(made: Any) -> None:
    """Reference, date and contract, one to a line."""
    rows = (
        ("To", "{{ provider }}"),
        ("Date", "{{ date }} (draft)"),
        ("Our reference", "{{ reference }}"),
        ("Period", "{{ period }}"),
        ("Contract", "{{ contract }}"),
        ("General conditions", "{{ form }}"),
    )
    for name, value in rows:
        paragraph = made.add_paragraph(style="Details")
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(f"\t{value}")


def met(made: Any) -> None:
    """What was met, before what was not."""
    made.add_paragraph("What was met", "Heading 2")
    made.add_paragraph("{{ met_intro }}").paragraph_format.keep_with_next = True
    loop(made, "item", "met", lambda: made.add_paragraph("{{ item }}", "List Bullet"))


def not_met_table(made: Any) -> None:
    """The table of five columns; its header row repeats."""
    table = made.add_table(rows=4, cols=5, style="Letter table")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.paragraphs[0].text = text
    table.rows[1].cells[0].paragraphs[0].text = "{%tr for row in not_met %}"
    cells = table.rows[2].cells
    cells[0].paragraphs[0].text = "{{ row.requirement }}"
    cells[0].add_paragraph("{{ row.clause }}")
    for cell, name in zip(cells[1:], ("where", "result", "level", "running"), strict=True):
        cell.paragraphs[0].text = f"{{{{ row.{name} }}}}"
    table.rows[3].cells[0].paragraphs[0].text = "{%tr endfor %}"
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.style = made.styles["Table text"]
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for cell in table.rows[0].cells:
        cell.paragraphs[0].style = made.styles["Table heading"]


def said(made: Any, heading: str) -> None:
    """The provider's own words, or that we hold none."""
    made.add_paragraph(heading, "Heading 2")
    made.add_paragraph("{%p if said %}")
    made.add_paragraph("In your own words, as we received them:").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p for word in said %}")
    word = lead(made, "{{ word.about }}. ", "{{ word.words }} (Source: {{ word.address }})", "List Bullet")
    word.paragraph_format.keep_with_next = True
    made.add_paragraph("{%p if word.answer %}")
    made.add_paragraph("{{ word.answer }}", "Answer")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p else %}")
    made.add_paragraph("We hold no statement from you on these requirements for this period.")
    made.add_paragraph("{%p endif %}")


def questions_section(made: Any, heading: str) -> None:
    """Numbered questions, each with the figure that prompts it."""
    made.add_paragraph("{%p if questions %}")
    made.add_paragraph(heading, "Heading 2")
    made.add_paragraph("{%p for query in questions %}")
    lead(made, "{{ query.question }}", " {{ query.about }} {{ query.figure }}", "Question numbered")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endif %}")


def quotations(made: Any) -> None:
    """The words people agreed to be quoted with, in a box of their own; left out when there are none."""
    made.add_paragraph("{%p if quotations %}")
    made.add_paragraph("In people’s own words", "Heading 2")
    intro = "Each person agreed to be quoted without a name. These are people’s own words; no figure rests on them."
    made.add_paragraph(intro).paragraph_format.keep_with_next = True
    loop(made, "one", "quotations", lambda: made.add_paragraph("{{ one.words }} ({{ one.of }})", "Quotation"))
    made.add_paragraph("", "After table")
    made.add_paragraph("{%p endif %}")


def charts(made: Any) -> None:
    """A chart for each figure that has one, with its sentence under it; and why the others have none."""
    made.add_paragraph("How the figures have moved", "Heading 2")
    made.add_paragraph("{%p for chart in charts %}")
    made.add_paragraph("{{ chart.about }}", "Heading 3")
    made.add_paragraph("{{ chart.picture }}", "Chart")
    made.add_paragraph("{{ chart.says }}")
    made.add_paragraph("{%p endfor %}")
    loop(made, "gap", "charts_left_out", lambda: made.add_paragraph("{{ gap }}", "List Bullet"))


def story(made: Any) -> None:
    """What we asked, what the provider answered, and what changed, of one requirement."""
    made.add_paragraph("{{ story.about }}", "Heading 3")
    lead(made, "What we asked: ", "{{ story.asked }}", "List Bullet").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p if story.answered %}")
    lead(made, "What you answered: ", "{{ story.answered }}", "List Bullet")
    made.add_paragraph("{%p endif %}")
    lead(made, "What changed: ", "{{ story.changed }}", "List Bullet")


def annex(made: Any) -> None:
    """How the figures were read: on a page of its own, after the signature."""
    made.add_paragraph("Annex: how the figures were read", "Heading 2").paragraph_format.page_break_before = True
    loop(made, "how", "method", lambda: made.add_paragraph("{{ how }}"))
    listing_of(made, "chance", "by_chance", "By chance alone:")
    listing_of(made, "rests", "chart_bases", "What each chart rests on:")
    corrections(made)
    not_assessed(made)


def listing_of(made: Any, item: str, name: str, intro: str) -> None:
    """An introduction and a list of statements with what each is about, left out together when there are none."""
    made.add_paragraph(f"{{%p if {name} %}}")
    introduced(made, intro)
    about, text = f"{{{{ {item}.about }}}}: ", f"{{{{ {item}.text }}}}"
    loop(made, item, name, lambda: lead(made, about, text, "List Bullet"))
    made.add_paragraph("{%p endif %}")


def corrections(made: Any) -> None:
    """Figures judged anew, left out when there are none."""
    made.add_paragraph("{%p if corrections %}")
    made.add_paragraph("Figures corrected since they were first read", "Heading 2")
    loop(made, "line", "corrections", lambda: made.add_paragraph("{{ line }}", "List Bullet"))
    made.add_paragraph("{%p endif %}")


def not_assessed(made: Any) -> None:
    """What was not assessed and why, and how the figures may be read."""
    made.add_paragraph("{%p if not_assessed %}")
    made.add_paragraph("What was not assessed, and why", "Heading 2")
    made.add_paragraph("None of this counts as met or as not met:").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p for gap in not_assessed %}")
    made.add_paragraph("{{ gap }}", "List Bullet")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if cautions %}")
    made.add_paragraph("How to read the figures", "Heading 2")
    made.add_paragraph("{%p for caution in cautions %}")
    made.add_paragraph("{{ caution }}")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endif %}")


def sign_off(made: Any) -> None:
    """Signature, for whom, and copies."""
    made.add_paragraph("Yours sincerely", "Sign-off")
    made.add_paragraph("{{ signatory }}", "Signatory")
    made.add_paragraph("{{ commissioner }}", "Address last").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p if copies %}")
    made.add_paragraph("Copies to:", "Address").paragraph_format.keep_with_next = True
    loop(made, "copy", "copies", lambda: made.add_paragraph("{{ copy }}", "Copy"))
    made.add_paragraph("{%p endif %}")


def sources(made: Any) -> None:
    """File, sheet and cell of each figure."""
    made.add_paragraph("Sources of the figures", "Heading 2")
    loop(made, "source", "sources", lambda: lead(made, "{{ source.about }}: ", "{{ source.address }}", "Source"))


def listing(made: Any, item: str, name: str, intro: str) -> None:
    """An introduction and a list, left out together when the list is empty."""
    made.add_paragraph(f"{{%p if {name} %}}")
    introduced(made, intro)
    loop(made, item, name, lambda: made.add_paragraph(f"{{{{ {item} }}}}", "List Bullet"))
    made.add_paragraph("{%p endif %}")


def introduced(made: Any, intro: str) -> None:
    """The line above a list: apart from what comes before, and never parted from its list."""
    line = made.add_paragraph(intro).paragraph_format
    line.space_before, line.keep_with_next = Pt(8), True


def loop(made: Any, item: str, name: str, body: Any) -> None:
    """A paragraph for each item of a list."""
    made.add_paragraph(f"{{%p for {item} in {name} %}}")
    body()
    made.add_paragraph("{%p endfor %}")


def lead(made: Any, bold: str, text: str, style: str) -> Any:
    """A paragraph that begins in bold."""
    paragraph = made.add_paragraph(style=style)
    paragraph.add_run(bold).bold = True
    paragraph.add_run(text)
    return paragraph


def blank(title: str, footer: str) -> Any:
    """An A4 document with the styles, header and footer of a letter."""
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.0)
    page.header_distance, page.footer_distance = Cm(1.0), Cm(0.9)
    styles(made)
    head = page.header.paragraphs[0]
    head.style, head.text = made.styles["Header"], "DRAFT · {{ reference }}"
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot = page.footer.paragraphs[0]
    foot.style = made.styles["Footer"]
    made.styles["Footer"].paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(17.4), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{footer}\tPage ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
    made.core_properties.title = title
    made.core_properties.author = made.core_properties.last_modified_by = made.core_properties.comments = ""
    made.core_properties.created = made.core_properties.modified = datetime(MADE.year, MADE.month, MADE.day)  # noqa: DTZ001
    made.core_properties.language = "en-GB"
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    return made


def styles(made: Any) -> None:
    """Arial 12 throughout; headings in order; a style for each kind of paragraph, so that Word can restyle them all."""
    known = made.styles
    font(known["Normal"], 12, TEXT)
    spacing(known["Normal"], 0, 8, 1.12)
    for name, size, before, after in (("Heading 1", 17, 12, 6), ("Heading 2", 13.5, 11, 3), ("Heading 3", 12, 8, 3)):
        font(known[name], size, DARK_BLUE, bold=True)
        spacing(known[name], before, after, 1.05)
        known[name].paragraph_format.keep_with_next = True
    for name, size in (("Header", 10), ("Footer", 10)):
        font(known[name], size, "425563")
    font(known["List Bullet"], 12, TEXT)
    spacing(known["List Bullet"], 0, 4, 1.1)
    sender = style(made, "Sender", 14, DARK_BLUE, 0, 2)
    sender.font.bold = True
    style(made, "Address", 12, TEXT, 0, 0)
    style(made, "Address last", 12, TEXT, 0, 12)
    style(made, "Copy", 12, TEXT, 0, 0).paragraph_format.keep_together = True
    details = style(made, "Details", 12, TEXT, 0, 2)
    details.paragraph_format.left_indent, details.paragraph_format.first_line_indent = Cm(4.2), Cm(-4.2)
    details.paragraph_format.tab_stops.add_tab_stop(Cm(4.2))
    ask = style(made, "Ask", 14, DARK_BLUE, 4, 8)
    ask.font.bold = True
    boxed(ask, PALE, DARK_BLUE, left_only=True)
    banner = style(made, "Draft banner", 12, TEXT, 0, 10)
    banner.font.bold = True
    boxed(banner, "FFF2CC", "7A5C00", left_only=False)
    boxed(style(made, "Answer", 12, TEXT, 2, 8), "FFF2CC", "7A5C00", left_only=True)
    boxed(style(made, "Quotation", 12, TEXT, 0, 0), PALE, LINE, left_only=False)
    style(made, "Chart", 12, TEXT, 2, 2).paragraph_format.keep_with_next = True
    style(made, "Table text", 11, TEXT, 2, 2)
    heading = style(made, "Table heading", 11, "FFFFFF", 2, 2)
    heading.font.bold, heading.paragraph_format.keep_with_next = True, True
    style(made, "After table", 6, TEXT, 0, 0)
    sign = style(made, "Sign-off", 12, TEXT, 18, 40)
    sign.paragraph_format.keep_with_next = True
    signatory = style(made, "Signatory", 12, TEXT, 0, 0)
    signatory.font.bold, signatory.paragraph_format.keep_with_next = True, True
    style(made, "Source", 10.5, TEXT, 0, 3)
    for name in ("Ask numbered", "Question numbered"):
        numbered(made, style(made, name, 12, TEXT, 0, 5))
    table_style(made)


def font(kind: Any, size: float, colour: str, bold: bool = False) -> None:
    """Arial of a size and colour, in every script the style names a font for."""
    kind.font.name, kind.font.size, kind.font.bold = "Arial", Pt(size), bold
    kind.font.italic, kind.font.color.rgb = False, RGBColor.from_string(colour)
    fonts = kind.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), "Arial")


def spacing(kind: Any, before: float, after: float, line: float) -> None:
    """Points before and after, and line height."""
    kind.paragraph_format.space_before, kind.paragraph_format.space_after = Pt(before), Pt(after)
    kind.paragraph_format.line_spacing = line
    kind.paragraph_format.widow_control = True


def style(made: Any, name: str, size: float, colour: str, before: float, after: float) -> Any:
    """A paragraph style of its own."""
    kind = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    kind.base_style = made.styles["Normal"]
    font(kind, size, colour)
    spacing(kind, before, after, 1.08)
    kind.quick_style = True
    return kind


def boxed(kind: Any, fill: str, line: str, *, left_only: bool) -> None:
    """A shaded paragraph with a rule on the left, or all round."""
    properties = kind.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    for side in ("left",) if left_only else ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "36" if left_only else "8"), ("space", "6"), ("color", line)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")
    kind.paragraph_format.left_indent = kind.paragraph_format.right_indent = Cm(0.3)
    kind.paragraph_format.keep_together = True


def numbered(made: Any, kind: Any) -> None:
    """A numbered list of the style's own, from 1, with a hanging indent."""
    numbering = made.part.numbering_part.element
    number = str(900 + len(numbering.findall(qn("w:abstractNum"))))
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), number)
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1."), ("w:lvlJc", "left")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        level.append(element)
    paragraph, indent = OxmlElement("w:pPr"), OxmlElement("w:ind")
    indent.set(qn("w:left"), "454")
    indent.set(qn("w:hanging"), "454")
    paragraph.append(indent)
    level.append(paragraph)
    abstract.append(level)
    numbering.insert(len(numbering.findall(qn("w:abstractNum"))), abstract)
    used = numbering.add_num(int(number))
    properties = kind.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = used.numId


def table_style(made: Any) -> None:
    """Dark header row with white text, thin rules, room in the cells."""
    kind = made.styles.add_style("Letter table", WD_STYLE_TYPE.TABLE)
    kind.base_style = made.styles["Table Grid"]
    whole = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    whole.append(borders)
    whole.append(margins)
    kind.element.append(whole)
    first = OxmlElement("w:tblStylePr")
    first.set(qn("w:type"), "firstRow")
    cell, shade = OxmlElement("w:tcPr"), OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", DARK_BLUE)):
        shade.set(qn(f"w:{name}"), value)
    cell.append(shade)
    first.append(cell)
    kind.element.append(first)


def field(paragraph: Any, name: str) -> None:
    """A page-number field."""
    for kind, text in (("begin", None), (None, name), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {text} "
            run._r.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


if __name__ == "__main__":
    main()
