"""What the staff have to do: overdue, today, the days ahead, and what they have done."""

from datetime import date, datetime, time, timedelta
from random import Random

from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.lives import Known
from zhike.site.demo.generator.records import BUSINESS_ZONE, Customer, Task
from zhike.site.demo.generator.staff import STAFF

DUE = (
    # How many tasks, earliest and latest day they are due (0 is today), and their status.
    (18, -12, -1, "open"),
    (14, 0, 0, "open"),
    (34, 1, 7, "open"),
    (22, 8, 30, "open"),
    (52, -45, -1, "done"),
    (5, -30, -3, "dropped"),
)
PRIORITIES = Weighted(("low", "normal", "high"), (2, 6, 2))

ANY_MONTH = {
    "consumer": (
        "回访：上次的茶喝得如何",
        "补一份口粮茶清单",
        "邀请参加周末茶会",
        "提醒会员积分到期",
        "回复微信：老白茶怎么存",
    ),
    "enterprise": (
        "发报价：定制企业礼盒",
        "上门送样：客房茶包",
        "对账：上月货款",
        "补寄发票",
        "拜访：聊下季度用茶",
        "确认礼盒刻字内容",
    ),
    "channel": (
        "对账：上月货款",
        "确认补货数量",
        "寄样：岩茶拼配",
        "巡店：看陈列和库龄",
        "谈下季度返利",
        "催收：逾期货款",
    ),
}
IN_SEASON = {
    "回访：春茶到货": (3, 4, 5),
    "寄样：{year} 明前龙井": (3, 4),
    "预订：{year} 明前龙井": (1, 2, 3),
    "确认中秋礼盒数量": (7, 8, 9),
    "寄样：{year} 中秋礼盒": (6, 7, 8),
    "确认新春礼盒数量": (11, 12, 1),
    "寄样：{year} 新春礼盒": (10, 11, 12),
    "回访：秋茶铁观音": (10, 11),
    "推荐：冬季红茶与熟普": (11, 12, 1),
    "推荐：夏季花茶与白茶": (5, 6, 7, 8),
}
NOTES = ("", "", "", "先看上次订单再打。", "上午十点以后方便接电话。", "微信留言即可。", "带样品去。")


def draw_tasks(customers: list[Customer], known: list[Known], *, as_of: date, seed: int) -> tuple[Task, ...]:
    """Told tasks first, then drawn ones for customers who bought and are looked after by somebody."""
    random = stream(seed, "tasks")
    buyers = {one.code for one in known if one.purchases and one.prospect.kind in ANY_MONTH}
    reachable = [customer for customer in customers if customer.code in buyers and customer.owner]
    # Dealers and firms take more of the staff's time than their number suggests.
    weights = [1 if customer.kind == "consumer" else 6 for customer in reachable]
    choice = Weighted(reachable, weights)
    drawn = [
        _draw_task(choice.draw(random), as_of + timedelta(days=random.randint(first, last)), status, random)
        for count, first, last, status in DUE
        for _ in range(count)
    ]
    return tuple(_told(known, as_of) + drawn + _house_tasks(as_of))


def _told(known: list[Known], as_of: date) -> list[Task]:
    return [
        Task(
            title,
            "",
            one.code,
            one.prospect.story.owner,
            as_of + timedelta(days=days),
            "open",
            priority,
            None,
        )
        for one in known
        if one.prospect.story
        for title, days, priority in one.prospect.story.tasks
    ]


def _draw_task(customer: Customer, due_on: date, status: str, random: Random) -> Task:
    titles = ANY_MONTH[customer.kind] + tuple(title for title, months in IN_SEASON.items() if due_on.month in months)
    # From October on, gifts and samples are for the feast of the coming year.
    year = due_on.year + (due_on.month >= 10)
    title = random.choice(titles).format(year=year)
    done_at = _finished(due_on, random) if status == "done" else None
    assert customer.owner is not None
    priority = PRIORITIES.draw(random)
    return Task(title, random.choice(NOTES), customer.code, customer.owner, due_on, status, priority, done_at)


def _finished(due_on: date, random: Random) -> datetime:
    """On the day it was due or up to three days early, in working hours."""
    day = due_on - timedelta(days=random.choice((0, 0, 0, 1, 2, 3)))
    return datetime.combine(day, time(random.randint(9, 17), random.randint(0, 59)), BUSINESS_ZONE)


def _house_tasks(as_of: date) -> list[Task]:
    """One task for everybody that has no customer: the weekly look at one's own list."""
    return [
        Task(
            "整理本周客户清单",
            "",
            None,
            member.username,
            as_of + timedelta(days=number % 5),
            "open",
            "low",
            None,
        )
        for number, member in enumerate(STAFF)
        if member.role != "admin"
    ]
