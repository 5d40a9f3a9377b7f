"""Who works at the house, and how they sign in."""

from random import Random

from zhike.site.demo.generator.chance import Weighted
from zhike.site.demo.generator.records import StaffMember, Team
from zhike.site.demo.generator.roster import Prospect

DEMO_PASSWORD = "songfeng-demo"  # noqa: S105 -- for show, and printed at every start
"""The password of every demonstration account, written down here and nowhere else."""

TEAMS = (Team("销售部", None), Team("华东团队", "销售部"), Team("华南团队", "销售部"))

PEOPLE = (
    ("admin", "秦素", "admin", None),
    ("chenyi", "陈怡", "manager", "华东团队"),
    ("linhaisheng", "林海生", "manager", "华南团队"),
    ("zhouhang", "周航", "staff", "华东团队"),
    ("shenruolan", "沈若兰", "staff", "华东团队"),
    ("fangqiming", "方启明", "staff", "华东团队"),
    ("luxin", "陆欣", "staff", "华东团队"),
    ("xuwen", "许文", "staff", "华南团队"),
    ("huangjiayi", "黄嘉怡", "staff", "华南团队"),
    ("xiedongming", "谢东明", "staff", "华南团队"),
    ("liangxiaoman", "梁小满", "staff", "华南团队"),
)
STAFF = tuple(
    StaffMember(username, name, role, team, f"{username}@example.com") for username, name, role, team in PEOPLE
)
MANAGER_WEIGHT = {"channel": 1.6, "enterprise": 0.6}
UNOWNED = {"consumer": 0.12, "enterprise": 0.05, "channel": 0.03}
"""Share that nobody looks after yet: they wait in the open pool (公海)."""


def draw_owner(prospect: Prospect, random: Random) -> str | None:
    """The username of who looks after a customer: by region; managers take dealers more often than others."""
    if prospect.story:
        return prospect.story.owner
    if random.random() < UNOWNED.get(prospect.kind, 0):
        return None
    team = [member for member in STAFF if member.team == prospect.place.team]
    manager = MANAGER_WEIGHT.get(prospect.kind, 0.1)
    return Weighted(team, [manager if member.role == "manager" else 1.0 for member in team]).draw(random).username
