"""The interactive page: a Folium map in one self-contained HTML file.

In: a control table or its summary. Out: a `folium.Map` and a file that needs no network.
Start with `page.py`; the scripts and styles are in `layers/assets`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
