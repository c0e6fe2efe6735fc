from .layer import Layer as Layer
from .layer import Shapes as Shapes
from .reader import layers as layers
from .registry import FORMATS as FORMATS
from .registry import READABLE as READABLE
from .signatures import check_signature as check_signature
from .text.csv import has_shapes as has_shapes
from .text.csv import read_table as read_table
