"""Formats of text: GeoJSON, TopoJSON, KML and CSV."""
