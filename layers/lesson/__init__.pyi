from .handout import Worksheet as Worksheet
from .handout import worksheet as worksheet
