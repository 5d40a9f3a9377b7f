"""What customers of the tea firm held against buying, over a year: 300 objections with a difference to be found.

How often each way of meeting them truly helps is written down here (`HELPS`), so that what the statistics say can be
held against it: asking and turning around help against price, ignoring hardly ever does, and old hands do better.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from zhike.customers.models import Customer
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.objections.models import Answer, AnswerEdition, Objection, ObjectionKind, Outcome
from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.records import BUSINESS_ZONE

COUNT, DAYS = 300, 360
KINDS = (
    ("价格", "多半没看到价值，或有更低的报价", ("比去年贵了一成", "隔壁低两成", "预算只有八折", "量大再让点"), 34),
    ("需求", "还没有想清楚给谁喝、什么场合用", ("库里还有上季的茶", "员工不怎么喝茶", "礼盒今年不一定发"), 16),
    ("产品", "担心品质不稳，或没试过", ("怕批次不一样", "客人嫌味道淡", "包装太素"), 16),
    ("时机", "怕早定吃亏，等节前再说", ("过了清明再看", "年底再说吧"), 12),
    ("信任", "没合作过，怕出问题没人管", ("你们在外地，出了事找谁", "听说有人收到过受潮的"), 9),
    ("权限", "他不是拍板的人", ("我得问老板", "要走集团采购"), 7),
    ("竞品", "已经有供应商，换要理由", ("清和给我们做了三年", "云南那边直接发货"), 6),
)  # fmt: skip
METHODS = Weighted(("ask", "turn", "yes_if", "compensate", "refute", "ignore"), (24, 18, 17, 17, 12, 12))
TIMINGS = Weighted(("at_once", "before", "later", "never"), (56, 18, 20, 6))
HELPS = {"ask": 0.72, "turn": 0.62, "yes_if": 0.55, "compensate": 0.48, "refute": 0.30, "ignore": 0.16}
BY_TIMING = {"before": 0.08, "at_once": 0.0, "later": -0.12, "never": -0.3}
BY_TENURE = {"over_3": 0.1, "1_to_3": 0.0, "under_1": -0.12, "unknown": 0.0}
OPEN_DAYS = 14
ANSWERS = (
    ("价格", "ask", "先问比的是哪一款", "您说的那家是哪个等级、哪一季的茶？同样是明前，芽头差一级，价差就有三成。"),
    ("价格", "turn", "按杯算账", "正因为看重成本，才更该用这款：一壶可泡八道，合两元一杯，比瓶装水还便宜。"),
    ("价格", "yes_if", "够量就让", "可以，如果一次定够半年的量，这个价我去申请。"),
    ("产品", "compensate", "素盒配手写卡", "盒子确实素，省下的钱放在茶上；另外送手写卡，客人反而记得住。"),
    ("产品", "ask", "先试再定", "淡是指香气还是回甘？我寄三款小样，您按客人口味挑。"),
    ("信任", "refute", "受潮包换有记录", "不会的。去年两起受潮，当天补发、三天到货，记录可以给您看。"),
    ("竞品", "yes_if", "先分一条线", "不用换，如果先把客房茶包这条线给我们试一季，好不好您说了算。"),
)
JOINED = {
    "chenyi": 3000, "linhaisheng": 2600, "zhouhang": 1500, "shenruolan": 800, "fangqiming": 250, "luxin": 120,
    "xuwen": 1900, "huangjiayi": 900, "xiedongming": 500, "liangxiaoman": 90,
}  # fmt: skip


def write_objections(
    customers: Mapping[str, Customer], staff: Mapping[str, Staff], *, as_of: date, seed: int, robot: Staff
) -> None:
    """The kinds, the answers, when everybody joined, and a year of objections."""
    for name, days in JOINED.items():
        staff[name].joined_on = as_of - timedelta(days=days)
    Staff._base_manager.bulk_update([staff[name] for name in JOINED], ["joined_on"])
    kinds = _kinds()
    answers = _answers(kinds, staff["chenyi"])
    owned = [one for code, one in sorted(customers.items()) if one.owner_id and not one.is_related_party]
    random = stream(seed, "objections", "all")
    made = [_objection(random, owned, kinds, answers, as_of) for _nth in range(COUNT)]
    Objection._base_manager.bulk_create(made)
    search.index(made)
    trace.record_many("load", made, by=robot)


def chance(method: str, timing: str, tenure: str) -> float:
    """How often a way truly helps a seller of this tenure, 0 to 1."""
    return min(max(HELPS[method] + BY_TIMING[timing] + BY_TENURE[tenure], 0.03), 0.97)


def _kinds() -> dict[str, ObjectionKind]:
    rows = [
        ObjectionKind(name=name, meaning=meaning, position=10 * at)
        for at, (name, meaning, _said, _weight) in enumerate(KINDS, start=1)
    ]
    written = ObjectionKind._base_manager.bulk_create(rows)
    search.index(written)
    return {kind.name: kind for kind in written}


def _answers(kinds: Mapping[str, ObjectionKind], author: Staff) -> list[Answer]:
    rows = [
        Answer(kind=kinds[kind], method=method, title=title, text=text, author=author)
        for kind, method, title, text in ANSWERS
    ]
    written = Answer._base_manager.bulk_create(rows)
    AnswerEdition.objects.bulk_create(AnswerEdition(answer=one, number=1, text=one.text) for one in written)
    search.index(written)
    return written


def _objection(
    random: Random,
    customers: list[Customer],
    kinds: Mapping[str, ObjectionKind],
    answers: list[Answer],
    as_of: date,
) -> Objection:
    name, _meaning, said, _weight = random.choices(KINDS, [kind[3] for kind in KINDS])[0]
    customer, days = random.choice(customers), random.randint(1, DAYS)
    made = Objection(customer=customer, seller=customer.owner, kind=kinds[name], wording=random.choice(said))
    made.timing, made.method = TIMINGS.draw(random), METHODS.draw(random)
    made.raised_on = as_of - timedelta(days=days)
    kept = [one for one in answers if one.kind_id == made.kind_id and one.method == made.method]
    made.answer = random.choice(kept) if kept and random.random() < 0.6 else None
    made.derive()
    helped = random.random() < chance(made.method, made.timing, made.tenure)
    if made.timing == "never":
        made.method = ""
    at = datetime.combine(made.raised_on, time(10), BUSINESS_ZONE)
    if days > OPEN_DAYS:
        made.outcome = Outcome.OVERCOME if helped else Outcome.LOST
        made.decided_at = at + timedelta(days=random.randint(1, OPEN_DAYS))
    made.created_at = made.changed_at = at
    return made
