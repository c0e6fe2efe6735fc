"""Formats that are text: GeoJSON, TopoJSON, KML and tables with shapes in a column."""
