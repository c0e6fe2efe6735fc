"""Archives by the endings of their names."""

ZIP, GZIP, TAR = "zip", "gzip", "tar"

# .shz is what GDAL calls a shapefile in a zip, .tgz is short for .tar.gz.
ARCHIVES = {".zip": ZIP, ".shz": ZIP, ".tar": TAR, ".gz": GZIP, ".tgz": GZIP}
