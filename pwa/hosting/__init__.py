"""The table of `pwa.headers`, and which file answers which address, in the forms other servers read."""

from pwa.hosting.caddy import caddy_rules
from pwa.hosting.nginx import nginx_rules
from pwa.hosting.static_hosts import headers_file, redirects_file

RULES = "/_hosting/"
"""Where rules for servers lie in the document root. No server hands them out."""

__all__ = ["RULES", "caddy_rules", "headers_file", "nginx_rules", "redirects_file"]
