"""The words for rules of recurrence, and for days to put something off to."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.kit.refusal import Refusal
from zhike.work.rules.recurring import DAYS, MOST_TIMES, NoRule, checked

SNOOZES = (
    ("tomorrow", gettext_lazy("tomorrow")),
    ("monday", gettext_lazy("next Monday")),
    ("week", gettext_lazy("in a week")),
)
PATTERNS = (
    ("daily", gettext_lazy("every day")),
    ("workdays", gettext_lazy("Monday to Friday")),
    ("weekly", gettext_lazy("every week, on this weekday")),
    ("fortnightly", gettext_lazy("every two weeks, on this weekday")),
    ("monthly", gettext_lazy("every month, on this day")),
    ("month_end", gettext_lazy("every month, on the last day")),
    ("yearly", gettext_lazy("every year, on this day")),
)

ONCE = {
    "DAILY": gettext_lazy("every day"),
    "WEEKLY": gettext_lazy("every week"),
    "MONTHLY": gettext_lazy("every month"),
    "YEARLY": gettext_lazy("every year"),
}
EACH = {
    "DAILY": gettext_lazy("every %(n)s days"),
    "WEEKLY": gettext_lazy("every %(n)s weeks"),
    "MONTHLY": gettext_lazy("every %(n)s months"),
    "YEARLY": gettext_lazy("every %(n)s years"),
}


def refusal(error: NoRule) -> Refusal:
    """The sentence for a rule that cannot be, beside the input it is about."""
    sentences = {
        "both_ends": (_("Say a last day or how many times, not both."), "times"),
        "ends_before": (_("The last day lies before the first."), "until"),
        "how_many": (_("It comes again from once to %(most)s times.") % {"most": MOST_TIMES}, "times"),
        "no_pattern": (_("Say how often, by one of the choices."), "how"),
        "not_understood": (_("“%(rule)s” recurs in a way that is not understood here.") % {"rule": error.rule}, None),
    }
    sentence, field = sentences[error.why]
    return Refusal(sentence, field=field)


def words(rule: str) -> str:
    """The rule as people say it."""
    said = checked(rule)
    step, parts = said.get("INTERVAL", "1"), []
    parts.append(str(ONCE[said["FREQ"]]) if step == "1" else str(EACH[said["FREQ"]]) % {"n": step})
    parts += _when(said)
    if "COUNT" in said:
        parts.append(ngettext("%(n)s time", "%(n)s times", int(said["COUNT"])) % {"n": said["COUNT"]})
    if day := said.get("UNTIL", "")[:8]:
        parts.append(_("up to %(day)s") % {"day": f"{day[:4]}-{day[4:6]}-{day[6:]}"})
    return " · ".join(parts)


def _when(said: dict[str, str]) -> list[str]:
    """On which days of the week or the month."""
    if said.get("BYMONTHDAY") == "-1":
        return [_("on the last day")]
    if "BYMONTHDAY" in said:
        return [_("on day %(day)s") % {"day": said["BYMONTHDAY"].split(",")[-1]}]
    if said.get("BYDAY") == "MO,TU,WE,TH,FR":
        return [_("Monday to Friday")]
    named = [str(WEEKDAYS[DAYS.index(day[-2:])]) for day in said.get("BYDAY", "").split(",") if day[-2:] in DAYS]
    return [_("and").join(named) if len(named) == 2 else " ".join(named)] if named else []
