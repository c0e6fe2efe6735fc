from .handout import Worksheet as Worksheet
from .handout import worksheet as worksheet
from .handout import worksheet_of as worksheet_of
