"""A rulebook that was kept is the one that reading its files would give, and no change of a file escapes it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import astuple
from pydantic import BaseModel

from pxcommission.problems import ProblemsFound
from pxcommission.rulebook import kept_rulebook
from pxcommission.rulebook.kept_rulebook import MOST_KEPT, kept_folder
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook, read_rulebook
from pxcommission.yaml_text import PlacedText

CONTRACT = "contracts/example-acute/contract.yaml"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folder, empty."""
    monkeypatch.delenv("PXCOMMISSION_KEEP")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "user"))
    return tmp_path / "user" / "pxcommission"


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Path:
    """The shipped rules and one contract of them."""
    folder = tmp_path / "workspace"
    shutil.copytree(root / "rules", folder / "rules", ignore=shutil.ignore_patterns("*.docx", "*.json"))
    shutil.copytree(root / "contracts/example-acute", folder / "contracts/example-acute")
    shutil.copy(root / "workspace.yaml", folder)
    return folder


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every time the files themselves are read from now on."""
    seen: list[Path] = []

    def read(folder: Path, *, advice: bool = True) -> Any:
        seen.append(folder)
        return read_rulebook(folder, advice=advice)

    monkeypatch.setattr("pxcommission.rulebook.rulebook.read_rulebook", read)
    return seen


def parts(found: Any) -> Iterator[Any]:
    """Every text of it with its places, every other value, and what holds them."""
    yield type(found)
    match found:
        case PlacedText():
            yield (str(found), found.place, found.end, found.plain)
        case BaseModel():
            for name, value in found:
                yield name
                yield from parts(value)
        case Struct():
            for value in astuple(found):
                yield from parts(value)
        case PlacedCondition():
            yield from parts(vars(found))
        case dict():
            for name, value in found.items():
                yield from parts(name)
                yield from parts(value)
        case tuple() | list():
            for value in found:
                yield from parts(value)
        case set() | frozenset():
            yield from sorted(map(repr, found))
        case _:
            yield found


def assert_alike(one: Rulebook, other: Rulebook) -> None:
    assert list(parts(one)) == list(parts(other))


def loaded_twice(workspace: Path) -> Rulebook:
    load_rulebook(workspace)
    return load_rulebook(workspace)


def test_the_kept_rulebook_is_the_one_that_was_read(kept: Path, workspace: Path, readings: list[Path]) -> None:
    found = loaded_twice(workspace)
    assert readings == [workspace]
    fresh, _ = read_rulebook(workspace)
    assert_alike(found, fresh)
    assert len(list(parts(found))) > 20_000


def replaced(before: str, after: str, name: str = CONTRACT) -> Callable[[Path], None]:
    def change(workspace: Path) -> None:
        text = (workspace / name).read_text(encoding="utf-8")
        assert before in text
        (workspace / name).write_text(text.replace(before, after), encoding="utf-8")

    return change


def another_contract(workspace: Path) -> None:
    shutil.copytree(workspace / "contracts/example-acute", workspace / "contracts/second")
    replaced("contract: EXAMPLE-ACUTE", "contract: SECOND", "contracts/second/contract.yaml")(workspace)


CHANGES = {
    "a word of a contract": replaced("contract: EXAMPLE-ACUTE", "contract: EXAMPLE-OTHER"),
    "a rule's file gone": lambda workspace: (workspace / "rules/organisations/trusts.yaml").unlink(),
    "a rule's file by another name": lambda workspace: (workspace / "rules/complaints.yaml").rename(
        workspace / "rules/complaining.yaml"
    ),
    "a contract more": another_contract,
    "the workspace's own file": replaced("format: 1", "extra_bank_holidays: [2027-05-10]\nformat: 1", "workspace.yaml"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_is_read(
    kept: Path, workspace: Path, readings: list[Path], change: Callable[[Path], None]
) -> None:
    before = loaded_twice(workspace)
    change(workspace)
    after = load_rulebook(workspace)
    assert len(readings) == 2
    assert list(parts(after)) != list(parts(before))
    assert_alike(after, read_rulebook(workspace)[0])


def test_a_contract_behind_a_link_is_read_when_it_changes(
    kept: Path, workspace: Path, tmp_path: Path, readings: list[Path]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (workspace / "contracts/example-acute").rename(elsewhere)
    (workspace / "contracts/example-acute").symlink_to(elsewhere)
    loaded_twice(workspace)
    replaced("contract: EXAMPLE-ACUTE", "contract: EXAMPLE-OTHER", "contract.yaml")(elsewhere)
    assert list(load_rulebook(workspace).contracts) == ["EXAMPLE-OTHER"]


LINKS = ("contracts/linked", "rules/x.yaml", "rules/new.yml", "rules/vocabulary/linked.yaml", "rules/ladders/l.YML")


@pytest.mark.parametrize("name", LINKS)
def test_a_link_to_a_folder_is_seen(kept: Path, workspace: Path, tmp_path: Path, name: str) -> None:
    loaded_twice(workspace)
    (tmp_path / "elsewhere").mkdir()
    (workspace / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProblemsFound):
        load_rulebook(workspace)


def test_a_link_that_can_not_be_followed_stops_nothing(kept: Path, workspace: Path, readings: list[Path]) -> None:
    (workspace / "rules/archive").symlink_to(workspace / "rules/archive/below")
    (workspace / "rules/gone").symlink_to(workspace / "nowhere")
    loaded_twice(workspace)
    assert len(readings) == 1


def test_a_folder_that_may_not_be_read_stops_nothing(
    kept: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (workspace / "rules/closed").symlink_to(tmp_path / "closed")
    listed = Path.iterdir

    def refused(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", refused)
    loaded_twice(workspace)


def test_a_folder_of_any_name_can_hold_rules(kept: Path, workspace: Path, readings: list[Path]) -> None:
    strange = workspace.with_name(os.fsdecode(b"ward\xe9"))
    try:
        workspace.rename(strange)
    except OSError:
        pytest.skip("this file system has no such names")
    loaded_twice(strange)
    assert len(readings) == 1


@pytest.mark.parametrize("name", ["rules/new.yml", "rules/vocabulary/deeper/NEW.YML", "contracts/new/note.txt"])
def test_what_would_be_passed_over_in_silence_is_still_refused(kept: Path, workspace: Path, name: str) -> None:
    loaded_twice(workspace)
    (workspace / name).parent.mkdir(parents=True, exist_ok=True)
    (workspace / name).write_text("requirements: []\n", encoding="utf-8")
    with pytest.raises(ProblemsFound):
        load_rulebook(workspace)


def test_a_rulebook_with_an_error_is_never_kept(kept: Path, workspace: Path, readings: list[Path]) -> None:
    replaced("contract: EXAMPLE-ACUTE", "contracts: EXAMPLE-ACUTE")(workspace)
    for _ in range(2):
        with pytest.raises(ProblemsFound, match="contracts"):
            load_rulebook(workspace)
    assert len(readings) == 2
    assert not list(kept.glob("*"))


def test_a_file_changed_while_the_rules_were_read_is_not_kept_under_its_old_name(
    kept: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(folder: Path, *, advice: bool = True) -> Any:
        replaced("contract: EXAMPLE-ACUTE", "contract: EXAMPLE-OTHER")(folder)
        return read_rulebook(folder, advice=advice)

    monkeypatch.setattr("pxcommission.rulebook.rulebook.read_rulebook", read)
    load_rulebook(workspace)
    assert not list(kept.glob("*"))


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:], lambda _: b""])
def test_what_is_damaged_is_read_again(
    kept: Path, workspace: Path, readings: list[Path], spoil: Callable[[bytes], bytes]
) -> None:
    expected = loaded_twice(workspace)
    (one,) = kept.glob("*")
    one.write_bytes(spoil(one.read_bytes()))
    assert_alike(load_rulebook(workspace), expected)
    assert len(readings) == 2


def test_a_changed_program_reads_again(
    kept: Path, workspace: Path, readings: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "program" / "module.py"
    module.parent.mkdir()
    monkeypatch.setattr(kept_rulebook, "_READ_BY", (module.parent,))
    for text in ("1", "1", "2"):
        module.write_text(text, encoding="utf-8")
        os.utime(module, (1, 1))
        load_rulebook(workspace)
    assert len(readings) == 2


def test_only_the_newest_are_kept(kept: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small: Any = ({"a rulebook": "that is small"}, ())
    monkeypatch.setattr("pxcommission.rulebook.rulebook.read_rulebook", lambda folder, *, advice: small)
    for number in range(MOST_KEPT + 3):
        (workspace / "rules" / f"more-{number:02}.yaml").write_text("x", encoding="utf-8")
        load_rulebook(workspace)
    assert len(list(kept.glob("*"))) == MOST_KEPT


def test_what_can_not_be_made_again_from_the_bytes_is_read(kept: Path, workspace: Path, readings: list[Path]) -> None:
    loaded_twice(workspace)
    (one,) = kept.glob("*")
    for data in (b"cno_such_module\nnothing\n.", b"cpxcommission.periods\nNoSuchThing\n.", b"garbage", b""):
        one.write_bytes(sha256(data).digest() + data)
        load_rulebook(workspace)
        (one,) = kept.glob("*")
    assert len(readings) == 5


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps each user's folder apart by itself")
def test_a_folder_that_others_may_write_in_is_not_used(kept: Path) -> None:
    assert kept_folder() == kept
    for mode, used in ((0o770, None), (0o777, None), (0o755, kept)):
        kept.chmod(mode)
        assert kept_folder() == used


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps each user's folder apart by itself")
def test_a_folder_of_somebody_else_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept_folder() == kept
    monkeypatch.setattr(os, "getuid", lambda: kept.stat().st_uid + 1)
    assert kept_folder() is None


def test_a_folder_named_from_here_is_not_used(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert kept_folder() is not None
    assert not (tmp_path / "here").exists()


def test_without_a_folder_the_rules_are_read(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readings: list[Path]
) -> None:
    monkeypatch.delenv("PXCOMMISSION_KEEP")
    (tmp_path / "a file").touch()
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "a file"))
    assert kept_folder() is None
    loaded_twice(workspace)
    assert len(readings) == 2
