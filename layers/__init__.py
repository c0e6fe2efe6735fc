"""Maps of controlmap: a control table in, a Folium map and one self-contained page out."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
