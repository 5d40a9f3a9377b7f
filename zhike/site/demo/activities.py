"""What the staff did in the last months, what comes again every week, and a full day today."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from zhike.customers.models import ContactPoint, Customer
from zhike.kit.access.models import Staff
from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.records import BUSINESS_ZONE
from zhike.work.models import Call, CallNumber, Meeting, MinuteItem, Recurrence, Task, Visit
from zhike.work.rules.recurring import following

BACK = 120  # days
BUSY = 130  # customers somebody was in touch with
SAID = {
    "reached": (
        "问了新春礼盒数量，周内给答复。",
        "上次的茶反映不错，想再看看岩茶。",
        "价格还在比，约好下周再谈。",
        "催了货款，财务说月底付。",
        "确认收货，两盒外包装压痕，已拍照。",
        "想换小包装，先寄样。",
    ),
    "call_back": ("在开会，约好明天上午。", "出差，回来再说。"),
    "no_answer": ("", "响到自动挂断。"),
    "busy": ("",),
    "wrong_number": ("号码换人了，要重新问。",),
    "refused": ("说不要再打电话，改用微信。",),
}
ENDS = Weighted(tuple(SAID), (60, 10, 16, 6, 2, 1))
AFTER = {"refused": "对方不愿接电话", "wrong_number": "号码待查"}
PURPOSES = ("巡店：看陈列和库龄", "上门送样：新春礼盒", "谈下季度用茶", "对账并催收", "回访：新品试饮")
FOUND = (
    ("good", "试饮反馈好，答应下单前看报价。"),
    ("neutral", "负责人临时外出，和店员聊了库存。"),
    ("poor", "对涨价不满，需要主管出面。"),
)
PLACES = {
    "杭州": (30.2741, 120.1551),
    "宁波": (29.8683, 121.5440),
    "上海": (31.2304, 121.4737),
    "苏州": (31.2989, 120.5853),
    "温州": (27.9938, 120.6994),
    "广州": (23.1291, 113.2644),
    "深圳": (22.5431, 114.0579),
    "厦门": (24.4798, 118.0894),
    "成都": (30.5728, 104.0668),
}
WEEKLY = (
    # Who, what, the rule, how many days ago the first one was due.
    ("zhouhang", "整理本周客户清单", "FREQ=WEEKLY;BYDAY=MO", 70),
    ("zhouhang", "核对应收账款", "FREQ=MONTHLY;BYMONTHDAY=-1", 90),
    ("chenyi", "华东团队周会纪要", "FREQ=WEEKLY;BYDAY=MO", 70),
    ("chenyi", "渠道库存盘点提醒", "FREQ=MONTHLY;BYMONTHDAY=15", 80),
    ("shenruolan", "给老客户发新品微信", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", 60),
    ("linhaisheng", "华南团队周会纪要", "FREQ=WEEKLY;BYDAY=MO", 70),
)
TODAY = (
    # Who, at what hour and minute, at which customer, what for.
    ("zhouhang", 10, 0, "C00002", "客房茶包打样：带三种小罐"),
    ("zhouhang", 15, 30, "C00003", "上门送样：新春礼盒"),
    ("chenyi", 14, 0, "C00001", "挽回拜访：谈补发和返利"),
)
CALLS_TODAY = (
    ("zhouhang", "C00004", "打给徐嘉：确认礼盒刻字"),
    ("zhouhang", "C00005", "打给沈悦：新店长怎么称呼"),
    ("chenyi", "C00001", "打给林晓：约拜访时间"),
)
MINUTES = """决定：礼盒报价统一由陈怡审核
周航：把客房茶包三种规格报价发给云栖，周三前
沈若兰：整理三家渠道的库龄照片，周五前
大家同意新春礼盒不再打折。"""


def write_activities(
    customers: Mapping[str, Customer], staff: Mapping[str, Staff], *, as_of: date, seed: int, keep: Any
) -> None:
    """Calls, visits, meetings and tasks that come again; `keep` writes rows of a noun with search and trace."""
    random = stream(seed, "activities")
    firms = [one for one in customers.values() if one.owner and one.kind in ("enterprise", "channel")]
    chosen = firms[:12] + random.sample(firms[12:], min(BUSY, len(firms) - 12))
    write_calls([call for one in chosen for call in _calls(one, random, as_of)], keep=keep)
    keep([visit for one in chosen[:60] for visit in _visits(one, random, as_of)] + _today(customers, staff, as_of))
    _write_items([meeting for meeting in keep(_meetings(staff, customers, as_of)) if meeting.minutes])
    keep(_weekly(staff, as_of) + _calls_today(customers, staff, as_of))


def write_calls(calls: list[Call], *, keep: Any) -> None:
    """Calls, each to the first number of its customer."""
    _say_numbers(keep(_numbered(calls)))


def _calls(one: Customer, random: Random, as_of: date) -> list[Call]:
    made = []
    for _nth in range(random.randint(1, 6)):
        at = moment(as_of - timedelta(days=random.randint(1, BACK)), random.randint(9, 17), random.randrange(60))
        result = ENDS.draw(random)
        call = a_call(one, result, at, random)
        call.direction = "in" if result == "reached" and random.random() < 0.2 else "out"
        made.append(call)
    return made


def a_call(one: Customer, result: str, at: datetime, random: Random) -> Call:
    """A call to a customer by its owner, with what was said."""
    said = random.choice(SAID[result])
    lasted = random.randint(40, 900) if result in ("reached", "call_back", "refused") else 0
    title = said or {"no_answer": "无人接听", "busy": "占线"}[result]
    told = {"summary": said, "no_next": AFTER.get(result, "并入下一次联系")}
    basics = {"customer": one, "owner": one.owner, "result": result, "seconds": lasted, **recorded(at)}
    return Call(title=title, started_at=at, **told, **basics)


def _numbered(calls: list[Call]) -> list[Call]:
    """Calls with the first number of their customer, where there is one."""
    points = ContactPoint.objects.filter(medium="phone", valid_to=None, customer__in={one.customer_id for one in calls})
    first = {point.customer_id: point for point in points.order_by("is_primary", "-pk")}
    for call in calls:
        if point := first.get(call.customer_id):
            call.point, call.number = point, str(point)
    return calls


def _say_numbers(calls: Sequence[Call]) -> None:
    CallNumber.objects.bulk_create(CallNumber(call=one, value=one.point.value) for one in calls if one.point)


def _visits(one: Customer, random: Random, as_of: date) -> list[Visit]:
    made = []
    for _nth in range(random.choice((0, 1, 1, 2))):
        day = as_of - timedelta(days=random.randint(2, BACK))
        made.append(a_visit(one, day, random))
    return made


def a_visit(one: Customer, day: date, random: Random) -> Visit:
    """A visit to a customer by its owner, with what came of it."""
    at = moment(day, random.randint(9, 16), random.choice((0, 15, 30)))
    result, summary = random.choice(FOUND)
    came, left = at + timedelta(minutes=random.randint(-8, 20)), at + timedelta(minutes=random.randint(35, 95))
    place = PLACES.get(one.city)
    there = {
        "latitude": place and Decimal(f"{place[0] + random.uniform(-0.003, 0.003):.4f}"),
        "longitude": place and Decimal(f"{place[1] + random.uniform(-0.003, 0.003):.4f}"),
        "accuracy": place and random.randint(8, 60),
        "distance": place and random.choice((40, 90, 120, 260, 3200)),
        "place_note": "" if place else "地下车库没有信号",
    }
    told = {"summary": summary, "result": result, "no_next": "并入下一次联系", "status": "done", "place": one.city}
    basics = {"customer": one, "owner": one.owner, "planned_at": at, "checked_in_at": came, "checked_out_at": left}
    return Visit(purpose=random.choice(PURPOSES), **there, **told, **basics, **recorded(at - timedelta(days=3)))


def _today(customers: Mapping[str, Customer], staff: Mapping[str, Staff], as_of: date) -> list[Visit]:
    known = recorded(moment(as_of - timedelta(days=3), 16, 0))
    return [
        Visit(
            purpose=purpose,
            customer=customers[code],
            owner=staff[who],
            place=customers[code].city,
            planned_at=moment(as_of, hour, minute),
            **known,
        )
        for who, hour, minute, code, purpose in TODAY
    ]


def _meetings(staff: Mapping[str, Staff], customers: Mapping[str, Customer], as_of: date) -> list[Meeting]:
    """The weekly meetings of the east, the one to come today, and two with customers."""
    monday = as_of - timedelta(days=as_of.weekday())
    past = [monday - timedelta(weeks=n) for n in range(1, 9)]
    east = [
        Meeting(
            title="华东团队周会",
            place="二楼会议室",
            owner=staff["chenyi"],
            starts_at=moment(day, 9, 0),
            status="held",
            minutes=MINUTES,
            **recorded(moment(day, 8, 0)),
        )
        for day in past
    ]
    known = recorded(moment(as_of - timedelta(days=4), 11, 0))
    with_customers = (
        ("云栖集团：客房茶包方案讨论", "zhouhang", "C00002", 16, 45, "云栖总部 3 楼"),
        ("明州茶叶：返利与补发", "chenyi", "C00001", 17, 30, "线上"),
    )
    return east + [
        Meeting(
            title=title,
            owner=staff[who],
            customer=customers[code],
            starts_at=moment(as_of, hour, minute),
            place=place,
            agenda="样品、价格、交期",
            **known,
        )
        for title, who, code, hour, minute, place in with_customers
    ]


def _write_items(meetings: Sequence[Meeting]) -> None:
    """What was decided in the meetings that were held."""
    lines = [line for line in MINUTES.splitlines() if "：" in line]
    MinuteItem.objects.bulk_create(
        MinuteItem(
            meeting=meeting,
            position=place,
            kind="decision" if line.startswith("决定") else "task",
            text=line.removeprefix("决定："),
        )
        for meeting in meetings
        for place, line in enumerate(lines, start=1)
    )


def _weekly(staff: Mapping[str, Staff], as_of: date) -> list[Task]:
    """Tasks of a recurrence: those done until now, and the one that is open."""
    made = []
    for who, title, rule, ago in WEEKLY:
        starts_on = as_of - timedelta(days=ago)
        series = Recurrence.objects.create(rule=rule, starts_on=starts_on, title=title, assignee=staff[who])
        day = following(rule, starts_on=starts_on, after=starts_on)
        while day:
            done = moment(day, 17, 20) if day < as_of else None
            state = {"status": "done" if done else "open", "done_at": done, **recorded(moment(day, 8, 30))}
            made.append(Task(title=title, assignee=staff[who], due_on=day, recurrence=series, slot=day, **state))
            day = following(rule, starts_on=starts_on, after=day) if done else None
    return made


def _calls_today(customers: Mapping[str, Customer], staff: Mapping[str, Staff], as_of: date) -> list[Task]:
    known = recorded(moment(as_of - timedelta(days=1), 17, 0))
    return [
        Task(title=title, kind="call", customer=customers[code], assignee=staff[who], due_on=as_of, **known)
        for who, code, title in CALLS_TODAY
    ]


def moment(day: date, hour: int, minute: int) -> datetime:
    """A time of day of the business."""
    return datetime.combine(day, time(hour, minute), BUSINESS_ZONE)


def recorded(at: datetime) -> dict[str, datetime]:
    """The marks of a record written then."""
    return {"created_at": at, "changed_at": at}
