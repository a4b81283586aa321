"""Run `pxcommission` here, refusing connections, other programs and writing outside a folder; measure its own time and memory."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

REFUSED: list[str] = []


def watch(folder: str) -> None:
    """Refuse, and note, what no command that reads files has any need of."""

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event in (
            "socket.connect",
            "socket.getaddrinfo",
            "socket.sendto",
            "subprocess.Popen",
            "os.system",
            "os.exec",
        ):
            refuse(event)
        if event == "open" and isinstance(arguments[0], str | bytes) and writes(arguments):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not path.startswith((folder + os.sep, "/dev/")):
                refuse(f"write {path}")

    sys.addaudithook(look)


def writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    return any(letter in (mode or "") for letter in "wax+") or bool(
        isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )


def refuse(what: str) -> None:
    REFUSED.append(what)
    raise PermissionError(f"refused: {what}")


def peak_megabytes() -> int:
    """The most memory this process had since it began (not the one it was started from)."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    folder, report, *arguments = sys.argv[1:]
    sys.argv = ["pxcommission", *arguments]
    noted = open(report, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - opened before writing is refused
    from pxcommission.cli.main import main as command

    watch(os.path.realpath(folder))
    try:
        command()
    finally:
        measured = {"seconds": time.process_time(), "megabytes": peak_megabytes(), "refused": REFUSED}
        noted.write(json.dumps(measured))
        noted.close()


main()
