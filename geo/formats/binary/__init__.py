"""Formats that are binary: GeoPackage, Shapefile, FlatGeobuf and GeoParquet."""
