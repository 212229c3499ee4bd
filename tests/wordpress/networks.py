"""A network of sites in subdirectories, one database and one set of users, as a province may run it for its offices."""

from collections.abc import Callable
from pathlib import Path

OFFICES = ("kab-satu", "kab-dua")
"""The sites besides the first, by their directory; `bot` writes on both and has no role on the first."""

ROUTER = """<?php
/* What a web server's rules for a network in subdirectories say: of /kab-satu/wp-login.php WordPress itself is one level up. */
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = __DIR__ . $path;
if (!is_file($file)) $file = __DIR__ . preg_replace('#^/[a-z0-9-]+(/(?:wp-|xmlrpc).*)#', '$1', $path);
if ($path !== '/' && is_file($file)) {
    if ($file === __DIR__ . $path) return false;
    if (!str_ends_with($file, '.php')) {
        header('Content-Type: ' . mime_content_type($file));
        readfile($file);
        return;
    }
    $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = substr($file, strlen(__DIR__));
    require $file;
    return;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require __DIR__ . '/index.php';
"""

_START = """<?php
$_SERVER += ['HTTP_HOST' => '%(host)s', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
"""
_NETWORK = """
require '%(root)s/www/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
foreach ($wpdb->tables('ms_global') as $table => $named) $wpdb->$table = $named;
install_network();
$made = populate_network(1, '%(host)s', 'admin@example.test', 'Jaringan Uji', '/', false);
if (is_wp_error($made) && $made->get_error_code() !== 'no_wildcard_dns') { echo $made->get_error_message(); exit(1); }
"""
_DEFINED = """define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); define('DOMAIN_CURRENT_SITE', '%(host)s');
define('PATH_CURRENT_SITE', '/'); define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1);
"""
_SITES = """
require '%(root)s/www/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
$bot = wpmu_create_user('bot', wp_generate_password(), 'bot@example.test');
$word = WP_Application_Passwords::create_new_application_password($bot, ['name' => 'uji'])[0];
foreach (%(offices)s as $name) {
    $id = wp_insert_site(['domain' => '%(host)s', 'path' => "/$name/", 'title' => $name, 'user_id' => 1, 'network_id' => 1]);
    if (is_wp_error($id)) { echo $id->get_error_message(); exit(1); }
    add_user_to_blog($id, $bot, 'author');
    /* WordPress takes the colon out of an address with a port. */
    $wpdb->update($wpdb->blogs, ['domain' => '%(host)s'], ['blog_id' => $id]);
    clean_blog_cache($id);
    switch_to_blog($id);
    foreach (['home', 'siteurl'] as $key) update_option($key, "http://%(host)s/$name");
    wp_insert_term('Berita', 'category');
    wp_insert_term('pemilu', 'post_tag');
    $wp_rewrite->init();
    $wp_rewrite->set_permalink_structure('/%%postname%%/');
    delete_option('rewrite_rules');
    restore_current_blog();
}
remove_user_from_blog($bot, 1);
$known = json_decode(file_get_contents('%(root)s/passwords.json'), true);
file_put_contents('%(root)s/passwords.json', json_encode($known + ['bot' => $word]));
"""


def make_network(root: Path, host: str, run: Callable[..., None]) -> None:
    """Turn the freshly installed site into the first of a network."""
    values = {"root": str(root), "host": host, "offices": repr(list(OFFICES))}
    (root / "network.php").write_text((_START + _NETWORK) % values)
    run("php", f"{root}/network.php")
    config = root / "www/wp-config.php"
    head, _, rest = config.read_text().partition("/* where it is */")
    config.write_text(head + _DEFINED % values + rest.partition("\n")[2])
    (root / "sites.php").write_text((_START + _SITES) % values)
    run("php", f"{root}/sites.php")
