"""Areas on the ellipsoid, repaired polygons, gains and losses.

In: a control table, or polygons in longitude and latitude. Out: numbers in km2 and polygons.
Start with `area.py` for the formula and `area_table.py` for areas on each date.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
