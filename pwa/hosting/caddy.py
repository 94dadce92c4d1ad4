"""Rules to import in a site block of Caddy whose `root` is the document root."""

from pwa.hosting.kinds import HIDDEN, IN_UTF_8, TYPES, error_pages, kinds, other_ways
from pwa.site import Site

FILES = "file_server {\n  precompressed br gzip\n}"


def caddy_rules(site: Site) -> str:
    """The same addresses and headers as our own server, in Caddy's words."""
    parts = [
        "# Made by flask build: import it inside a site block, after `root * ` and the folder that holds _hosting/.",
        # The time of a file is made from its content: it names a version, it is no time.
        "request_header -If-Modified-Since",
        # By itself: whatever stands in one block with a removal is set last, over what a kind of address says.
        _block("header", ["-Last-Modified", "-Server"]),
        # For what no handler answers, such as a redirect.
        _block("header", _lines({**site.headers.common, "Cache-Control": "no-cache"})),
        "@other_methods not method GET HEAD\nhandle @other_methods {\n  error 405\n}",
        f"@hidden path_regexp {_quoted(HIDDEN)}\nhandle @hidden {{\n  error 404\n}}",
    ]
    for name, pattern, to in other_ways(site):
        there = to.format(f"{{re.{name}.1}}")
        parts.append(f"@{name} path_regexp {name} {_quoted(pattern)}\nredir @{name} {there} 301")
    for suffix, media_type in TYPES.items():
        parts.append(f'@{suffix[1:]} path *{suffix}\nheader @{suffix[1:]} Content-Type "{_typed(media_type)}"')
    for kind in kinds(site):
        tried = " ".join(f"{{path}}{ending}" for ending in kind.tried)
        type_of_pages = [f'header Content-Type "{_typed(TYPES[".html"])}"'] if ".html" in kind.tried else []
        found = [*type_of_pages, _block("header", _lines(kind.headers)), f"try_files {tried} =404", FILES]
        parts.append(f"@{kind.name} path_regexp {_quoted(kind.pattern)}\n" + _block(f"handle @{kind.name}", found))
    errors = ["header -Last-Modified"]
    for page, headers in error_pages(site):
        folder = page.removesuffix("404.html")
        shown = {"Content-Type": _typed(TYPES[".html"]), **headers}
        errors.append(_block(f"handle {folder}*", [f"rewrite * {page}", _block("header", _lines(shown)), FILES]))
    parts.append(_block("handle_errors", errors))
    return "\n\n".join(parts) + "\n"


def _typed(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type in IN_UTF_8 else media_type


def _lines(headers: dict[str, str]) -> list[str]:
    return [f"{name} {_quoted(value)}" for name, value in headers.items()]


def _block(name: str, lines: list[str]) -> str:
    inside = "\n".join(lines).split("\n")
    return "\n".join([f"{name} {{", *(f"  {line}" for line in inside), "}"])


def _quoted(text: str) -> str:
    """In backquotes, where nothing has a meaning of its own."""
    return f"`{text}`"
