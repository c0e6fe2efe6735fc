"""Pictures for print and slides: map, chart, legend, film and social card.

In: the summary of `layers.content`. Out: PNG, SVG, PDF and MP4 files.
Start with `layouts.py`; `map.py` and `chart.py` draw.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
