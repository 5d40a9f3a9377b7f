"""The deals of the demonstration firm: three years of them, in two pipelines, with how each went."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

from zhike.customers.models import Contact, Customer
from zhike.deals import first, learning
from zhike.deals.models import Competitor, Deal, DealCompetitor, DealContact, LossReason, Stage, StageMove
from zhike.site.demo.generator.records import BUSINESS_ZONE

DEALS, YEARS, SEED = 260, 3, 20
# How many in a hundred go on from each stage, and what a deal is called and worth.
ON = {"直销": (82, 74, 70, 68, 88), "渠道": (78, 66, 64, 76)}
NAMES = {
    "直销": ("年度福利茶采购", "会议用茶年框", "客房茶包项目", "节礼定制", "办公用茶", "茶水间升级", "答谢会伴手礼"),
    "渠道": ("区县代理", "门店铺货", "新品首批进货", "联营专柜", "秋茶订货"),
}
RIVALS = (
    ("云岭茶业", "产地直供，价格低", "交期不稳，批次差异大"),
    ("听泉茗品", "礼盒设计好，品牌响", "价格高，起订量大"),
    ("山野物语", "门店多，补货快", "散茶品类少"),
    ("江南茶链", "账期长", "售后慢"),
)
WHY = ((0, 26), (1, 16), (2, 18), (3, 10), (4, 8), (5, 8), (6, 9), (7, 5))  # a loss reason by its place, and its weight
STEPS = ("送样品并约试饮", "发正式报价", "约采购经理见面", "确认规格和数量", "催合同盖章", "拜访决策人")
SOURCES = ("老客户介绍", "春季茶博会", "电话拓展", "官网咨询", "客户转介绍", "展会")
Declare = Callable[[list[Any]], list[Any]]


def write_deals(customers: Mapping[str, Customer], *, as_of: date, declare: Declare) -> None:
    """Pipelines, competitors and deals, and what is learned from them."""
    with translation.override("zh-hans"):
        ladders = {one.name: list(one.stages.order_by("position")) for one in first.lay_out()}
    for pipeline, needs in (("直销", ("decider",)), ("渠道", ("decider",))):
        Stage._base_manager.filter(pipeline__name=pipeline, name__in=("商务谈判", "代理条款")).update(
            to_enter=[*needs, "expected"]
        )
    rivals = declare([Competitor(name=name, strengths=good, weaknesses=bad) for name, good, bad in RIVALS])
    reasons = list(LossReason._base_manager.order_by("position"))
    story = Story(ladders, rivals, reasons, as_of=as_of)
    buyers = [one for one in customers.values() if one.kind in ("enterprise", "channel") and one.owner_id]
    deals = [story.deal(buyers) for _nth in range(DEALS)]
    declare(deals)
    StageMove._base_manager.bulk_create(move for deal in deals for move in story.moves_of(deal))
    DealCompetitor._base_manager.bulk_create(story.rivals_of(deals))
    _people(deals, chance=story.chance)
    learning.learn(as_of)


class Story:
    """How deals go, the same way every time."""

    def __init__(
        self, ladders: dict[str, list[Stage]], rivals: list[Competitor], reasons: list[LossReason], *, as_of: date
    ) -> None:
        self.ladders, self.rivals, self.reasons, self.as_of = ladders, rivals, reasons, as_of
        self.chance = random.Random(SEED)  # noqa: S311 -- a story, no secret
        self.steps: dict[int, list[tuple[Stage, Stage, date, int]]] = {}
        self.named: dict[int, Competitor] = {}

    def deal(self, buyers: list[Customer]) -> Deal:
        """One deal of somebody, as far as it has come by now."""
        customer = self.chance.choice(buyers)
        pipeline = "渠道" if customer.kind == "channel" else "直销"
        is_young = self.chance.random() < 0.25
        age = self.chance.randrange(70) if is_young else int(YEARS * 365 * self.chance.random() ** 1.25)
        opened = max(self.as_of - timedelta(days=age + 2), customer.known_since)
        amount = Decimal(self.chance.randrange(6, 90) * (1000 if pipeline == "直销" else 2500))
        deal = Deal(
            name=self.chance.choice(NAMES[pipeline]),
            customer=customer,
            owner=customer.owner,
            amount=amount,
            source=self.chance.choice(SOURCES),
            opened_on=opened,
            expected_on=opened + timedelta(days=self.chance.randrange(60, 130)),
            created_at=_at(opened),
            changed_at=_at(opened),
        )
        if self.chance.random() < 0.45:
            self.named[id(deal)] = self.chance.choice(self.rivals)
        self.walk(deal, self.ladders[pipeline], ON[pipeline])
        return deal

    def walk(self, deal: Deal, ladder: list[Stage], going_on: tuple[int, ...]) -> None:
        """From stage to stage, until it ends or today comes."""
        day, steps, won, lost = deal.opened_on, [], ladder[-2], ladder[-1]
        for at, share in enumerate(going_on):
            stage, days = ladder[at], max(int((ladder[at].usual_days or 14) * self.chance.lognormvariate(-0.1, 0.6)), 1)
            deal.stage, deal.stage_since = stage, day
            if day + timedelta(days=days) >= self.as_of:
                break
            day += timedelta(days=days)
            rival = self.named.get(id(deal))
            is_on = self.chance.randrange(100) < share - (9 if rival is self.rivals[0] else 0)
            to = lost if not is_on else won if at + 1 == len(going_on) else ladder[at + 1]
            steps.append((stage, to, day, days))
            if to in (won, lost):
                self.end(deal, to, day, rival)
                break
        self.steps[id(deal)] = steps
        if deal.stage.kind == "open":
            self.plan(deal)
        deal.derive()

    def end(self, deal: Deal, to: Stage, day: date, rival: Competitor | None) -> None:
        """It was won, or lost for a reason that fits who else was there."""
        deal.stage, deal.stage_since, deal.closed_on = to, day, day
        deal.competitor = rival
        if to.kind == "lost":
            places = [place for place, weight in WHY for _one in range(weight) if rival or place != 2]
            deal.loss_reason = self.reasons[self.chance.choice(places)]

    def plan(self, deal: Deal) -> None:
        """What is next, where somebody thought of it; some of it is late, and some expected days have slipped."""
        deal.expected_on = self.as_of + timedelta(days=self.chance.randrange(-25, 90))
        if self.chance.random() < 0.7:
            deal.next_step = self.chance.choice(STEPS)
            deal.next_step_on = self.as_of + timedelta(days=self.chance.randrange(-6, 20))

    def moves_of(self, deal: Deal) -> list[StageMove]:
        """The steps of a deal that is written."""
        return [
            StageMove(deal=deal, left=left, entered=entered, at=_at(day), by=deal.owner, days=days)
            for left, entered, day, days in self.steps[id(deal)]
        ]

    def rivals_of(self, deals: list[Deal]) -> list[DealCompetitor]:
        """Who else wanted the deals, at a price near ours."""
        strengths = ("behind", "even", "ahead")
        return [
            DealCompetitor(
                deal=deal,
                competitor=self.named[id(deal)],
                price=(deal.amount or Decimal(0)) * self.chance.randrange(88, 108) / 100,
                strength=self.chance.choice(strengths),
            )
            for deal in deals
            if id(deal) in self.named
        ]


def _people(deals: list[Deal], *, chance: random.Random) -> None:
    """The people of the customer in the part they play; who came far has named who decides."""
    people: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in={deal.customer_id for deal in deals}).order_by("pk"):
        people.setdefault(contact.customer_id, []).append(contact)
    parts = {"decides": "decides", "influences": "influences", "uses": "uses", "pays": "pays", "buys": "recommends"}
    roles = []
    for deal in deals:
        for nth, contact in enumerate(people.get(deal.customer_id, [])[:3]):
            is_far = deal.probability >= 45 or nth == 0
            if is_far or chance.random() < 0.4:
                part = parts.get(contact.buying_role, "decides" if nth == 0 else "influences")
                roles.append(DealContact(deal=deal, contact=contact, part=part))
            deal.contact = deal.contact or contact
    DealContact.objects.bulk_create(roles)
    Deal._base_manager.bulk_update(deals, ["contact"], batch_size=500)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), BUSINESS_ZONE)
