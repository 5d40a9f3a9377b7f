"""The numbers of a cube as people read them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.cuts import Cut
from zhike.insight.cubes.declaring import MONEY, SHARE, Measure
from zhike.insight.cubes.store import Store
from zhike.insight.left_out import without_rate
from zhike.insight.saying import saying
from zhike.look import format

NOTHING = "—"
BESIDE = {
    "row": gettext_lazy("share of its row"),
    "column": gettext_lazy("share of its column"),
    "total": gettext_lazy("share of the total"),
    "before": gettext_lazy("growth on the period before"),
    "year": gettext_lazy("growth on the year before"),
}
GROWTH = ("before", "year")


def shown(measure: Measure, value: Decimal | None) -> str:
    """A number, short enough to compare."""
    if value is None:
        return NOTHING
    if measure.unit == MONEY:
        return format.money(value)
    digits = 1 if abs(value) >= 10 else 2
    return format.percent(value, digits=1) if measure.unit == SHARE else format.number(round(value, digits))


def exact(measure: Measure, value: Decimal | None) -> str:
    """The same to the cent."""
    return format.exact_money(value) if value is not None and measure.unit == MONEY else shown(measure, value)


def beside(question: Question, measure: Measure, value: Decimal | None) -> str:
    """A share, or a growth with its sign; that of a share in points."""
    if value is None:
        return ""
    grows = question.show in GROWTH
    told = _("%(n)s points") % {"n": format.number(round(value * 100, 1))}
    text = told if grows and measure.unit == SHARE else format.percent(value, digits=1)
    return f"+{text}" if grows and value > 0 else text


def beside_head(question: Question, measure: Measure) -> str:
    """What stands above such numbers."""
    head = str(BESIDE[question.show])
    return _("%(growth)s, in points") % {"growth": head} if question.show in GROWTH and measure.unit == SHARE else head


def conditions(question: Question) -> list[tuple[Cut, str]]:
    """The conditions of a question, each with its words."""
    return [(cut, cut.words(by=question.by)) for cut in question.cuts]


def narrowed(question: Question) -> str:
    """The same in one line, with how many of the largest stand alone; for files, which go without their page."""
    told = [f"{cut.one.label}: {words}" for cut, words in conditions(question)]
    if question.top:
        told.append(_("the %(most)s largest by %(measure)s") % {"most": question.top, "measure": question.main.label})
    return " · ".join(told)


def left_out(question: Question) -> str:
    """Which records the amounts of a cube do not count."""
    told = without_rate(question.cube.unpriced) if question.cube.unpriced else []
    return " ".join(saying(caution.sentence, caution.values) for caution in told)


def certificate(question: Question, store: Store) -> dict[str, str]:
    """Where the numbers come from: the days they are of, when the facts were read, and when the table was made."""
    first, last = question.window.first, question.window.last
    return {
        "days": f"{first:%Y-%m-%d} – {last:%Y-%m-%d}" if first else _("up to %(day)s") % {"day": last.isoformat()},
        "narrowed": narrowed(question),
        "left_out": left_out(question),
        "load": store.load,
        "facts_at": store.facts_at,  # type: ignore[dict-item]
        "built_at": store.built_at,  # type: ignore[dict-item]
    }
