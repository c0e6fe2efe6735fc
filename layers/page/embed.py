"""Embedding the pages of a kit: snippets to copy, a listener, markup for the head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from geo.base import CallError
from layers.language import LANGUAGES
from layers.output import NO_REFERRER, Provenance, as_parsed, asset, policy, template
from layers.page.bundle import script

ENTRY = "app/embed_snippets.mjs"
FRAMED = ("'self'", "file:")  # 'self' does not cover files on disk in every browser
HEIGHT = 720  # pixels of a frame whose page reports no height
POSTER = (1200, 630)  # pixels
PAGES = (
    ("map.html", "the map"),
    ("timeline.html", "the chart alone"),
    ("story.html", "the story"),
)
OPTIONS = (
    ("date=2017-07-10", "Opens at a date: a day, a month or a year."),
    ("from=2016&to=2017-06", "Shows a shorter span of the series."),
    ("theme=dark", "dark, light, or auto, as the reader's system has it."),
    ("static=1", "A still map of the date, without controls."),
    ("chart=0", "Leaves out the chart."),
    ("actor=Name", "Follows an actor, by its name in the data or on the page."),
    ("with=2015-05-25", "Compares with a date, or with peak, year or last."),
    ("present=1", "For a projector: from scene to scene with arrows or a clicker."),
)
# Where to paste what; each was tried in a page that treats frames as these systems do.
PLACES = (
    (
        "WordPress and other systems with a block for HTML",
        "A frame, with the date after #. What WordPress appends to the address is ignored.",
    ),
    (
        "Systems that run no script of yours",
        "A frame of a fixed height; if they listen to Datawrapper, pym.js, AMP or Medium, "
        "it grows by itself.",
    ),
    (
        "Learning platforms",
        "A frame. In their sandbox the picture to save can be pressed and held, and the figures "
        "copied as text.",
    ),
    (
        "Slides in a browser, also scaled ones",
        "A frame of timeline.html, or of map.html with static=1.",
    ),
    (
        "Slides and letters without frames, newsletters",
        "The picture with its link, or poster.png alone.",
    ),
    (
        "A story",
        "A frame of a fixed height, in which it scrolls. In a frame as high as its page each "
        "scene has its picture instead.",
    ),
)
_FRAME = (
    '<iframe src="{page}"%(mark)s\n'
    '  title="%(title)s"\n'
    '  sandbox="allow-scripts allow-downloads allow-popups" width="100%%" height="%(height)d"\n'
    '  loading="lazy" style="border: 0"></iframe>'
)
_PICTURE = (
    '<a href="{page}"><img src="{poster}"\n'
    '  alt="%(alt)s"\n'
    '  width="%(wide)d" height="%(high)d" style="max-width: 100%%; height: auto" /></a>'
)

# Braces mark addresses in a template.
_ENTITIES = {"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}


@dataclass(frozen=True)
class Snippet:
    """Something to copy; `template` has {page} and {poster} in place of addresses."""

    id: str
    name: str
    words: str
    template: str

    def fill(self, url: str = "") -> str:
        """With the addresses of files in the folder at `url`."""
        files = {"page": "map.html", "poster": "poster.png"}
        text = self.template
        for name, file in files.items():
            text = text.replace(f"{{{name}}}", f"{_attribute(url)}{file}")
        return text


def folder_url(text: str | None) -> str:
    """The address of a folder, with a slash at its end; empty for none.

    Raises
    ------
    CallError
        If it is not a complete web address.
    """
    url = (text or "").strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CallError(
            f"{url}: not a web address; write it as https://example.org/maps/"
        )
    if parts.query or parts.fragment:
        raise CallError(
            f"{url}: not the address of a folder; leave out what follows ? or #"
        )
    return url if url.endswith("/") else f"{url}/"


def snippets(title: str, alt: str) -> list[Snippet]:
    """A frame, one that grows with its page, and a picture with a link."""
    values = {"title": _attribute(title), "height": HEIGHT}
    frame = _FRAME % {**values, "mark": ""}
    growing = _FRAME % {**values, "mark": " data-controlmap"}
    picture = {"wide": POSTER[0], "high": POSTER[1], "alt": _attribute(_one_line(alt))}
    return [
        Snippet(
            "frame",
            "A frame",
            "Of a height that you choose; the page fills it, and what is longer scrolls.",
            frame,
        ),
        Snippet(
            "growing",
            "A frame as high as its page",
            "With a few lines that listen to how high the page is. Once is enough for all "
            "frames of an article.",
            f"{growing}\n<script>\n{listener()}</script>",
        ),
        Snippet(
            "file",
            "The same for pages that run only scripts of their own server",
            "As a Content-Security-Policy of script-src 'self' asks: put embed.js there, and "
            "write where it lies.",
            f'{growing}\n<script src="/embed.js" async></script>',
        ),
        Snippet(
            "picture",
            "Without scripts",
            "A picture with a link, for newsletters and feeds. Its text for those who do not see "
            "it is that of alt.txt.",
            _PICTURE % picture,
        ),
    ]


def embed_page(
    title: str,
    alt: str,
    date: str = "",
    url: str = "",
    also: Sequence[str] = (),
    made: Provenance | None = None,
) -> str:
    """The page embed.html: both pages, and snippets to copy.

    `date` is an example, one of the data; `url` the address of the folder, as `folder_url` gives
    it, if it is known; `also` are codes of other languages in which the pages are there; `made` is
    their provenance.
    """
    language = [(f"lang={code}", f"In {LANGUAGES[code]}.") for code in also]
    rows = [
        {
            "id": snippet.id,
            "name": snippet.name,
            "words": snippet.words,
            "template": snippet.template,
            "text": snippet.fill(url),
        }
        for snippet in snippets(title, alt)
    ]
    css, runs = (
        as_parsed(asset("styles/embed.css")),
        f"{script(ENTRY)}\nstartSnippets(document);\n",
    )
    return template("embed.html").render(
        policy=policy(scripts=[runs], styles=[css], more={"frame-src": FRAMED}),
        silent=NO_REFERRER,
        title=title,
        url=url,
        date=date,
        made=made,
        height=HEIGHT,
        pages=PAGES,
        snippets=rows,
        places=PLACES,
        words=[*OPTIONS, *language],
        css=Markup(css),
        script=Markup(runs),
    )


def listener() -> str:
    """The lines of embed.js, without the comment at its top."""
    lines = asset("app/embed.js").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("//"))


def card(title: str, description: str, alt: str, url: str = "") -> str:
    """Markup for the head of map.html, from which other sites describe it: Open Graph, oEmbed.

    Networks need complete addresses: without `url` they are left out, except those of files in
    the same folder, which may be relative.
    """
    properties: Mapping[str, str] = {
        "og:type": "website",
        "og:title": title,
        "og:description": description,
        "og:url": f"{url}map.html" if url else "",
        "og:image": f"{url}poster.png",
        "og:image:width": str(POSTER[0]),
        "og:image:height": str(POSTER[1]),
        "og:image:alt": _one_line(alt),
    }
    lines = [Markup('<meta name="description" content="{}" />').format(description)]
    for name, value in properties.items():
        if value:
            tag = Markup('<meta property="{}" content="{}" />')
            lines.append(tag.format(name, value))
    lines.append(Markup('<meta name="twitter:card" content="summary_large_image" />'))
    oembed = Markup(
        '<link rel="alternate" type="application/json+oembed" href="{}" title="{}" />'
    )
    lines.append(oembed.format(f"{url}oembed.json", title))
    return "\n    ".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _attribute(text: str) -> str:
    """`text` for an attribute in double quotes, which people can read too."""
    for character, entity in _ENTITIES.items():
        text = text.replace(character, entity)
    return text
