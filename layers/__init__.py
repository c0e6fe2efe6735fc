"""Maps of controlmap: a control table in, a Folium map and one self-contained page out."""

from layers.page import control_map, save
from layers.worksheet import worksheet

__all__ = ["control_map", "save", "worksheet"]
