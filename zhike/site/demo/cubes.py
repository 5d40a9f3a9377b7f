"""What the firm looks at every week: questions to its cubes and the two dashboards that hold them."""

from zhike.insight.cubes.models import Dashboard, SavedCube, Tile, Width
from zhike.kit.access.models import Staff
from zhike.kit.views.models import Audience

WHOLE, HALF = Width.WHOLE, Width.HALF
TEAS = ("绿茶", "红茶", "乌龙", "白茶", "普洱", "花茶", "礼盒", "茶具", "茶点")
#: By whom money comes in, what it is made with, and whether the customers worth most still buy as they did a year ago.
BUSINESS = (
    ("各类客户的月销售", WHOLE, "cube=sales&rows=month&columns=channel&measures=net&window=12m&shape=stacked"),
    (
        "品类：销售、毛利率与退款",
        HALF,
        "cube=sales&rows=category&columns=-&measures=net,calc:毛利率,refund_rate&calc=毛利率:%25margin/net&window=12m&show=year"
        + "".join(f"&category={name}" for name in TEAS),
    ),
    ("各等级的季度销售，同比", HALF, "cube=sales&rows=tier&columns=quarter&measures=net&window=this-year&show=year"),
    (
        "销售员：回款",
        WHOLE,
        "cube=receipts&rows=credited_to&columns=-&measures=amount,allocated,receipts&window=12m&currency=CNY&top=10",
    ),
)
#: How far deals come, who wins and sells how much, where and why they are lost, who still owes, who reaches targets.
SELLING = (
    (
        "销售漏斗：走到各阶段的商机",
        HALF,
        "cube=funnel&rows=stage&columns=pipeline&measures=reached&window=24m&shape=stacked",
    ),
    (
        "输单：输在哪个阶段",
        HALF,
        "cube=funnel&rows=stage&columns=pipeline&measures=fell_amount&window=24m&shape=stacked",
    ),
    (
        "各阶段的通过率、赢单率与停留天数",
        HALF,
        "cube=funnel&rows=pipeline,stage&columns=-&measures=reached,passed,win_rate_from,stay&window=24m",
    ),
    (
        "销售员：赢单率与成交天数",
        HALF,
        "cube=deals&rows=owner&columns=-&measures=won_amount,won,lost,win_rate,cycle&window=24m&top=10",
    ),
    (
        "销售员：净销售、毛利与客户数",
        HALF,
        "cube=sales&rows=credited_to&columns=-&measures=net,margin,orders,customers&window=12m&top=10",
    ),
    (
        "输单：因为什么",
        HALF,
        "cube=deals&rows=loss_reason&columns=-&measures=lost_amount,lost&window=24m&status=lost&shape=bars",
    ),
    (
        "各来源的赢单率",
        HALF,
        "cube=deals&rows=source&columns=-&measures=win_rate,deals,won_amount&window=24m&shape=bars",
    ),
    ("成交天数，按季度", HALF, "cube=deals&rows=quarter&columns=pipeline&measures=cycle&window=24m&shape=lines"),
    ("应收账龄", HALF, "cube=owed&rows=bucket&columns=-&measures=open&window=all&shape=bars"),
    (
        "应收：谁的客户逾期",
        HALF,
        "cube=owed&rows=owner&columns=-&measures=open,late,late_share,days_late&window=all&top=10",
    ),
    (
        "销售目标与达成：个人",
        WHOLE,
        "cube=targets&rows=team,person&columns=-&measures=asked,reached,attained,paced&window=this-year&level=person"
        "&measure=sales&period=quarter",
    ),
    (
        "销售目标与达成：各层",
        WHOLE,
        "cube=targets&rows=level&columns=-&measures=asked,reached,attained,missing&window=this-year&measure=sales"
        "&period=quarter",
    ),
)
DASHBOARDS = {"经营一页": BUSINESS, "销售一页": SELLING}


def write_cubes(by: Staff) -> None:
    """Saved cubes for everyone, on two dashboards."""
    kept = {"made_by": by, "audience": Audience.EVERYONE}
    for name, tiles in DASHBOARDS.items():
        board = Dashboard._base_manager.create(name=name, **kept)
        for position, (title, width, state) in enumerate(tiles, start=1):
            cube = SavedCube._base_manager.create(name=title, state=state, **kept)
            Tile.objects.create(dashboard=board, cube=cube, position=position, width=width)
