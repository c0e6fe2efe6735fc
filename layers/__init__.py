"""Maps of controlmap: a control table in, a Folium map and one self-contained page out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.handout import worksheet
    from layers.page import control_map, save

__all__ = ["control_map", "save", "worksheet"]

# Loaded when they are asked for: Folium takes as long to load as all the rest together, and most
# commands draw nothing. No room has the name of what is asked for: once loaded, it would stand in
# its place.
_ROOMS = {"control_map": "page", "save": "page", "worksheet": "handout"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
