"""What a page may do: its Content-Security-Policy, and which addresses it links.

A page that runs only what stands here by its hash runs nothing that a name brought along, were
there ever a hole. Without `unsafe-inline`, `unsafe-eval` and `unsafe-hashes` browsers run no
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
# A page that fetches nothing says nothing of itself to those whom it links; hosts of tiles want to
# know whose page asks, which is what browsers tell where nothing is said.
SILENT = Markup('<meta name="referrer" content="no-referrer" />')
PLACE = Markup("{policy}")  # where it will stand in a document that is not complete yet

_NAME = re.compile(r"(?:\*\.)?[\w.-]+(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")
_WORD = re.compile(r"\{(\w+)\}")
_HOST = re.compile(r"(https?:)?//([^/?#]*)", re.IGNORECASE)


def policy(
    *,
    scripts: Iterable[str] = (),
    styles: Iterable[str] = (),
    more: Mapping[str, Iterable[str]] | None = None,
) -> Markup:
    """The element for a page's head, before all that it is to govern.

    `scripts` and `styles` are the very texts that run, each admitted by its hash; `more` are
    sources by directive, such as `{"img-src": ["data:"]}`. All else is forbidden.
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
    told = "; ".join(
        " ".join([name, *dict.fromkeys(sources)])
        for name, sources in rules.items()
        if sources
    )
    # Not escaped: in an element's value quotation marks of hashes are plain text.
    return Markup(
        f'<meta http-equiv="Content-Security-Policy" content="{_checked(told)}" />'
    )


def digest(text: str) -> str:
    """The hash of a script or style, as a policy names it."""
    content = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(content).decode('ascii')}'"


def parsed(text: str) -> str:
    """Text of an element as browsers have it, who read every end of a line as one letter."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def link(address: object) -> str:
    """An address that a reader may follow; empty for anything that is no web page.

    An address with a name before its host is none: what looks like the host would not be it.
    """
    text = str(address or "").strip()
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        return ""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return text if parts.scheme in SCHEMES and named else ""


def host(address: str, words: Mapping[str, object] | None = None) -> str:
    """The source that admits what is fetched from `address`, a template of one or whole.

    `words` are what the template's words in the name of the host stand for; a name that holds
    others admits every host of its scheme.
    """
    if re.match(r"data:|blob:", address, re.IGNORECASE):
        return address.partition(":")[0].lower() + ":"
    found = _HOST.match(address)
    if found is None:
        return "'self'"  # beside the page
    scheme, name = (found[1] or "").lower(), found[2].rpartition("@")[2]
    if name.startswith("{s}."):
        name = f"*{name[3:]}"
    name = _WORD.sub(lambda word: str((words or {}).get(word[1], word[0])), name)
    if not _NAME.fullmatch(name):
        return scheme or "https:"
    return f"{scheme}//{name}" if scheme else name


def asked_for(address: str) -> str:
    """The source for a host that the caller of `save` names.

    Raises
    ------
    CallError
        If it is no address of a host on the web.
    """
    found = link(address)
    if not found or "'" in found or ";" in found or "," in found:
        raise CallError(
            f"{address}: not the address of a host; write it as https://example.org"
        )
    return host(found)


def _checked(told: str) -> str:
    """Nothing in a policy may end it early; its parts were made so that nothing does."""
    if re.search(r'["<>&\n]', told):
        raise ValueError(f"not a policy: {told}")
    return told
