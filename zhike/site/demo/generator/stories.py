"""Customers with a story, so that every page has something to tell: told by hand, not drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One named customer. Days are counted backwards from the as-of day; `spend` is the usual order in yuan.

    A person has a `reading`. Contacts are (name, title, role), tasks (title, days until due, priority).
    """

    name: str
    kind: str
    city: str
    owner: str
    known_days_ago: int
    purchases: tuple[int, ...]
    spend: int
    reading: str = ""
    parent: str | None = None
    favourites: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str, str], ...] = ()
    referred_by: str | None = None
    advocate: bool = False
    tasks: tuple[tuple[str, int, str], ...] = ()
    note: str = ""


def every(gap: int, last: int, first: int) -> tuple[int, ...]:
    """Purchases about `gap` days apart, from `first` days ago to `last` days ago, never quite regular."""
    return tuple(day + (day * 7 % 5 - 2 if day > last + 2 else 0) for day in range(last, first, gap))


STORIES = (
    Story(
        "明州茶叶贸易有限公司", "channel", "宁波", "chenyi", 1080, every(31, 128, 1070), 41_000,
        favourites=("绿茶", "礼盒"),
        contacts=(("林晓", "采购经理", "decides"), ("王磊", "财务", "pays")),
        tasks=(("挽回电话：明州已四个月未下单", -1, "high"), ("补发受潮的两箱龙井", 0, "high")),
        note="2023 年茶博会认识。采购由林晓拍板，付款找王磊。近来拿货变慢。",
    ),
    Story(
        "云栖酒店集团", "enterprise", "杭州", "zhouhang", 1010, every(30, 97, 1000), 27_000,
        favourites=("礼盒", "红茶"),
        contacts=(("赵敏", "行政总监", "decides"), ("方静", "采购主管", "buys"), ("孙立", "财务", "pays")),
        tasks=(("云栖集团：客房茶包报价待回复", -3, "high"),),
        note="集团统一谈价，各店分别下单。客房茶包与中秋礼盒两条线。",
    ),
    Story(
        "杭州云栖西溪酒店", "enterprise", "杭州", "zhouhang", 905, every(34, 19, 900), 9_800,
        parent="云栖酒店集团", favourites=("绿茶", "茶点"),
        contacts=(("何莉", "餐饮部经理", "buys"),),
    ),
    Story(
        "上海云栖外滩酒店", "enterprise", "上海", "zhouhang", 760, every(40, 33, 750), 12_600,
        parent="云栖酒店集团", favourites=("红茶", "礼盒"),
        contacts=(("徐嘉", "行政经理", "buys"), ("罗敏", "前厅主管", "uses")),
    ),
    Story(
        "苏州云栖平江酒店", "enterprise", "苏州", "zhouhang", 520, every(38, 205, 510), 7_400,
        parent="云栖酒店集团", favourites=("绿茶", "茶具"),
        contacts=(("沈悦", "采购", "buys"),),
        note="换了店长以后没再下过单。",
    ),
    Story(
        "顾远山", "consumer", "苏州", "chenyi", 1040, every(21, 12, 1030), 1_350, reading="gu",
        favourites=("乌龙", "普洱"),
        tasks=(("给顾远山留两斤明前", 2, "normal"),),
        note="懂茶，爱喝老枞水仙和古树生普，下单前会先问仓储。",
    ),
    Story(
        "听雨轩茶馆", "enterprise", "成都", "xuwen", 980, every(24, 76, 970), 6_800,
        favourites=("花茶", "茶具"),
        contacts=(("何青", "店主", "decides"),),
        tasks=(("听雨轩：问夏季花茶用量", 0, "normal"), ("听雨轩：茶具换新方案", 3, "normal")),
        note="两家店，盖碗茶为主。何青每周二盘货。",
    ),
    Story(
        "欧阳静怡", "consumer", "福州", "huangjiayi", 1000, every(26, 9, 990), 980, reading="ouyang",
        favourites=("白茶", "茶具"), advocate=True,
        note="茶友会发起人，带来过不少朋友。",
    ),
    Story(
        "诸葛明远", "consumer", "杭州", "shenruolan", 940, every(30, 20, 930), 1_120, reading="zhuge",
        favourites=("绿茶",), advocate=True,
    ),
    Story(
        "闽江茶叶商行", "channel", "福州", "huangjiayi", 1075, every(18, 5, 1070), 26_000,
        favourites=("乌龙", "白茶"), advocate=True,
        contacts=(("林国栋", "老板", "decides"), ("林婷", "店长", "buys")),
        note="福州五家门店，每两三周补货一次，账期三十天。",
    ),
    Story(
        "粤和茶行", "channel", "广州", "linhaisheng", 1060, every(27, 430, 1050), 22_000,
        favourites=("普洱", "乌龙"),
        contacts=(("梁志明", "老板", "decides"),),
        tasks=(("粤和茶行：约见梁老板，问清为何停拿", 5, "normal"),),
        note="一年多没拿货，听说改从云南直接进普洱。",
    ),
    Story(
        "深圳青禾设计有限公司", "enterprise", "深圳", "liangxiaoman", 40, (9,), 5_200,
        favourites=("礼盒",),
        contacts=(("苏晴", "行政", "buys"), ("温远", "创始人", "decides")),
        referred_by="闽江茶叶商行",
        tasks=(("青禾设计：首单回访", 1, "normal"),),
        note="第一次下单，给客户做伴手礼。",
    ),
    Story(
        "单雨晴", "consumer", "南京", "fangqiming", 21, (6,), 460, reading="shan",
        favourites=("花茶",), referred_by="诸葛明远",
    ),
    Story(
        "仇建国", "consumer", "绍兴", "shenruolan", 1020, (1015, 960, 911, 870), 620, reading="qiu",
        favourites=("绿茶",),
        note="以前每两个月来一次，后来再没来过。",
    ),
    Story(
        "解文静", "consumer", "青岛", "luxin", 330, (), 0, reading="xie",
        note="茶博会加的微信，问过两次白茶，还没买过。",
    ),
    Story(
        "曾志明", "consumer", "厦门", "xiedongming", 700, (694, 590, 488, 370, 262, 205), 540, reading="zeng",
        favourites=("乌龙",),
        note="买得越来越少。",
    ),
    Story(
        "清和名茶有限公司", "competitor", "杭州", "chenyi", 800, (), 0,
        contacts=(("周敏", "市场部", "influences"),),
        note="同城同行，中秋礼盒与我们价格带重叠。",
    ),
    Story(
        "翠坞茶叶专业合作社", "supplier", "杭州", "chenyi", 1085, (), 0,
        contacts=(("钱根生", "社长", "decides"),),
        note="龙井主要来源，每年三月定量。",
    ),
)  # fmt: skip
