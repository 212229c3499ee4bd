"""Where the ledger must not lie: on a network file system SQLite's locks and flushes cannot be trusted."""

import re
from pathlib import Path

MOUNTS = Path("/proc/mounts")
_NETWORK = re.compile(
    r"cifs|smb\d?|smbfs|nfs\d?|9p|drvfs|ncpfs|afs|ceph|coda|davfs2?|glusterfs|gfs2|ocfs2|lustre|beegfs|vboxsf|prl_fs"
    r"|fuse\.(sshfs|rclone|davfs2?|glusterfs|ceph|s3fs|gvfsd-fuse|smbnetfs|onedriver|vmhgfs-fuse|google.*)"
)


def network_filesystem_of(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The type of the network file system that `path` lies on (it need not exist yet), None when it is local."""
    place = path.resolve()
    best, kind = -1, ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1]))
        # A later mount on the same point hides the earlier one.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind if _NETWORK.fullmatch(kind) else None
