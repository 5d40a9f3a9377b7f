"""Who asked lately: two fairs with a form and a QR code, a form on the firm's page, calls and referrals."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from zhike.catalog.models import Product
from zhike.customers.models import Contact, Customer
from zhike.deals.models import Deal
from zhike.kit.access.models import Staff, Team
from zhike.leads import judging
from zhike.leads.models import AssignmentRule, CaptureForm, Lead, LeadPoint, ScoreRule
from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.firms import FirmNames
from zhike.site.demo.generator.people import draw_person
from zhike.site.demo.generator.places import Place
from zhike.site.demo.generator.records import BUSINESS_ZONE
from zhike.site.demo.generator.words import table

COUNT = 180
BACK = 120  # days
INTERESTS = (
    "年度用茶，先看样品",
    "中秋礼盒，约三百套",
    "酒店客房茶包",
    "岩茶经销",
    "公司茶歇，每月送一次",
    "问龙井产地和检测报告",
    "茶具套装定制",
)
TITLES = ("采购经理", "行政主管", "店主", "总经理", "品牌经理", "")
WEEKS = timedelta(days=40)
DEAL_SOURCES = {"fair": "展会", "web_form": "官网咨询", "call_in": "来电", "referral": "老客户介绍", "advert": "广告"}
REASONS = ("no_need", "no_budget", "competitor", "unreachable", "no_fit")
SOURCES = Weighted(("fair1", "fair2", "web", "call_in", "referral", "advert"), (42, 34, 38, 14, 12, 10))
STAGES = Weighted(("new", "contacted", "qualified", "converted", "lost", "recycled"), (22, 24, 14, 18, 18, 4))
SPAM = ("专业代开发票 www.fp.example http://dk.example", "SEO 优化包上首页 http://seo.example http://a.example")
SCORES = (
    # The sentence, what is asked, how, of which values, points.
    ("留了电话", "phone", "given", "", 25),
    ("老客户介绍", "source", "is", "referral", 25),
    ("展会上当面聊过", "source", "is", "fair", 15),
    ("管采购或做主的人", "title", "has", "采购，总经理，店主", 20),
    ("说了数量或频次", "interest", "has", "约，每月，年度", 15),
    ("写了公司", "company", "given", "", 10),
    ("没留电话", "phone", "missing", "", -20),
)
RULES = (("华东轮流", "华东团队", "in_turn"), ("华南给最空的人", "华南团队", "least_loaded"))


class Written(NamedTuple):
    """What the leads are made of: forms by name, and what is known of the firm."""

    forms: dict[str, CaptureForm]
    staff: Mapping[str, Staff]
    products: Sequence[Product]
    as_of: date
    names: FirmNames


def write_leads(
    staff: Mapping[str, Staff], *, as_of: date, seed: int, keep: Callable[[Sequence[Any]], list[Any]]
) -> None:
    """Forms, rules and the leads of four months; `keep` writes rows of a noun, findable and traced."""
    random = stream(seed, "leads")
    forms = dict(zip(("fair1", "fair2", "web"), keep(_forms(as_of)), strict=True))
    keep([ScoreRule(name=n, asked=a, operator=o, values=v, points=p) for n, a, o, v, p in SCORES])
    teams = {team.name: team for team in Team.objects.all()}
    keep(
        [
            AssignmentRule(
                name=name, position=10 * at, team=teams[team], manner=manner, most=25, regions=regions_of(team)
            )
            for at, (name, team, manner) in enumerate(RULES, start=1)
        ]
    )
    names = FirmNames(set(Customer.objects.values_list("name", flat=True)), random)
    told = Written(forms, staff, list(Product.objects.filter(is_goods=True).order_by("code")[:12]), as_of, names)
    leads = [_lead(nth, told, random) for nth in range(COUNT)]
    points = [_points(random) for _lead in leads]
    for lead, reached in zip(leads, points, strict=True):
        lead.__dict__["_held_ways"] = reached
    judging.judge(leads)
    _came_to_something(leads, as_of)
    written = keep(leads)
    LeadPoint.objects.bulk_create(
        LeadPoint(lead=lead, medium=medium, value=value)
        for lead, reached in zip(written, points, strict=True)
        for medium, value in reached.items()
    )


def _forms(as_of: date) -> list[CaptureForm]:
    day, agreed = timedelta(days=1), "同意松风茶业用所留方式联系我"
    first, second = as_of - 84 * day, as_of - 6 * day
    kept = {"consent": agreed, "notice_version": "2026-01"}
    hangzhou = {"venue": "杭州国际博览中心", "greeting": "留下联系方式，三天内寄样。", "token": "hangzhou-tea-fair"}
    canton = {"venue": "琶洲 B 区 12 号", "greeting": "扫码留言，送一份客房茶试饮。", "token": "canton-hotel-fair"}
    page = {"greeting": "想喝什么茶，告诉我们。", "thanks": "收到，一个工作日内回复。", "token": "songfeng-website"}
    days = [
        {"begins_on": first, "ends_on": first + 4 * day},
        {"begins_on": second, "ends_on": as_of + 3 * day},
    ]
    fairs = zip(("杭州茶博会", "广州酒店用品展"), (hangzhou, canton), days, strict=True)
    return [
        *(CaptureForm(name=name, campaign=name, source="fair", **at, **when, **kept) for name, at, when in fairs),
        CaptureForm(name="官网留言", campaign="官网", source="web_form", **page, **kept),
    ]


def regions_of(team: str) -> str:
    """The provinces that a team looks after, with commas between them."""
    return "，".join(dict.fromkeys(place.province for place in places_of(team)))


def places_of(team: str) -> list[Place]:
    """The cities that a team looks after."""
    places = [Place(province, city, f"{area}团队") for province, city, _weight, area in table("cities.txt")]
    return [place for place in places if place.team == team]


def _lead(nth: int, told: Written, random: Random) -> Lead:
    source = SOURCES.draw(random)
    form = told.forms.get(source)
    received = _received(form, told.as_of, random)
    place = random.choice(places_of("华南团队" if source == "fair2" else "华东团队"))
    people = [one for one in told.staff.values() if str(one.team) == place.team and one.role == "staff"]
    people.sort(key=lambda one: one.pk)
    has_firm = random.random() < 0.78
    lead = Lead(
        name=draw_person(random).name,
        company=told.names.draw("enterprise", place) if has_firm else "",
        title=random.choice(TITLES) if has_firm else "",
        region=place.province,
        city=place.city,
        source=form.source if form else source,
        campaign=form.campaign if form else "",
        form=form,
        interest=random.choice(INTERESTS),
        product=random.choice(told.products) if random.random() < 0.3 else None,
        owner=people[nth % len(people)],
        status=STAGES.draw(random),
        consent_basis="agreed" if form else "asked",
        notice_version="2026-01" if form else "",
        received_at=received,
        created_at=received,
        changed_at=received,
    )
    return _gone_on(lead, nth, told.as_of, random)


def _received(form: CaptureForm | None, as_of: date, random: Random) -> datetime:
    if form and form.begins_on and form.ends_on:
        day = form.begins_on + timedelta(days=random.randrange(min((form.ends_on - form.begins_on).days, 5)))
    else:
        day = as_of - timedelta(days=random.randrange(1, BACK))
    return datetime.combine(day, time(9 + random.randrange(9), random.randrange(60)), BUSINESS_ZONE)


def _gone_on(lead: Lead, nth: int, as_of: date, random: Random) -> Lead:
    """How far it came by the morning: what came in lately is new, two in a hundred are spam."""
    if nth % 45 == 7:
        lead.status, lead.owner, lead.trust, lead.suspicion = "new", None, "suspected", "fast,links"
        lead.note, lead.company, lead.title = SPAM[nth % 2], "", ""
        return lead
    age = (as_of - lead.received_at.date()).days
    if age < 3 or (lead.status == "new" and age > 8):
        lead.status = "new" if age < 3 else "contacted"
    if lead.status != "new":
        wait = timedelta(minutes=20 + int(random.expovariate(1 / 400)))
        lead.first_response_at = lead.received_at + wait
    if lead.status == "lost":
        lead.lost_reason = random.choice(REASONS)
    if lead.status == "recycled":
        lead.wait_until, lead.last_owner, lead.owner = as_of + timedelta(days=10 + nth % 20), lead.owner, None
    return lead


def _points(random: Random) -> dict[str, str]:
    found = {}
    if random.random() < 0.86:
        found["phone"] = f"1{random.choice('3578')}{random.randrange(10**9):09}"
    if random.random() < 0.4 or not found:
        found["wechat"] = f"tea{random.randrange(10**6):06}"
    return found


def _came_to_something(leads: list[Lead], as_of: date) -> None:
    """Those that were converted became a deal that was opened soon after, else one of the customers known latest."""
    since = as_of - timedelta(days=BACK * 4)
    free = list(
        Customer.objects.filter(owner__isnull=False, known_since__gte=since).order_by("-known_since", "pk")[:COUNT]
    )
    recent = Deal.objects.filter(opened_on__gte=as_of - timedelta(days=BACK)).select_related("customer__owner")
    deals = sorted(recent.order_by("opened_on", "pk"), key=lambda deal: deal.status != "won")
    reached = {*(one.pk for one in free), *(deal.customer_id for deal in deals)}
    contacts = {one.customer_id: one for one in Contact.objects.filter(customer__in=reached).order_by("-pk")}
    for lead in leads:
        if lead.status != "converted":
            continue
        lead.deal = _opened_after(lead, deals)
        customer = lead.deal.customer if lead.deal else free.pop(0) if free else None
        if customer is None:
            lead.status = "qualified"
            continue
        lead.converted_at = _converted_at(lead, as_of)
        _became(lead, customer, contacts)
    Deal._base_manager.bulk_update([lead.deal for lead in leads if lead.deal], ["source"])


def _opened_after(lead: Lead, deals: list[Deal]) -> Deal | None:
    """A deal of the weeks after the first answer, won ones first; it is nobody else's from now on."""
    answered = (lead.first_response_at or lead.received_at).date()
    for deal in deals:
        if answered < deal.opened_on <= answered + WEEKS:
            deals.remove(deal)
            deal.source = DEAL_SOURCES[lead.source]
            return deal
    return None


def _converted_at(lead: Lead, as_of: date) -> datetime:
    if lead.deal:
        return datetime.combine(lead.deal.opened_on, time(8), BUSINESS_ZONE)
    answered = lead.first_response_at or lead.received_at
    return min(answered + timedelta(days=6), datetime.combine(as_of, time(8), BUSINESS_ZONE))


def _became(lead: Lead, customer: Customer, contacts: Mapping[int, Contact]) -> None:
    """The lead bears the names of what it was converted to."""
    lead.customer, lead.owner, lead.contact = customer, customer.owner, contacts.get(customer.pk)
    lead.name, lead.company = _named(customer, contacts), customer.name
    lead.region, lead.city = customer.region, customer.city
    if customer.is_person:
        lead.company = lead.title = ""


def _named(customer: Customer, contacts: Mapping[int, Contact]) -> str:
    contact = contacts.get(customer.pk)
    return (contact.name if contact else customer.name)[:60]
