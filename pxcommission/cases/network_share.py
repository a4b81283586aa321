"""Whether a file lies on a network share, where locks of databases can't be relied on."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

from pxcommission.problems import Problem, Weight

MOUNTS = Path("/proc/mounts")
SHARED = frozenset(
    ("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.cephfs", "fuse.davfs2", "fuse.glusterfs",
     "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
     "ocfs2", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs")
)  # fmt: skip
REMOTE_DRIVE = 4  # what GetDriveTypeW answers for a mapped network drive


def network_share(path: Path) -> str:
    """The kind of network share that a file (or the folder it will lie in) is on; empty when it is on none."""
    if sys.platform == "win32":
        return _windows_share(path)
    if not MOUNTS.is_file():
        return ""
    return share_in(MOUNTS.read_text("utf-8", errors="surrogateescape"), PurePosixPath(path.resolve().as_posix()))


def share_in(mounts: str, path: PurePosixPath) -> str:
    """The same from the text of /proc/mounts, for an absolute path: the deepest mount that holds it decides, the last if two do."""
    depth, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        mounted = PurePosixPath(_unescaped(parts[1]))
        if path.is_relative_to(mounted) and len(mounted.parts) >= depth:
            depth, kind = len(mounted.parts), parts[2]
    return kind if kind in SHARED else ""


def share_warning(path: Path) -> Problem | None:
    """What to say before writing to a register in a file on a network share; None when it is on none."""
    kind = network_share(path)
    if not kind:
        return None
    message = (
        f"the register lies on a network share ({kind}); two people who write at once from two computers can damage it"
    )
    fix = "write from one computer at a time, or give the team a PostgreSQL database (PXCOMMISSION_DATABASE_URL)"
    return Problem(path.as_posix(), message, fix, weight=Weight.WARNING)


def _unescaped(mounted: str) -> str:
    """A path as /proc/mounts writes it: blanks and backslashes in octal."""
    for octal, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        mounted = mounted.replace(octal, char)
    return mounted


def _windows_share(path: Path) -> str:
    import ctypes

    drive = path.absolute().drive
    if drive.startswith("\\\\"):
        return "UNC path"
    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")  # type: ignore[attr-defined, unused-ignore]
    return "network drive" if kind == REMOTE_DRIVE else ""
