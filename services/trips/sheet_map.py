"""The schematic map as a picture of its own, for paper: no style sheet reaches it."""

from xml.etree.ElementTree import Element, SubElement, tostring

from services.trips.schematic import DrawnMark, Schematic

BLUE, INK, LINE, MUTED, GROUND = "#256ef4", "#1e2124", "#cdd1d5", "#58616a", "#f4f5f6"
FONT = "Balgil Gov"
# Words stay readable where a line runs below them.
HALO = {"paint-order": "stroke", "stroke": GROUND, "stroke-width": "2.5", "stroke-linejoin": "round"}


def draw_map_svg(picture: Schematic) -> str:
    """An SVG document of the map."""
    size = {"width": f"{picture.width}", "height": f"{picture.height}"}
    view = f"0 0 {picture.width} {picture.height}"
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view, **size})
    SubElement(svg, "rect", {**size, "rx": "6", "fill": GROUND, "stroke": LINE})
    for mark in picture.destinations:
        _draw_destination(svg, mark)
    for line in picture.lines:
        path = f"M{line.x1} {line.y1}L{line.x2} {line.y2}"
        SubElement(svg, "path", {"d": path, "stroke": MUTED, "stroke-dasharray": "3 3"})
    for mark in picture.taps:
        _draw_tap(svg, mark)
    _draw_scale(svg, picture)
    return tostring(svg, encoding="unicode")


def length_in_words(metres: int) -> str:
    return f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"


def _draw_destination(svg: Element, mark: DrawnMark) -> None:
    outline = {"fill": "none", "stroke": INK, "stroke-dasharray": "4 3"}
    _circle(svg, mark, mark.radius, outline)
    _circle(svg, mark, 4, {"fill": INK})
    _write(svg, mark, mark.y - max(mark.radius, 4) - 5, 9)


def _draw_tap(svg: Element, mark: DrawnMark) -> None:
    _circle(svg, mark, max(mark.radius, 6), {"fill": BLUE, "fill-opacity": "0.18", "stroke": BLUE})
    _circle(svg, mark, 3, {"fill": BLUE})
    reach = max(mark.radius, 6)
    _write(svg, mark, mark.y - reach - 3 if mark.is_above else mark.y + reach + 9, 8)


def _circle(svg: Element, mark: DrawnMark, radius: float, style: dict[str, str]) -> None:
    SubElement(svg, "circle", {"cx": f"{mark.x}", "cy": f"{mark.y}", "r": f"{radius}", **style})


def _write(svg: Element, mark: DrawnMark, y: float, size: int) -> None:
    place = {"x": f"{mark.x}", "y": f"{y}", "font-size": f"{size}", "text-anchor": mark.anchor, **HALO}
    SubElement(svg, "text", {**place, "font-family": FONT, "fill": INK}).text = mark.label


def _draw_scale(svg: Element, picture: Schematic) -> None:
    y = picture.height - 10
    bar = f"M10 {y - 4}v4h{picture.scale_width}v-4"
    SubElement(svg, "path", {"d": bar, "fill": "none", "stroke": MUTED})
    place = {"x": f"{14 + picture.scale_width}", "y": f"{y}", "font-size": "8", "fill": MUTED}
    SubElement(svg, "text", {**place, "font-family": FONT}).text = length_in_words(picture.scale_m)
