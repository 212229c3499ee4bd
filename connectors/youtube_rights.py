"""What a permission for YouTube may do: what publishing needs of it, and what it had better not have."""

from collections.abc import Iterable

from language.say import later, t

PREFIX = "https://www.googleapis.com/auth/"
NEEDED = "youtube"
ALSO_ENOUGH = "youtube.force-ssl"
"""May all that `youtube` may, comments and captions besides."""
HARMLESS = frozenset(
    {NEEDED, "youtube.readonly", "youtube.upload", "openid", "email", "profile", "userinfo.email", "userinfo.profile"}
)
WORDS = {
    ALSO_ENOUGH: later("menulis dan menghapus komentar serta teks film"),
    "youtubepartner": later("mengurus hak dan aset mitra YouTube"),
    "youtube.channel-memberships.creator": later("membaca daftar anggota kanal"),
}


def rights_of(scopes: Iterable[str]) -> frozenset[str]:
    """Google's addresses of rights by their last word."""
    return frozenset(scope.removeprefix(PREFIX) for scope in scopes)


def lacking(held: frozenset[str]) -> tuple[str, ...]:
    """The right that publishing needs, where it is not there; none where nobody says."""
    return () if not held or held & {NEEDED, ALSO_ENOUGH} else (NEEDED,)


def excess(held: frozenset[str]) -> tuple[str, ...]:
    """What the permission may do beyond publishing films, in words."""
    return tuple(
        f"{t(WORDS[right]) if right in WORDS else t('hal lain di akun Google')} ({right})" for right in sorted(held - HARMLESS)
    )
