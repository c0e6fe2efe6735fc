"""Build the table of files that Folium's layers link, with what each must hold: links.json.

    python layers/data/build_links.py

Folium's addresses are on nine hosts, and many name no version. Here each has a file of an npm
package at one version; jsDelivr serves the files of npm packages as they are, so an integrity hash
of the file is true of its address there. (Files that it minifies itself are not: they may change.)
Asks npm for the packages. Equal packages give equal bytes.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

TABLE = Path(__file__).parent / "links.json"
CDN = "https://cdn.jsdelivr.net/npm/"

JSDELIVR = "https://cdn.jsdelivr.net/"
CDNJS = "https://cdnjs.cloudflare.com/ajax/libs/"
UNPKG = "https://unpkg.com/"

# What Folium 0.18 to 0.20 links: the file that stands for it. Where the version that Folium names
# is not on npm, or it names none, the one that was tried with Folium 0.20.
# fmt: off
FILES = {
    f"{JSDELIVR}gh/ardhi/Leaflet.MousePosition/src/L.Control.MousePosition.min.css":
        "leaflet-mouse-position@1.2.0/src/L.Control.MousePosition.css",
    f"{JSDELIVR}gh/ardhi/Leaflet.MousePosition/src/L.Control.MousePosition.min.js":
        "leaflet-mouse-position@1.2.0/src/L.Control.MousePosition.js",
    f"{JSDELIVR}gh/ljagis/leaflet-measure@2.1.7/dist/leaflet-measure.min.css":
        "leaflet-measure@2.1.7/dist/leaflet-measure.css",
    f"{JSDELIVR}gh/ljagis/leaflet-measure@2.1.7/dist/leaflet-measure.min.js":
        "leaflet-measure@2.1.7/dist/leaflet-measure.min.js",
    f"{JSDELIVR}gh/marslan390/BeautifyMarker/leaflet-beautify-marker-icon.min.css":
        "beautifymarker@1.0.9/leaflet-beautify-marker-icon.css",
    f"{JSDELIVR}gh/marslan390/BeautifyMarker/leaflet-beautify-marker-icon.min.js":
        "beautifymarker@1.0.9/leaflet-beautify-marker-icon.js",
    f"{JSDELIVR}npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css":
        "@fortawesome/fontawesome-free@6.2.0/css/all.min.css",
    f"{JSDELIVR}npm/css-ripple-effect@1.0.5/dist/ripple.min.css":
        "css-ripple-effect@1.0.5/dist/ripple.min.css",
    f"{JSDELIVR}npm/iso8601-js-period@0.2.1/iso8601.min.js":
        "iso8601-js-period@0.2.1/iso8601.js",
    f"{JSDELIVR}npm/leaflet-ant-path@1.1.2/dist/leaflet-ant-path.min.js":
        "leaflet-ant-path@1.1.2/dist/leaflet-ant-path.js",
    f"{JSDELIVR}npm/leaflet-easybutton@2/src/easy-button.css":
        "leaflet-easybutton@2.4.0/src/easy-button.css",
    f"{JSDELIVR}npm/leaflet-easybutton@2/src/easy-button.js":
        "leaflet-easybutton@2.4.0/src/easy-button.js",
    f"{JSDELIVR}npm/leaflet-polylineoffset@1.1.1/leaflet.polylineoffset.min.js":
        "leaflet-polylineoffset@1.1.1/leaflet.polylineoffset.js",
    f"{JSDELIVR}npm/leaflet-search@2.9.7/dist/leaflet-search.min.css":
        "leaflet-search@2.9.7/dist/leaflet-search.min.css",
    f"{JSDELIVR}npm/leaflet-search@2.9.7/dist/leaflet-search.min.js":
        "leaflet-search@2.9.7/dist/leaflet-search.min.js",
    f"{JSDELIVR}npm/leaflet-semicircle@2.0.4/Semicircle.min.js":
        "leaflet-semicircle@2.0.4/Semicircle.js",
    f"{JSDELIVR}npm/leaflet-tag-filter-button/src/leaflet-tag-filter-button.css":
        "leaflet-tag-filter-button@0.0.4/src/leaflet-tag-filter-button.css",
    f"{JSDELIVR}npm/leaflet-tag-filter-button/src/leaflet-tag-filter-button.js":
        "leaflet-tag-filter-button@0.0.4/src/leaflet-tag-filter-button.js",
    f"{JSDELIVR}npm/leaflet-textpath@1.2.3/leaflet.textpath.min.js":
        "leaflet-textpath@1.2.3/leaflet.textpath.js",
    f"{JSDELIVR}npm/leaflet-timedimension@1.1.1/dist/leaflet.timedimension.control.css":
        "leaflet-timedimension@1.1.1/dist/leaflet.timedimension.control.css",
    f"{JSDELIVR}npm/leaflet-timedimension@1.1.1/dist/leaflet.timedimension.min.js":
        "leaflet-timedimension@1.1.1/dist/leaflet.timedimension.min.js",
    f"{JSDELIVR}npm/leaflet.control.layers.tree@1.1.0/L.Control.Layers.Tree.min.css":
        "leaflet.control.layers.tree@1.1.0/L.Control.Layers.Tree.css",
    f"{JSDELIVR}npm/leaflet.control.layers.tree@1.1.0/L.Control.Layers.Tree.min.js":
        "leaflet.control.layers.tree@1.1.0/L.Control.Layers.Tree.js",
    f"{JSDELIVR}npm/leaflet.fullscreen@3.0.0/Control.FullScreen.css":
        "leaflet.fullscreen@3.0.0/Control.FullScreen.css",
    f"{JSDELIVR}npm/leaflet.fullscreen@3.0.0/Control.FullScreen.min.js":
        "leaflet.fullscreen@3.0.0/Control.FullScreen.js",
    f"{JSDELIVR}npm/leaflet.timeline@1.6.0/dist/leaflet.timeline.min.js":
        "leaflet.timeline@1.6.0/dist/leaflet.timeline.js",
    f"{JSDELIVR}npm/polyline-encoded@0.0.9/Polyline.encoded.js":
        "polyline-encoded@0.0.9/Polyline.encoded.js",
    f"{CDNJS}Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css":
        "leaflet.awesome-markers@2.0.5/dist/leaflet.awesome-markers.css",
    f"{CDNJS}Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js":
        "leaflet.awesome-markers@2.0.5/dist/leaflet.awesome-markers.js",
    f"{CDNJS}OverlappingMarkerSpiderfier-Leaflet/0.2.6/oms.min.js":
        "overlapping-marker-spiderfier-leaflet@0.2.7/dist/oms.js",
    f"{CDNJS}d3/3.5.5/d3.min.js": "d3@3.5.5/d3.min.js",
    f"{CDNJS}highlight.js/8.4/styles/default.min.css": "highlight.js@8.4.0/styles/default.css",
    f"{CDNJS}jquery/3.7.1/jquery.min.js": "jquery@3.7.1/dist/jquery.min.js",
    f"{CDNJS}jqueryui/1.10.2/jquery-ui.min.js": "jquery-ui-dist@1.13.3/jquery-ui.min.js",
    f"{CDNJS}leaflet-dvf/0.3.0/leaflet-dvf.markers.min.js":
        "leaflet-dvf@0.3.0/dist/leaflet-dvf.markers.min.js",
    f"{CDNJS}leaflet-groupedlayercontrol/0.6.1/leaflet.groupedlayercontrol.min.css":
        "leaflet-groupedlayercontrol@0.6.1/dist/leaflet.groupedlayercontrol.min.css",
    f"{CDNJS}leaflet-groupedlayercontrol/0.6.1/leaflet.groupedlayercontrol.min.js":
        "leaflet-groupedlayercontrol@0.6.1/dist/leaflet.groupedlayercontrol.min.js",
    f"{CDNJS}leaflet-locatecontrol/0.66.2/L.Control.Locate.min.css":
        "leaflet.locatecontrol@0.66.2/dist/L.Control.Locate.min.css",
    f"{CDNJS}leaflet-locatecontrol/0.66.2/L.Control.Locate.min.js":
        "leaflet.locatecontrol@0.66.2/dist/L.Control.Locate.min.js",
    f"{CDNJS}leaflet-minimap/3.6.1/Control.MiniMap.css":
        "leaflet-minimap@3.6.1/dist/Control.MiniMap.min.css",
    f"{CDNJS}leaflet-minimap/3.6.1/Control.MiniMap.js":
        "leaflet-minimap@3.6.1/dist/Control.MiniMap.min.js",
    f"{CDNJS}leaflet-realtime/2.2.0/leaflet-realtime.js":
        "leaflet-realtime@2.2.0/dist/leaflet-realtime.js",
    f"{CDNJS}leaflet.draw/1.0.2/leaflet.draw.css": "leaflet-draw@1.0.2/dist/leaflet.draw.css",
    f"{CDNJS}leaflet.draw/1.0.2/leaflet.draw.js": "leaflet-draw@1.0.2/dist/leaflet.draw.js",
    f"{CDNJS}leaflet.markercluster/1.1.0/MarkerCluster.Default.css":
        "leaflet.markercluster@1.1.0/dist/MarkerCluster.Default.css",
    f"{CDNJS}leaflet.markercluster/1.1.0/MarkerCluster.css":
        "leaflet.markercluster@1.1.0/dist/MarkerCluster.css",
    f"{CDNJS}leaflet.markercluster/1.1.0/leaflet.markercluster.js":
        "leaflet.markercluster@1.1.0/dist/leaflet.markercluster.js",
    f"{CDNJS}moment.js/2.18.1/moment.min.js": "moment@2.18.1/min/moment.min.js",
    f"{CDNJS}topojson/1.6.9/topojson.min.js": "topojson@1.6.9/topojson.min.js",
    f"{CDNJS}vega/1.4.3/vega.min.js": "vega@1.4.3/vega.min.js",
    "https://code.jquery.com/jquery-3.7.1.min.js": "jquery@3.7.1/dist/jquery.min.js",
    "https://d3js.org/d3.v4.min.js": "d3@4.13.0/build/d3.min.js",
    "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css":
        "@neos21/bootstrap3-glyphicons@1.0.7/dist/css/bootstrap3-glyphicons.min.css",
    "https://teastman.github.io/Leaflet.pattern/leaflet.pattern.js":
        "leaflet.pattern@0.1.0/dist/leaflet.pattern.js",
    f"{UNPKG}@geoman-io/leaflet-geoman-free@latest/dist/leaflet-geoman.css":
        "@geoman-io/leaflet-geoman-free@2.18.3/dist/leaflet-geoman.css",
    f"{UNPKG}@geoman-io/leaflet-geoman-free@latest/dist/leaflet-geoman.js":
        "@geoman-io/leaflet-geoman-free@2.18.3/dist/leaflet-geoman.js",
    f"{UNPKG}@joergdietrich/leaflet.terminator":
        "@joergdietrich/leaflet.terminator@1.0.0/L.Terminator.js",
    f"{UNPKG}leaflet-control-geocoder/dist/Control.Geocoder.css":
        "leaflet-control-geocoder@2.4.0/dist/Control.Geocoder.css",
    f"{UNPKG}leaflet-control-geocoder/dist/Control.Geocoder.js":
        "leaflet-control-geocoder@2.4.0/dist/Control.Geocoder.js",
    f"{UNPKG}leaflet.boatmarker/leaflet.boatmarker.min.js":
        "leaflet.boatmarker@1.1.5/leaflet.boatmarker.min.js",
    f"{UNPKG}leaflet.featuregroup.subgroup@1.0.2/dist/leaflet.featuregroup.subgroup.js":
        "leaflet.featuregroup.subgroup@1.0.2/dist/leaflet.featuregroup.subgroup.js",
    f"{UNPKG}leaflet.vectorgrid@latest/dist/Leaflet.VectorGrid.bundled.js":
        "leaflet.vectorgrid@1.3.0/dist/Leaflet.VectorGrid.bundled.js",
}
# fmt: on


def main() -> None:
    """Write the table anew."""
    packages: dict[str, list[str]] = {}
    for file in FILES.values():
        packages.setdefault(_package(file), []).append(file)
    integrity = {}
    for package, files in packages.items():
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", "--silent", "--pack-destination", folder, package]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as packed:
                for file in files:
                    inside = packed.extractfile(f"package/{file[len(package) + 1:]}")
                    if inside is None:
                        raise FileNotFoundError(f"{file}: not a file of its package")
                    integrity[file] = hashed(inside.read())
    table = {
        address: {"src": CDN + file, "integrity": integrity[file]}
        for address, file in sorted(FILES.items())
    }
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def hashed(content: bytes) -> str:
    """The integrity hash of a file, as browsers compare it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode(
        "ascii"
    )


def _package(file: str) -> str:
    """`@scope/name@version` or `name@version` of a file's address."""
    return "/".join(file.split("/")[: 2 if file.startswith("@") else 1])


if __name__ == "__main__":
    main()
