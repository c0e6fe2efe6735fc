"""What pages, pictures and lessons show: series, names, colours, legend, sources.

In: a control table and what came with it. Out: one summary that all outputs share.
Start with `summary.py`, then `series.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
