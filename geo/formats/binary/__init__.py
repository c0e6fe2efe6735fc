"""Binary formats: GeoPackage, shapefile, FlatGeobuf and GeoParquet."""
