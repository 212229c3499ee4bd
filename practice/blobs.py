"""What was uploaded to a member of the town, as its readers get it."""

from aiohttp import web

from practice.films import Owner


def add_route(app: web.Application, owner: Owner, member: str, path: str = "/gambar/{name}") -> None:
    """GET: the file that is kept under the path's `name`, byte for byte; 404 if none is."""

    async def file(request: web.Request) -> web.Response:
        blob = owner.store.blob(member, request.match_info["name"])
        if blob is None:
            raise web.HTTPNotFound
        return web.Response(body=blob.data, content_type=blob.mime)

    app.router.add_get(path, file)
