"""No text from outside becomes more than text in any document of a pack, and nothing that can be seen of it is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from charted_examples import quotation, written_before
from docx import Document
from examples import LETTERS, finding, proposal
from hostile_texts import hostile_texts, kept
from msgspec.structs import replace
from openpyxl import load_workbook
from test_hostile_workbooks import all_through_libreoffice

from pxcommission.inference.checked import CheckedContract, DataNote
from pxcommission.packs.beside import Beside
from pxcommission.packs.document_text import texts_of
from pxcommission.packs.letter import letter_of
from pxcommission.packs.pack_check import faults_of
from pxcommission.packs.packs import pack_files
from pxcommission.packs.rendering import read_templates, rendered
from pxcommission.packs.response import response_form_of

TEMPLATES = read_templates(LETTERS)
AT_ONCE, MOST_QUOTED = 500, 6
EVERYWHERE = ("letter", "meeting-paper", "provider-data", "response-form", "escalation", "report", "findings")


def hostile(texts: Sequence[str]) -> CheckedContract:
    """The quarter with these texts as the wards that were not met, as notes on the data, and as the provider's words."""
    base, first, last = written_before(), texts[0], texts[-1]
    provider = base.contract.provider.model_copy(update={"name": f"{first} Trust", "representative": last})
    contract = base.contract.model_copy(update={"provider": provider, "title": f"{last} contract"})
    wards = tuple(
        finding("FFT-IP-POSITIVE", "inpatient", 50, 90, ward=text, unit_name="", level="ward", site="RZ101", restated=f"It said {text}", detail=text)
        for text in texts
    )  # fmt: skip
    said = tuple(replace(word, statement=replace(word.statement, reason=first, action=last)) for word in base.said)
    asked = {
        name: rule.model_copy(update={"statement": f"{first} is said.", "question_to_provider": f"What of {last}?"})
        for name, rule in base.requirements.items()
    }
    return replace(
        base, contract=contract, findings=wards, proposals=(proposal("challenge", "FFT-IP-POSITIVE", "inpatient", wards),),
        notes=tuple(DataNote(text, text, "note") for text in texts), said=said, requirements=asked,
    )  # fmt: skip


def of_all(texts: Sequence[str]) -> dict[str, bytes]:
    one = hostile(texts)
    said = tuple(replace(quotation(f"Quoted: {text}"), id=f"Q{at}") for at, text in enumerate(texts[-MOST_QUOTED:]))
    files = pack_files([one], TEMPLATES, {one.contract.contract: Beside(said)})
    assert [fault.text for fault in faults_of([one], files)] == []
    return files


def words_in(name: str, data: bytes) -> str:
    """Everything that a reader sees of a file, opened as its own program's library opens it."""
    if name.endswith(".docx"):
        Document(io.BytesIO(data))
    elif name.endswith(".xlsx"):
        load_workbook(io.BytesIO(data))
    elif name.endswith(".json"):
        return kept(json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\"))
    return kept("\n".join(said.text for said in texts_of(name, data)))


def hold(seed: int, count: int) -> None:
    texts = hostile_texts(seed, count)
    for start in range(0, count, AT_ONCE):
        some = texts[start : start + AT_ONCE]
        files, seen = of_all(some), {kept(text): text for text in some}
        read = {name: words_in(name, data) for name, data in files.items()}
        for name, words in read.items():
            if name.startswith(("letter", "escalation", "report", "provider-data")):
                lost = [text for left, text in seen.items() if left not in words]
                assert lost == [], (name, lost)
        letter = next(words for name, words in read.items() if name.startswith("letter"))
        assert all(kept(f"Quoted: {text}") in letter for text in some[-MOST_QUOTED:])
        assert all(any(name.startswith(kind) for name in files) for kind in EVERYWHERE)


def test_fifty_hostile_texts_stay_texts_in_every_document_of_a_pack() -> None:
    hold(seed=11, count=50)


def test_a_response_form_cuts_no_figure_where_a_cell_is_full() -> None:
    one = hostile([f"Ward {number} {'of a long name ' * 9}" for number in range(100)])
    letter = letter_of(one)
    assert letter is not None
    made = response_form_of(one, letter)
    told = [said.text for said in texts_of("response-form.xlsx", made) if said.text.endswith("more, in the letter")]
    assert [text.count("(50 of 90 responses)") for text in told] == [100 - int(told[0].split()[-5])]
    assert faults_of([one], {"response-form.xlsx": made}) == []


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(50))
def test_a_hundred_thousand_hostile_texts_stay_texts_in_every_document_of_a_pack(seed: int) -> None:
    hold(seed=2000 + seed, count=2_000)


@pytest.mark.stress
def test_libreoffice_opens_two_hundred_letters_with_a_hostile_text_each(tmp_path: Path) -> None:
    texts = hostile_texts(12, 200)
    letters = {f"letter-{at:03}.docx": letter_with(text) for at, text in enumerate(texts)}
    saved = [kept(path.read_text("utf-8-sig")) for path in all_through_libreoffice(tmp_path, letters, "txt")]
    lost = [text for text, said in zip(texts, saved, strict=True) if kept(text) not in said]
    assert lost == []


def letter_with(text: str) -> bytes:
    """A letter about a ward of this name, as its pack holds it."""
    one = hostile([text])
    letter = letter_of(one)
    assert letter is not None
    return rendered(TEMPLATES.challenge, letter, "Draft letter", one.as_at, one.register)
