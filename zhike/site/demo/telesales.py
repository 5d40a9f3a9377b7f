"""The telesales desk of the tea firm: consumers who went silent before the spring tea, called for some days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from zhike.customers.models import ContactPoint, Customer
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.leads.models import Lead
from zhike.leads.models.lead import OPEN
from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.records import BUSINESS_ZONE
from zhike.telesales.actions import recognisable
from zhike.telesales.models import (
    Attempt,
    CallList,
    DoNotCall,
    Follows,
    PlannedCall,
    ResultCode,
    Script,
    SealedNumber,
    State,
)

ENTRIES, DAYS, CALLED = 72, 4, 30
SCRIPT = """# 开场
您好，这里是松风茶业，您去年在我们这里买过茶。现在方便说两分钟吗？
> 方便 -> 喝得如何
> 不方便 -> 约时间
> 别再打了 -> 道歉
# 喝得如何
上次的茶喝得怎么样？家里还有吗？
> 喝完了 -> 新茶
> 还有 -> 存茶
> 不满意 -> 问清楚
# 新茶
今年的明前已经开采，老客户可以先留两斤，您喜欢绿茶还是白茶？
> 留 -> 收尾
> 再想想 -> 约时间
# 存茶
绿茶放冰箱，白茶避光就好。等喝完我再提醒您，好吗？
> 好 -> 收尾
# 问清楚
实在抱歉。是味道、包装还是送货？我记下来，今天就有人给您回话。
> 说清了 -> 收尾
# 约时间
那我什么时候再打给您合适？
> 说了时间 -> 收尾
# 道歉
打扰了，我这就把您的号码列入勿打名单，以后不会再打。
# 收尾
谢谢您，祝您喝茶愉快。"""
RESULTS = (
    # name, key, logged as, what follows, after how many hours, how often in a hundred
    ("谈成意向", "1", "reached", Follows.DEAL, None, 12),
    ("聊过，要跟进", "2", "reached", Follows.TASK, None, 16),
    ("约了再打", "3", "call_back", Follows.ASKED, None, 12),
    ("没人接", "4", "no_answer", Follows.AGAIN, 4, 30),
    ("占线", "5", "busy", Follows.AGAIN, 1, 10),
    ("不需要", "6", "refused", Follows.CLOSE, None, 14),
    ("空号或错号", "7", "wrong_number", Follows.CLOSE, None, 4),
    ("要求别再打", "8", "refused", Follows.FORBID, None, 2),
)
FORBIDDEN = 6
CALLERS = ("zhouhang", "shenruolan", "luxin")


def write_telesales(
    customers: Mapping[str, Customer], staff: Mapping[str, Staff], *, as_of: date, seed: int, robot: Staff
) -> None:
    """Script, results, one open list with calls of the last days, and numbers that nobody may call."""
    script = Script(name="春茶上市·老客户")
    script.text = SCRIPT
    script.save()
    results = ResultCode._base_manager.bulk_create(
        ResultCode(name=name, key=key, logged_as=logged, follows=follows, hours=hours, position=10 * at)
        for at, (name, key, logged, follows, hours, _weight) in enumerate(RESULTS, start=1)
    )
    one = CallList(name="清明前唤醒老客户", script=script, owner=staff["chenyi"], team=staff["chenyi"].team)
    one.address, one.frozen_at = "kind=consumer", _moment(as_of - timedelta(days=DAYS), 9)
    one.opens_at, one.closes_at = 9, 21
    one.save()
    chosen = _chosen(customers, staff)
    planned = PlannedCall._base_manager.bulk_create(
        PlannedCall(call_list=one, customer=who, name=who.name, owner=who.owner, worth=max(1, 98 - at))
        for at, who in enumerate(chosen)
    )
    _forbid(chosen[-FORBIDDEN:], as_of)
    _call(planned[:CALLED], results, script, as_of=as_of, seed=seed)
    search.index(planned)
    for rows in ([script], results, [one]):
        search.index(rows)
    trace.record_many("load", planned, by=robot)


def write_lead_list(staff: Mapping[str, Staff], *, as_of: date) -> None:
    """A second list: who left a number at a fair and whom nobody has spoken with."""
    one = CallList(name="展会线索首呼", whom=CallList.Whom.LEADS, owner=staff["chenyi"], team=staff["chenyi"].team)
    one.address, one.frozen_at = "source=fair", _moment(as_of - timedelta(days=1), 9)
    one.opens_at, one.closes_at = 9, 21
    one.save()
    some = Lead._base_manager.filter(source="fair", status__in=OPEN, trust="fine", owner__isnull=False)
    planned = PlannedCall._base_manager.bulk_create(
        PlannedCall(call_list=one, lead=lead, name=str(lead)[:120], owner=lead.owner, worth=lead.score)
        for lead in some.order_by("-score", "pk")
    )
    search.index([one])
    search.index(planned)


def _chosen(customers: Mapping[str, Customer], staff: Mapping[str, Staff]) -> list[Customer]:
    """Consumers of those who call, by their number."""
    callers = {staff[name].pk for name in CALLERS}
    ours = [one for _code, one in sorted(customers.items()) if one.kind == "consumer" and one.owner_id in callers]
    reachable = ContactPoint.objects.filter(medium="phone", valid_to=None, customer__in=[one.pk for one in ours])
    known = set(reachable.values_list("customer", flat=True))
    return [one for one in ours if one.pk in known][:ENTRIES]


def _forbid(some: Sequence[Customer], as_of: date) -> None:
    since = as_of - timedelta(days=60)
    points = ContactPoint.objects.filter(medium="phone", valid_to=None, customer__in=[one.pk for one in some])
    entries = []
    for point in points.order_by("pk"):
        shown = recognisable(point.value)
        entry = DoNotCall(shown=shown, reason="客户来电要求不再联系", customer=point.customer, since=since)
        entry.save()
        SealedNumber.objects.create(entry=entry, number=point.value)
        entries.append(entry)
    search.index(entries)


def _call(
    planned: Sequence[PlannedCall], results: Sequence[ResultCode], script: Script, *, as_of: date, seed: int
) -> None:
    """One attempt on each, spread over the last days; what follows is kept on the planned call."""
    random = stream(seed, "telesales", "calls")
    weighted, edition = Weighted(results, [line[5] for line in RESULTS]), script.latest
    attempts: list[Attempt] = []
    free: dict[tuple[int | None, date], datetime] = {}
    for at, one in enumerate(planned):
        result = weighted.draw(random)
        day = as_of - timedelta(days=DAYS - at * DAYS // len(planned))
        opened = free.get((one.owner_id, day), _moment(day, 9))
        ended = opened + timedelta(seconds=random.randint(25, 260))
        wrapped = ended + timedelta(seconds=random.randint(8, 60))
        free[one.owner_id, day] = wrapped + timedelta(seconds=random.randint(2, 40))
        spans = {"opened_at": opened, "ended_at": ended, "wrapped_at": wrapped}
        attempts.append(Attempt(planned=one, caller=one.owner, edition=edition, result=result, **spans))
        one.attempts, one.result, one.state = 1, result, State.DONE
        if result.follows in (Follows.AGAIN, Follows.ASKED):
            one.state, one.next_at = State.WAITING, _moment(day + timedelta(days=1), 10 + at % 8)
    Attempt.objects.bulk_create(attempts)
    PlannedCall._base_manager.bulk_update(planned, ["attempts", "result", "state", "next_at"])


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), BUSINESS_ZONE)
