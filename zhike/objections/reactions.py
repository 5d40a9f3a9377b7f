"""What the objection book hears: a deal ended, or did not end after all."""

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.events import on
from zhike.objections.actions import DEAL, reopen, take_from_deal
from zhike.objections.models import Objection, Outcome


@on("deals.won")
def win(*, deal: int, by: int) -> None:
    """Whatever was still held against a deal that was won is overcome."""
    _end(deal, Outcome.OVERCOME)


@on("deals.lost")
def lose(*, deal: int, by: int) -> None:
    """Of a deal that was lost nothing was overcome."""
    _end(deal, Outcome.LOST)


@on("deals.reopened")
def go_on(*, deal: int, by: int) -> None:
    """What the end of the deal decided is open again; what people said of it stays."""
    robot = Staff.objects.robot("objections")
    for objection in _held_against(deal, by=robot).filter(decided_by_deal=True):
        reopen(objection, by=robot)


def _end(deal: int, outcome: str) -> None:
    robot = Staff.objects.robot("objections")
    for objection in _held_against(deal, by=robot).filter(outcome=Outcome.OPEN):
        take_from_deal(objection, by=robot, outcome=outcome)


def _held_against(deal: int, *, by: Staff):
    return rows(Objection, by=by).filter(noun=DEAL, object_id=deal)
