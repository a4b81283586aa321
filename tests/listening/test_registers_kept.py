"""What stands in the registers: facts in a log that is only added to, words apart, and their end."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listening.registers_written import add, complaint, complete, group, listening, story, when, words_of

from pxcommission.listening.answers import read_form
from pxcommission.listening.entries import as_kept, from_kept
from pxcommission.listening.log import LOG, lines_of
from pxcommission.listening.quotations import pick_quotation, quotations_for
from pxcommission.listening.recording import Draft, forget, record, withdraw
from pxcommission.listening.register import registers_on, said_in
from pxcommission.listening.texts import TEXTS
from pxcommission.problems import ExitCode, ProblemsFound

RZ1 = frozenset({"RZ1"})
TODAY = date(2026, 1, 31)


def on_disk(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_log_has_the_facts_and_not_a_word_of_what_was_said(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "patient-story", story("2025-07-03", said="The curtain was left open", asked_for="A shut curtain"))
    assert b"curtain" not in (tmp_path / LOG).read_bytes()
    recorded = registers_on(tmp_path).entries["patient-story-0001"]
    assert said_in(tmp_path, recorded).said == "The curtain was left open"
    assert recorded.entry.asked and recorded.entry.sentiment == "negative"


def test_a_correction_keeps_the_id_and_is_known_from_its_own_day(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-01"), day="2025-07-05")
    read = read_form("complaint", complaint("2025-07-01", acknowledged="2025-07-03"), words_of(tmp_path), TODAY)
    assert read.entry is not None
    record(tmp_path, [Draft(read.entry, read.said, replaces="complaint-0001")], when("2025-08-01"))
    earlier = registers_on(tmp_path, date(2025, 7, 20)).entries["complaint-0001"].entry.acknowledged
    later = registers_on(tmp_path, date(2025, 8, 1)).entries["complaint-0001"].entry.acknowledged
    assert (earlier, later) == (None, date(2025, 7, 3))
    assert list(registers_on(tmp_path, date(2025, 7, 4)).entries) == []


def test_the_words_of_a_corrected_entry_are_replaced_on_disk(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "patient-story", story("2025-07-03", said="Ring me on the ward telephone"))
    read = read_form("patient-story", story("2025-07-03", said="They rang back"), words_of(tmp_path), TODAY)
    assert read.entry is not None
    record(tmp_path, [Draft(read.entry, read.said, replaces="patient-story-0001")], when())
    assert b"telephone" not in on_disk(tmp_path / ".pxcommission")
    assert said_in(tmp_path, registers_on(tmp_path).entries["patient-story-0001"]).said == "They rang back"


def test_an_entry_withdrawn_counts_no_more_and_stays_on_record(tmp_path: Path) -> None:
    made = listening(tmp_path)
    texts = {"said": "They listened to me", "consent": "anonymously"}
    first, second = add(made, "patient-story", story("2025-07-03", **texts), story("2025-07-03", **texts))
    pick_quotation(tmp_path, second, "They listened", when())
    before = (tmp_path / LOG).read_bytes()
    withdraw(tmp_path, second, "recorded twice", when("2026-01-20", "Governance lead"))
    assert (tmp_path / LOG).read_bytes().startswith(before)
    now, earlier = registers_on(tmp_path), registers_on(tmp_path, date(2026, 1, 19))
    assert list(now.entries) == [first] and list(earlier.entries) == [first, second]
    gone = now.withdrawn[second]
    assert (gone.on, gone.by, gone.reason) == (date(2026, 1, 20), "Governance lead", "recorded twice")
    assert quotations_for(tmp_path, RZ1, TODAY) == () == quotations_for(tmp_path, RZ1, date(2026, 1, 19))
    for act in (
        lambda: withdraw(tmp_path, second, "again", when()),
        lambda: pick_quotation(tmp_path, second, "They listened", when()),
    ):
        with pytest.raises(ProblemsFound) as found:
            act()
        assert found.value.exit_code is ExitCode.REFUSED
    assert add(made, "patient-story", story("2025-07-09")) == ("patient-story-0003",)
    assert said_in(tmp_path, gone.recorded).said == "They listened to me"  # what another command sweeps spares it
    forget(tmp_path, second, "asked by the person", when("2026-01-21"))
    assert not said_in(tmp_path, registers_on(tmp_path).withdrawn[second].recorded)


def test_a_half_written_line_is_cut_and_its_words_are_swept(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "comment", {k: v for k, v in story("2025-07-03").items() if k != "listener"})
    with (tmp_path / LOG).open("ab") as log:
        log.write(b'{"act": "entries", "entr')
    (tmp_path / TEXTS).mkdir(exist_ok=True)
    (tmp_path / TEXTS / "comment-0002.txt").write_text("left behind by a killed run")
    assert list(registers_on(tmp_path).entries) == ["comment-0001"]
    assert add(made, "complaint", complaint("2025-07-03")) == ("complaint-0001",)
    assert b"left behind" not in on_disk(tmp_path / ".pxcommission")
    assert len(lines_of(tmp_path)) == 2


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_changed_or_removed_line_is_seen(tmp_path: Path, change: str) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-01"), complaint("2025-07-02"), complaint("2025-07-03"))
    lines = (tmp_path / LOG).read_bytes().split(b"\n")
    lines = [lines[0].replace(b"inpatient", b"emergency"), *lines[1:]] if change == "edit" else [lines[0], *lines[2:]]
    (tmp_path / LOG).write_bytes(b"\n".join(lines))
    with pytest.raises(ProblemsFound) as found:
        registers_on(tmp_path)
    assert found.value.exit_code is ExitCode.AUDIT_BROKEN and found.value.problems[0].line == 2


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=12, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(WORDS, min_size=1, max_size=4, unique=True), data=st.data())
def test_forgetting_leaves_the_log_whole_and_the_words_nowhere(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("forget")
    made = listening(folder)
    marked = [f"{text} zq{number}zq kept apart" for number, text in enumerate(texts)]
    names = add(made, "patient-story", *(story("2025-07-03", said=text, consent="anonymously") for text in marked))
    number = data.draw(st.integers(0, len(names) - 1))
    pick_quotation(folder, names[number], f"zq{number}zq kept apart", when())
    before = (folder / LOG).read_bytes()
    hashed = registers_on(folder).entries[names[number]].hashed
    facts = registers_on(folder).entries[names[number]].entry
    forget(folder, names[number], "asked by the person", when("2026-01-20", "Governance lead"))
    assert f"zq{number}zq".encode() not in on_disk(folder / ".pxcommission")
    after = (folder / LOG).read_bytes()
    assert after.startswith(before) and hashed.encode() in after[len(before) :]
    last = lines_of(folder)[-1]
    assert (last["by"], last["reason"], last["text"]) == ("Governance lead", "asked by the person", hashed)
    kept = registers_on(folder).entries[names[number]]
    assert kept.entry == facts and kept.forgotten == date(2026, 1, 20) and not said_in(folder, kept)
    assert quotations_for(folder, RZ1, TODAY) == ()
    others = [said_in(folder, registers_on(folder).entries[name]).said for n, name in enumerate(names) if n != number]
    assert all(f"zq{n}zq" in "".join(others) for n in range(len(names)) if n != number)


def test_what_was_forgotten_is_never_kept_again(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "patient-story", story("2025-07-03", said="What I went through that night"))
    forget(tmp_path, "patient-story-0001", "asked", when())
    read = read_form(
        "patient-story", story("2025-07-03", said="What I went through that night"), words_of(tmp_path), TODAY
    )
    assert read.entry is not None
    record(tmp_path, [Draft(read.entry, read.said, replaces="patient-story-0001")], when())
    assert b"went through" not in on_disk(tmp_path / ".pxcommission")
    with pytest.raises(ProblemsFound) as found:
        forget(tmp_path, "patient-story-0001", "again", when())
    assert found.value.exit_code is ExitCode.REFUSED


def test_a_passage_needs_consent_its_own_words_and_no_personal_details(tmp_path: Path) -> None:
    made = listening(tmp_path)
    said = "They listened to me. Ring 01632 960123 and ask."
    add(made, "patient-story", story("2025-07-03", said=said), story("2025-07-04", said=said, consent="anonymously"))
    for name, passage, code in (
        ("patient-story-0001", "They listened to me", ExitCode.REFUSED),
        ("patient-story-0002", "They never listened", ExitCode.USAGE),
        ("patient-story-0002", "Ring 01632 960123 and ask", ExitCode.REFUSED),
    ):
        with pytest.raises(ProblemsFound) as found:
            pick_quotation(tmp_path, name, passage, when())
        assert found.value.exit_code is code
    assert pick_quotation(tmp_path, "patient-story-0002", "They  listened to me", when()) == "quotation-0001"
    (quoted,) = quotations_for(tmp_path, RZ1, TODAY, "inpatient", "overall")
    assert (quoted.passage, quoted.entry, quoted.picked_by) == ("They listened to me", "patient-story-0002", "Lead")
    assert quotations_for(tmp_path, RZ1, date(2026, 1, 9)) == ()
    assert quotations_for(tmp_path, RZ1, TODAY, "emergency") == ()


def test_a_quotation_ends_when_consent_is_withdrawn(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "patient-story", story("2025-07-03", said="They listened to me", consent="anonymously"))
    pick_quotation(tmp_path, "patient-story-0001", "They listened", when())
    read = read_form("patient-story", story("2025-07-03", said="They listened to me"), words_of(tmp_path), TODAY)
    assert read.entry is not None
    record(tmp_path, [Draft(read.entry, read.said, replaces="patient-story-0001")], when("2026-01-12"))
    assert quotations_for(tmp_path, RZ1, TODAY) == ()


def test_every_wrong_answer_is_named_in_one_pass(tmp_path: Path) -> None:
    listening(tmp_path)
    form = complaint("2025-07-10", acknowledged="2025-07-01", themes="timelines", service="inpatiant", outcome="upheld",
                     action="see 943 476 5919", provider="rz1", answer_due="01/08/2025")  # fmt: skip
    read = read_form("complaint", form, words_of(tmp_path), TODAY)
    assert {wrong.field for wrong in read.wrong} == {
        "acknowledged", "themes", "service", "outcome", "action", "provider", "answer_due",
    }  # fmt: skip
    assert "943" not in " ".join(wrong.message + wrong.fix for wrong in read.wrong)


def test_personal_details_in_what_was_said_are_warned_of(tmp_path: Path) -> None:
    listening(tmp_path)
    read = read_form("discussion-group", group("2025-07-10", said="Ring 01632 960123"), words_of(tmp_path), TODAY)
    assert read.entry is not None and [one.field for one in read.warnings] == ["said"]


def test_an_entry_comes_back_from_its_line_as_it_was(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(
        made,
        "complaint",
        complaint("2025-07-01", acknowledged="2025-07-02", answered="2025-08-01", outcome="upheld", site="RZ101"),
    )
    entry = registers_on(tmp_path).entries["complaint-0001"].entry
    assert from_kept(json.loads(json.dumps(as_kept(entry)))) == entry


def test_numbers_go_on_after_a_period_recorded_as_complete(tmp_path: Path) -> None:
    made = listening(tmp_path)
    assert [complete(made, "complaint", "2025/26 Q1"), complete(made, "complaint", "2025/26 Q2")] == [
        "complete-0001", "complete-0002",
    ]  # fmt: skip
