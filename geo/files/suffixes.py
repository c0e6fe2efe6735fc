"""Archives by the endings of their names."""

ZIP, GZIP, TAR, XZ, BZIP2 = "zip", "gzip", "tar", "xz", "bzip2"

# .shz is what GDAL calls a shapefile in a zip, .tgz is short for .tar.gz.
ARCHIVES = {
    ".zip": ZIP,
    ".shz": ZIP,
    ".tar": TAR,
    ".gz": GZIP,
    ".tgz": GZIP,
    ".xz": XZ,
    ".txz": XZ,
    ".bz2": BZIP2,
    ".tbz2": BZIP2,
}
# Archives that hold one file, or a tar if their name says so.
SINGLE = (GZIP, XZ, BZIP2)
