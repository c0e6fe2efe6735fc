from .lesson import worksheet as worksheet
from .notebook import control_map as control_map
from .page import save as save
