"""The reference pages: what the rulebook, the files and the codes say, written from the files and models themselves.

The same rulebook gives the same bytes: no dates, no versions, everything in the order of the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pxcommission.authoring.ladder_diagram import ladder_diagram
from pxcommission.authoring.markdown import inert
from pxcommission.authoring.reference_pages_of_files import error_codes_page, files_page
from pxcommission.authoring.reference_pages_of_rules import requirements_page, vocabulary_page
from pxcommission.authoring.reference_pages_of_steps import contract_forms_page, ladders_page
from pxcommission.rulebook.requirements import Requirement, RuleFile
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.strict_models import read_model

FOLDER = "docs/reference"


def reference_pages(rulebook: Rulebook) -> dict[str, str]:
    """Every page and diagram by its path in the folder of the reference."""
    files = _by_file(rulebook)
    titles = {name: _title(rulebook, listed) for name, listed in files.items()}
    pages = {
        "index.md": _index(files, titles),
        "vocabulary.md": vocabulary_page(rulebook.vocabulary),
        "ladders.md": ladders_page(rulebook.ladders),
        "contract-forms.md": contract_forms_page(rulebook.forms),
        "files.md": files_page(),
        "error-codes.md": error_codes_page(),
    }
    pages |= {f"ladders/{name}.svg": ladder_diagram(ladder) for name, ladder in rulebook.ladders.items()}
    for name, requirements in files.items():
        pages[f"requirements/{name}.md"] = requirements_page(name, titles[name], requirements, rulebook.vocabulary)
    return pages


def stale_pages(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """The pages that a folder lacks or holds otherwise."""
    return sorted(name for name, text in pages.items() if _held(folder / name) != text)


def obsolete_pages(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """Files in the folders of the requirements and diagrams that nothing writes; for a person to remove."""
    found = [*folder.glob("requirements/*.md"), *folder.glob("ladders/*.svg")]
    lying = sorted(path.relative_to(folder).as_posix() for path in found)
    return [name for name in lying if name not in pages]


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _by_file(rulebook: Rulebook) -> dict[str, list[Requirement]]:
    """The library's requirements by the name of their file."""
    files: dict[str, list[Requirement]] = {}
    for requirement in rulebook.requirements.values():
        files.setdefault(Path(requirement.place.file).stem, []).append(requirement)
    return files


def _title(rulebook: Rulebook, requirements: list[Requirement]) -> str:
    """The title of the file that requirements stand in."""
    file = requirements[0].place.file
    return read_model(rulebook.folder / file, file, RuleFile).title


def _index(files: Mapping[str, list[Requirement]], titles: Mapping[str, str]) -> str:
    subjects = "\n".join(
        f"- [{inert(titles[name])}](requirements/{name}.md): {len(listed)} requirement{'' if len(listed) == 1 else 's'}"
        for name, listed in files.items()
    )
    total = sum(len(listed) for listed in files.values())
    return f"""# Reference

Written by `pxcommission rules reference` from the rule files and the program itself; a change there is a change here.

- [Vocabulary](vocabulary.md): the words rules are written in
- [Ladders](ladders.md): when a question, a letter or a notice is proposed
- [Contract forms](contract-forms.md): the steps of General Condition 9, edition by edition
- [Files](files.md): every key of every file people edit
- [Error codes](error-codes.md): what each code stands for, with the file before and after

## The {total} requirements of the library

{subjects}
"""
