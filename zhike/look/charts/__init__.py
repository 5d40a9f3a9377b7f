"""Charts drawn as SVG by Python: values in, marks out. `{% chart drawing %}` puts one on a page, wide and narrow.

Colours are classes of `look/charts.css`, so that a dark screen swaps them; whatever a mark says when pointed at stands
in the table below it too.
"""

from zhike.look.charts.bars import Bars, Ranges
from zhike.look.charts.drawing import Drawing
from zhike.look.charts.flow import Flow, Ribbon
from zhike.look.charts.heat import Cell, Heat
from zhike.look.charts.lines import Band, Lines, Series
from zhike.look.charts.network import Edge, Network, Node
from zhike.look.charts.scatter import Point, Scatter
from zhike.look.charts.waterfall import Step, Waterfall

__all__ = [
    "Band",
    "Bars",
    "Cell",
    "Drawing",
    "Edge",
    "Flow",
    "Heat",
    "Lines",
    "Network",
    "Node",
    "Point",
    "Ranges",
    "Ribbon",
    "Scatter",
    "Series",
    "Step",
    "Waterfall",
]
