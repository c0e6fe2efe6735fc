"""The Folium map of a page, and what a notebook shows of it: the page in a frame."""

import base64
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import folium
from markupsafe import escape

from layers.content import Summary
from layers.page.document import Page

# Date and chart under a map of some 400 pixels, in a column of a notebook.
FRAME_HEIGHT = "52rem"


@dataclass(frozen=True)
class Picture:
    """What stands for a page where none can be shown."""

    media_type: str
    content: bytes
    alt: str

    @property
    def encoded(self) -> str:
        return base64.b64encode(self.content).decode("ascii")


class ControlMap(folium.Map):
    """A Folium map that a notebook shows as its page."""

    summary: Summary
    # For viewers that show no page; `layers.notebook` sets it.
    picture: Callable[[Summary], Picture] | None = None

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Data and metadata by media type, as Jupyter's display protocol has them."""
        page = self.get_root()
        if not isinstance(page, Page):  # it was put into a figure of the caller's
            return {"text/html": super()._repr_html_()}, {}
        title = self.summary.title
        if self.picture is None:
            return {"text/html": frame_page(page.render(), title)}, {}
        picture = self.picture(self.summary)
        kind, content = picture.media_type, picture.encoded
        address = f"data:{kind};base64,{content}"
        data = {
            "text/html": frame_page(page.render(), title, address, picture.alt),
            kind: picture.content.decode() if kind == "image/svg+xml" else content,
            "text/plain": picture.alt,
        }
        return data, {kind: {"alt": picture.alt}}

    def _repr_html_(self, **_: Any) -> str:
        data, _metadata = self._repr_mimebundle_()
        return data["text/html"]


def frame_page(page: str, title: str, address: str = "", alt: str = "") -> str:
    """`page` in a frame, which covers a picture of it found at `address`."""
    under = (
        # Where scripts do not run the frame would hide the picture and show nothing.
        "<noscript><style>.controlmap-frame{display:none}</style></noscript>"
        f'<img src="{address}" alt="{escape(alt)}" style="width:100%;max-width:960px">'
    )
    return (
        f'<div style="position:relative;width:100%;min-height:{FRAME_HEIGHT}">'
        f"{under if address else ''}"
        f'<iframe class="controlmap-frame" title="{escape(title)}" allowfullscreen'
        ' style="position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"'
        f' srcdoc="{html.escape(page)}"></iframe></div>'
    )
