"""Rules to import in a site block of Caddy whose `root` is the document root."""

from pwa.hosting.kinds import HIDDEN, IN_UTF_8, TYPES, error_pages, kinds, other_ways
from pwa.hosting.passing_on import PassedOn, passed_on
from pwa.site import Site

FILES = "file_server {\n  precompressed br gzip\n}"


def caddy_rules(site: Site, server: str = "") -> str:
    """The same addresses and headers as our own server, in Caddy's words.

    What files cannot answer goes to our server at the origin `server`, where there is one.
    """
    sent_on = list(passed_on(site)) if server else []
    of_files = {**site.headers.common, "Cache-Control": "no-cache"}
    parts = [
        "# Made by flask build: import it inside a site block, after `root * ` and the folder that holds _hosting/.",
        # The time of a file is made from its content: it names a version, it is no time.
        "request_header -If-Modified-Since",
        # By itself: whatever stands in one block with a removal is set last, over what a kind of address says.
        _block("header", ["-Last-Modified", "-Server"]),
        # For what no handler answers, such as a redirect.
        # An answer of our server has its own headers: those of files would stand beside them.
        *([_block("@of_files", [_block("not", _asked(each)) for each in sent_on])] if sent_on else []),
        _block("header @of_files" if sent_on else "header", _lines(of_files)),
        *(_block(f"@{each.name}", _asked(each)) + "\n" + _passed_on(each, server) for each in sent_on),
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
    shown_by = {page: _shown(page, headers) for page, headers in error_pages(site, (404, 500))}
    errors = ["header -Last-Modified"]
    for each in sent_on:
        failed = [f"path_regexp {_quoted(each.pattern)}", "expression `{http.error.status_code} > 405`"]
        errors += [
            _block(f"@{each.name}_failed", failed),
            _block(f"handle @{each.name}_failed", shown_by[each.failed]),
        ]
    for page, lines in shown_by.items():
        if page.endswith("404.html"):
            errors.append(_block(f"handle {page.removesuffix('404.html')}*", lines))
    parts.append(_block("handle_errors", errors))
    return "\n\n".join(parts) + "\n"


def _asked(passed: PassedOn) -> list[str]:
    """Which requests are passed on. Caddy itself puts the address of who asks into X-Forwarded-For, and no other."""
    return [f"path_regexp {_quoted(passed.pattern)}", *(() if passed.reading_too else ("not method GET HEAD",))]


def _passed_on(passed: PassedOn, server: str) -> str:
    body = _block("request_body", [f"max_size {passed.most_kb}KB"])
    return _block(f"handle @{passed.name}", [body, f"reverse_proxy {server}"])


def _shown(page: str, headers: dict[str, str]) -> list[str]:
    shown = {"Content-Type": _typed(TYPES[".html"]), **headers}
    return [f"rewrite * {page}", _block("header", _lines(shown)), FILES]


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
