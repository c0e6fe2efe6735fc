"""Content-Security-Policy of a page, and the addresses it may link to.

Scripts and styles are allowed by their hashes only, so that text from data cannot run even if
it became markup. Without `unsafe-inline`, `unsafe-eval` and `unsafe-hashes` browsers run no
handler in an attribute, no `javascript:` address and no text as code.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from markupsafe import Markup

from geo.base import CallError

SCHEMES = ("http", "https")
# For pages that fetch nothing. Hosts of map tiles require the referrer that browsers send.
NO_REFERRER = Markup('<meta name="referrer" content="no-referrer" />')
PLACEHOLDER = Markup("{policy}")  # in a document that is not complete yet

_NAME = re.compile(r"(?:\*\.)?[\w.-]+(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")
_WORD = re.compile(r"\{(\w+)\}")
_HOST = re.compile(r"(https?:)?//([^/?#]*)", re.IGNORECASE)


def policy(
    *,
    scripts: Iterable[str] = (),
    styles: Iterable[str] = (),
    more: Mapping[str, Iterable[str]] | None = None,
) -> Markup:
    """The element for the head of a page, before everything that it applies to.

    `scripts` and `styles` are the exact texts, each allowed by its hash; `more` are sources by
    directive, such as `{"img-src": ["data:"]}`. Everything else is forbidden.
    """
    rules = {
        "default-src": ["'none'"],
        "script-src": list(map(digest, scripts)),
        "style-src": list(map(digest, styles)),
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    for name, sources in (more or {}).items():
        rules[name] = [*rules.get(name, []), *sources]
    text = "; ".join(
        " ".join([name, *dict.fromkeys(sources)])
        for name, sources in rules.items()
        if sources
    )
    # not escaped: the quotation marks of hashes are plain text in an attribute
    return Markup(
        f'<meta http-equiv="Content-Security-Policy" content="{_checked(text)}" />'
    )


def digest(text: str) -> str:
    """The hash of a script or style, as a policy names it."""
    content = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(content).decode('ascii')}'"


def as_parsed(text: str) -> str:
    """`text` as browsers parse it, with their line ends; hashes are of this text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def link(address: object) -> str:
    """`address` if a reader may follow it; empty if it is not that of a web page.

    An address with a user name is refused: the name could pass for the host.
    """
    text = str(address or "").strip()
    if any(char.isspace() or not char.isprintable() for char in text):
        return ""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return text if parts.scheme in SCHEMES and has_host else ""


def host(address: str, words: Mapping[str, object] | None = None) -> str:
    """The source of a policy that allows requests to `address`, which may be a template.

    `words` are values of the words of the template; a host with other words in it allows every
    host of its scheme.
    """
    if re.match(r"data:|blob:", address, re.IGNORECASE):
        return address.partition(":")[0].lower() + ":"
    match = _HOST.match(address)
    if match is None:
        return "'self'"  # beside the page
    scheme, name = (match[1] or "").lower(), match[2].rpartition("@")[2]
    if name.startswith("{s}."):
        name = f"*{name[3:]}"
    name = _WORD.sub(lambda word: str((words or {}).get(word[1], word[0])), name)
    if not _NAME.fullmatch(name):
        return scheme or "https:"
    return f"{scheme}//{name}" if scheme else name


def named_host(address: str) -> str:
    """The source of a policy for a host that the user names.

    Raises
    ------
    CallError
        If it is not the address of a host on the web.
    """
    text = link(address)
    if not text or "'" in text or ";" in text or "," in text:
        raise CallError(
            f"{address}: not the address of a host; write it as https://example.org"
        )
    return host(text)


def _checked(text: str) -> str:
    """Require that nothing in a policy ends its attribute, which its parts are made not to do."""
    if re.search(r'["<>&\n]', text):
        raise ValueError(f"not a policy: {text}")
    return text
