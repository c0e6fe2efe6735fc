from .layer import Layer as Layer
from .reader import layers as layers
from .signatures import look as look
from .text.csv import has_shapes as has_shapes
from .text.csv import text_table as text_table
from .text.geojson_fast import Shapes as Shapes
