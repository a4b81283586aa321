"""PDFs of Word files by LibreOffice: all of them in one run of it, tagged for those who hear them, and never half-written.

A PDF is a copy for reading. It bears the time it was made and differs from run to run, so it is no part of a pack: it lies in
a folder of its own beside it, and no manifest names it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from pxcommission.packs.folders import environment_problems, one_writer, place_folder, refuse_link, sweep
from pxcommission.packs.staged import PackWritten
from pxcommission.problems import ExitCode, Problem, ProblemsFound

FOLDER = "pdf-of-"
START_SECONDS, SECONDS_EACH, LOOK_EVERY = 90, 20, 0.2
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_CHOSEN = ("UseTaggedPDF", "ExportBookmarks", "PDFUACompliance")
TAGGED = f"pdf:writer_pdf_Export:{json.dumps({name: {'type': 'boolean', 'value': 'true'} for name in _CHOSEN})}"
Progress = Callable[[int, int], None]


def libreoffice() -> str | None:
    """LibreOffice's command on this computer; None where it is not found."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in PLACES if Path(place).is_file()), None)


def write_pdfs(packs: Sequence[PackWritten], progress: Progress | None = None) -> list[Path]:
    """A PDF of each Word file of the packs, in `pdf-of-<pack>` beside each; the folders.

    Raises ProblemsFound (exit code 5) where LibreOffice is absent, does not answer in time, or leaves a file out: then
    nothing is written, and the packs stand as they are.
    """
    program = libreoffice()
    if program is None:
        how = "install LibreOffice (it is free), or open the Word files and save them as PDF; the packs are complete without"
        raise ProblemsFound(
            [Problem("--pdf", "LibreOffice was not found, so no PDF was made", how)], ExitCode.ENVIRONMENT
        )
    documents = [pack.folder / name for pack in packs for name in pack.files if name.endswith(".docx")]
    if not documents:
        return []
    made = converted(program, documents, progress=progress)
    folders = []
    for pack in packs:
        files = {path.with_suffix(".pdf").name: made[path] for path in documents if path.parent == pack.folder}
        folders.append(_placed(pack.folder, files))
    return folders


def converted(
    program: str, documents: Sequence[Path], seconds: float | None = None, progress: Progress | None = None
) -> dict[Path, bytes]:
    """The PDFs of Word files by their paths, from one run of LibreOffice with a profile of its own.

    `seconds`: how long it may take in all; raises ProblemsFound (exit code 5) after that, or when a file is left out.
    """
    limit = START_SECONDS + SECONDS_EACH * len(documents) if seconds is None else seconds
    with tempfile.TemporaryDirectory(prefix="pxcommission-pdf-") as folder:
        into, sources = Path(folder) / "made", _copies(documents, Path(folder) / "from")
        into.mkdir()
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", TAGGED, "--outdir", str(into)]
        _run([*command, *map(str, sources)], into, len(sources), limit, progress)
        made = {one: into / f"{source.stem}.pdf" for one, source in zip(documents, sources, strict=True)}
        missing = [one for one, pdf in made.items() if not pdf.is_file()]
        if missing:
            how = "open it in Word or LibreOffice and see what it says; the packs stand as they are"
            raise ProblemsFound(
                [Problem(one.as_posix(), "LibreOffice made no PDF of this file", how) for one in missing],
                ExitCode.ENVIRONMENT,
            )
        return {one: pdf.read_bytes() for one, pdf in made.items()}


def _copies(documents: Sequence[Path], folder: Path) -> list[Path]:
    """The files under names of their own, as files of several packs may share one."""
    folder.mkdir()
    copies = []
    for number, document in enumerate(documents):
        copies.append(folder / f"{number:05d}.docx")
        shutil.copyfile(document, copies[-1])
    return copies


def _run(command: list[str], into: Path, number: int, limit: float, progress: Progress | None) -> None:
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 (a fixed command; the files are our own copies)
    try:
        for _ in range(max(1, round(limit / LOOK_EVERY))):
            if _ended(running):
                break
            if progress is not None:
                progress(len(list(into.glob("*.pdf"))), number)
        else:
            how = "close other programs and try again, or open the Word files and save them as PDF; the packs stand as they are"
            message = f"LibreOffice did not finish within {limit:.0f} seconds, so no PDF was made"
            raise ProblemsFound([Problem("--pdf", message, how)], ExitCode.ENVIRONMENT)
    finally:
        if running.poll() is None:
            _end(running)


def _ended(running: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended, after a short wait."""
    try:
        running.wait(LOOK_EVERY)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(running: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the process it starts for itself."""
    if hasattr(os, "killpg"):
        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()
    running.wait()


def _placed(pack: Path, files: dict[str, bytes]) -> Path:
    parent, name = pack.parent, f"{FOLDER}{pack.name}"
    out = parent.parent
    with environment_problems(out), one_writer(out):
        refuse_link(parent)
        sweep(parent)
        place_folder(parent, name, files)
    return parent / name
