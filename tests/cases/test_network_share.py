"""Network shares are found by the table of mounts."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from pxcommission.cases.network_share import network_share, share_in

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
//files/quality /mnt/quality cifs rw,vers=3.0 0 0
files:/teams /srv/teams nfs4 rw 0 0
commissioner@server: /srv/teams/far\\040away fuse.sshfs rw 0 0
/dev/sdb1 /srv/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/contracts", ""),
        ("/mnt/quality", "cifs"),
        ("/mnt/quality/contracts/.pxcommission/register.sqlite", "cifs"),
        ("/mnt/qualityx/contracts", ""),
        ("/srv/teams/contracts", "nfs4"),
        ("/srv/teams/far away/contracts", "fuse.sshfs"),
        ("/srv/local/contracts", ""),
    ],
)
def test_the_deepest_mount_decides(path: str, kind: str) -> None:
    assert share_in(MOUNTS, PurePosixPath(path)) == kind


def test_a_mount_over_another_counts() -> None:
    assert share_in(MOUNTS + "//files/x /srv/local cifs rw 0 0\n", PurePosixPath("/srv/local/a")) == "cifs"


def test_a_temporary_folder_is_on_no_share(tmp_path: Path) -> None:
    assert network_share(tmp_path / "not yet made" / "register.sqlite") == ""
