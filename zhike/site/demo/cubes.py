"""What the firm looks at every week: three questions to its cubes and the dashboard that holds them."""

from zhike.insight.cubes.models import Dashboard, SavedCube, Tile, Width
from zhike.kit.access.models import Staff
from zhike.kit.views.models import Audience

TEAS = ("绿茶", "红茶", "乌龙", "白茶", "普洱", "花茶", "礼盒", "茶具", "茶点")
#: By whom money comes in, what it is made with, and whether the customers worth most still buy as they did a year ago.
CUBES = (
    ("各类客户的月销售", Width.WHOLE, "cube=sales&rows=month&columns=channel&measures=net&window=12m&shape=stacked"),
    (
        "品类：销售、毛利率与退款",
        Width.HALF,
        "cube=sales&rows=category&columns=-&measures=net,calc:毛利率,refund_rate&calc=毛利率:%25margin/net&window=12m&show=year"
        + "".join(f"&category={name}" for name in TEAS),
    ),
    ("各等级的季度销售，同比", Width.HALF, "cube=sales&rows=tier&columns=quarter&measures=net&window=12m&show=year"),
)
DASHBOARD = "经营一页"


def write_cubes(by: Staff) -> None:
    """Three saved cubes for everyone, on one dashboard."""
    kept = {"made_by": by, "audience": Audience.EVERYONE}
    board = Dashboard._base_manager.create(name=DASHBOARD, **kept)
    for position, (name, width, state) in enumerate(CUBES, start=1):
        cube = SavedCube._base_manager.create(name=name, state=state, **kept)
        Tile.objects.create(dashboard=board, cube=cube, position=position, width=width)
