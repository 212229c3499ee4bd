"""A private, real WordPress from the Debian packages: own directory, own database on a unix socket, loopback only."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.ports import free_port
from tests.wordpress.networks import ROUTER, make_network

PACKAGES = {
    "wordpress": Path("/usr/share/wordpress/wp-load.php"),
    "wordpress-theme-twentytwentythree": Path("/usr/share/wordpress/wp-content/themes/twentytwentythree"),
    "mariadb-server": Path("/usr/sbin/mariadbd"),
    "php8.2-cli": Path("/usr/bin/php"),
    "php8.2-mysql": Path("/usr/lib/php"),
}

DEBIAN = Path("/usr/share/wordpress")

CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:%(root)s/db.sock');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
/* where it is */ define('WP_HOME', '%(url)s'); define('WP_SITEURL', '%(url)s');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

COUNTER = """<?php
/* Counts how often a post is read and tells it as the REST field `views`. */
add_action('template_redirect', function () {
    if (is_single()) update_post_meta(get_the_ID(), 'views', 1 + (int) get_post_meta(get_the_ID(), 'views', true));
});
add_action('rest_api_init', function () {
    register_rest_field('post', 'views', ['get_callback' => function ($post) {
        return (int) get_post_meta($post['id'], 'views', true);
    }, 'schema' => ['type' => 'integer']]);
});
"""

TYPES = """<?php
/* What offices add: announcements, laws without terms or excerpt, and two types that nobody can publish in. */
add_action('init', function () {
    $common = ['public' => true, 'show_in_rest' => true, 'has_archive' => true];
    $all = ['title', 'editor', 'excerpt', 'thumbnail'];
    $terms = ['category', 'post_tag'];
    register_post_type('pengumuman', ['label' => 'Pengumuman', 'supports' => $all, 'taxonomies' => $terms] + $common);
    $few = ['title', 'editor'];
    register_post_type('produk_hukum', ['label' => 'JDIH', 'rest_base' => 'produk-hukum', 'supports' => $few] + $common);
    register_post_type('tanpa_rest', ['label' => 'Lama', 'show_in_rest' => false] + $common);
    register_post_type('dalam', ['label' => 'Dalam', 'public' => false, 'supports' => ['title']] + $common);
});
"""

BLOCKED = """<?php
/* Nobody reaches REST here, as many hosts and security plugins have it. */
add_filter('rest_authentication_errors', fn() => new WP_Error('rest_disabled', 'REST is off.', ['status' => 403]), 999);
"""

INSTALL = """<?php
$_SERVER += ['HTTP_HOST' => '%(host)s', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
(new mysqli('localhost', 'root', '', '', 0, '%(root)s/db.sock'))->query('CREATE DATABASE wp CHARACTER SET utf8mb4');
define('WP_INSTALLING', true);
require '%(root)s/www/wp-load.php';
require ABSPATH . 'wp-admin/includes/admin.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification() {}
wp_install('Situs Uji', 'admin', 'admin@example.test', true, '', wp_generate_password());
foreach (['Berita', 'Pengumuman', 'Produk Hukum'] as $name) wp_insert_term($name, 'category');
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%%postname%%/');
delete_option('rewrite_rules');
$out = [];
foreach (['editor', 'author', 'contributor'] as $role) {
    $id = wp_insert_user(['user_login' => $role, 'user_pass' => wp_generate_password(), 'role' => $role]);
    $out[$role] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'uji'])[0];
}
file_put_contents('%(root)s/passwords.json', json_encode($out));
"""


@dataclass
class RealWordPress:
    """A running site; `passwords` holds one application password a role, the role being the user name; it listens on `port`."""

    url: str
    root: Path
    port: int
    passwords: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def sql(self, query: str) -> str:
        """What the site's own database says, asked past WordPress."""
        command = [
            "mariadb",
            "--no-defaults",
            f"--socket={self.root}/db.sock",
            "-uroot",
            "wp",
            "--skip-column-names",
            "-e",
            query,
        ]
        return subprocess.run(command, capture_output=True, check=True, timeout=60, text=True).stdout.strip()

    def stop(self) -> None:
        """End every process group that was started here, workers included, and remove the directory."""
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        shutil.rmtree(self.root, ignore_errors=True)


class NotThere(RuntimeError):
    """The web server ended before it answered."""


def missing_packages(*, debian_core: bool = True) -> list[str]:
    """The Debian packages that the site needs and that are not here; a site with another core needs none of WordPress."""
    return [name for name, path in PACKAGES.items() if not path.exists() and (debian_core or DEBIAN not in path.parents)]


def start(*, rest: bool = True, inner: bool = False, core: Path | None = None, network: bool = False) -> RealWordPress:
    """A fresh site that answers, on request with REST switched off; whatever was started is ended again if it does not.

    `inner`: it listens on a port of its own, and who asked for it puts something before it at its public address.
    `core`: another WordPress than Debian's, unpacked. `network`: several sites in subdirectories, see `networks`.
    """
    for _ in range(2):
        try:
            return _started(rest=rest, inner=inner, core=core or DEBIAN, network=network)
        except NotThere:  # somebody else took its port between our asking for a free one and its listening
            continue
    return _started(rest=rest, inner=inner, core=core or DEBIAN, network=network)


def _started(*, rest: bool, inner: bool, core: Path, network: bool) -> RealWordPress:
    root = Path(tempfile.mkdtemp(prefix="tayang-wp-"))
    if os.geteuid() == 0:
        shutil.chown(root, "nobody", "nogroup")
    public = free_port()
    port = free_port() if inner else public
    site = RealWordPress(f"http://127.0.0.1:{public}", root, port)
    try:
        _build(site, rest=rest, core=core)
        if network:
            make_network(site.root, site.host, _run)
        site.passwords = json.loads((root / "passwords.json").read_text())
        _serve(site, "php", "-S", f"127.0.0.1:{site.port}", "-t", f"{root}/www", f"{root}/www/router.php")
        _until(lambda: _answers(site, 200 if rest else 403))
    except BaseException:
        site.stop()
        raise
    return site


def _build(site: RealWordPress, *, rest: bool, core: Path) -> None:
    root = site.root
    _run(
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={root}/db",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    )
    _serve(site, "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={root}/db", f"--socket={root}/db.sock", "--skip-networking",
           f"--pid-file={root}/db.pid", "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0")  # fmt: skip
    _run("cp", "-rL", str(core), f"{root}/www")
    values = {"root": str(root), "url": site.url, "host": site.host}
    (root / "www/wp-config.php").unlink(missing_ok=True)
    (root / "www/wp-config.php").write_text(CONFIG % values)
    (root / "www/router.php").write_text(ROUTER)
    for name in ("mu-plugins", "uploads"):
        _run("mkdir", "-p", f"{root}/www/wp-content/{name}")
    (root / "www/wp-content/mu-plugins/views.php").write_text(COUNTER)
    (root / "www/wp-content/mu-plugins/types.php").write_text(TYPES)
    if not rest:
        (root / "www/wp-content/mu-plugins/rest.php").write_text(BLOCKED)
    (root / "install.php").write_text(INSTALL % values)
    _until(lambda: subprocess.run(["mariadb-admin", "--no-defaults", f"--socket={root}/db.sock", "-uroot", "ping"],
                                  capture_output=True, check=False).returncode == 0)  # fmt: skip
    _run("php", f"{root}/install.php")


def _answers(site: RealWordPress, status: int) -> bool:
    if site.processes[-1].poll() is not None:
        raise NotThere((site.root / "php.log").read_text(errors="replace")[-1500:])
    try:
        return requests.get(f"http://127.0.0.1:{site.port}/wp-json/", timeout=60).status_code == status
    except requests.RequestException:
        return False


def _user() -> dict[str, object]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, cwd="/", **_user())  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-1500:]!r} {done.stderr[-1500:]!r}")


def _serve(site: RealWordPress, *command: str) -> None:
    log = (site.root / f"{Path(command[0]).name}.log").open("wb")
    environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "4"}
    with log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=environment,
            **_user(),  # type: ignore[call-overload]
        )
    site.processes.append(process)


def _until(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("the practice WordPress did not come up")
        time.sleep(0.05)
