"""The numbers of a cube as people read them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import MONEY, SHARE, Measure
from zhike.insight.cubes.store import Store
from zhike.look import format

NOTHING = "—"
BESIDE = {
    "row": gettext_lazy("share of its row"),
    "column": gettext_lazy("share of its column"),
    "total": gettext_lazy("share of the total"),
    "before": gettext_lazy("growth on the period before"),
    "year": gettext_lazy("growth on the year before"),
}


def shown(measure: Measure, value: Decimal | None) -> str:
    """A number, short enough to compare."""
    if value is None:
        return NOTHING
    if measure.unit == MONEY:
        return format.money(value)
    return format.percent(value, digits=1) if measure.unit == SHARE else format.number(round(value, 2))


def exact(measure: Measure, value: Decimal | None) -> str:
    """The same to the cent."""
    return format.exact_money(value) if value is not None and measure.unit == MONEY else shown(measure, value)


def beside(question: Question, value: Decimal | None) -> str:
    """A share, or a growth with its sign."""
    if value is None:
        return ""
    text = format.percent(value, digits=1)
    return f"+{text}" if question.show in ("before", "year") and value > 0 else text


def certificate(question: Question, store: Store) -> dict[str, str]:
    """Where the numbers come from: the days they are of, when the facts were read, and when the table was made."""
    first, last = question.window.first, question.window.last
    return {
        "days": f"{first:%Y-%m-%d} – {last:%Y-%m-%d}" if first else _("up to %(day)s") % {"day": last.isoformat()},
        "load": store.load,
        "facts_at": store.facts_at,  # type: ignore[dict-item]
        "built_at": store.built_at,  # type: ignore[dict-item]
    }
