"""The types of post of a WordPress site as XML-RPC tells them, and which of them a role may publish."""

from wordpress_xmlrpc.methods.posts import GetPostType
from wordpress_xmlrpc.methods.users import GetProfile

from connectors.contract import NeedsHuman, TryLater
from connectors.wordpress_types import PostType, Types, names, no_right, table, unknown
from connectors.wordpress_xmlrpc_wire import Wordpress
from language.say import t

_POSTS = frozenset({"edit_posts", "publish_posts"})
_PAGES = frozenset({"edit_pages", "publish_pages"})
_RIGHTS = {"author": _POSTS, "editor": _POSTS | _PAGES, "administrator": _POSTS | _PAGES}


class XmlRpcTypes(Types):
    """As XML-RPC tells them."""

    def __init__(self, server: Wordpress) -> None:
        super().__init__(server.address)
        self._server = server

    def _asked(self, name: str) -> PostType:
        told, fault = self._server.answer(GetPostType(name), 401, 403)
        if fault:
            self._server.read(GetProfile())  # 403 is said to a wrong password too; this tells it plainly
        if fault == 401:
            raise NeedsHuman(no_right(name, self._address))
        if fault:
            raise NeedsHuman(unknown(name, self._address))
        if getattr(told, "name", "") != name:
            raise TryLater(t("{site} tidak menjelaskan jenis naskah “{name}”.", site=self._address, name=name))
        rights = table(getattr(told, "cap", None))
        return PostType(
            name=name,
            taxonomies=frozenset(names(getattr(told, "taxonomies", None))),
            supports=frozenset(names(getattr(told, "supports", None))),
            viewable=getattr(told, "public", True) is not False,
            create=str(rights.get("create_posts") or rights.get("edit_posts") or "edit_posts"),
            publish=str(rights.get("publish_posts") or "publish_posts"),
        )


def may(roles: set[str], right: str) -> bool:
    """Whether these roles carry the right. Of a role or a right of the site's own making nobody tells us: the site decides."""
    if right not in _POSTS | _PAGES or roles - _RIGHTS.keys():
        return True
    return any(right in _RIGHTS[role] for role in roles)
