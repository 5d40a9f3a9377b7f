"""Days on which a firm works otherwise than the week and the public notice say."""

from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from zhike.kit.record import Record
from zhike.work.rules.chinese import Special
from zhike.work.rules.working import WorkCalendar

LONGEST = 62  # days of one entry
YEARS = (2000, 2100)


class DayKind(models.TextChoices):
    """What a day is, whatever its place in the week."""

    OFF = "off", _("Day off")
    WORKED = "worked", _("Worked")
    PLAIN = "plain", _("As the week has it")


class SpecialDay(Record):
    """A day, or several in a row, on which the firm rests or works otherwise than others believe."""

    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices, default=DayKind.OFF)
    starts_on = models.DateField(_("first day"), unique=True)
    ends_on = models.DateField(_("last day"), blank=True, help_text=_("Empty: one day alone."))

    class Meta:
        db_table = "work_special_day"
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ends_on__gte=F("starts_on"),
                    ends_on__lt=ExpressionWrapper(F("starts_on") + LONGEST, output_field=models.DateField()),
                    starts_on__year__gte=YEARS[0],
                    starts_on__year__lte=YEARS[1],
                ),
                name="special_days_are_a_span",
                violation_error_message=_("The last day is at most two months after the first, in this century."),
            ),
            ExclusionConstraint(
                name="special_day_said_once",
                expressions=[
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message=_("Something is said of one of these days already; change that."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Constraints compare both ends, in this order."""
        self.derive()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is not before the first.")})

    def derive(self) -> None:
        """One day alone ends where it begins."""
        self.ends_on = self.ends_on or self.starts_on


def work_calendar() -> WorkCalendar:
    """The calendar of the firm as it is now, for whoever counts in days of work. One query."""
    own: dict[date, Special | None] = {}
    for name, kind, first, last in SpecialDay._default_manager.values_list("name", "kind", "starts_on", "ends_on"):
        said = None if kind == DayKind.PLAIN else Special(name, name, is_off=kind == DayKind.OFF)
        own |= {first + timedelta(days=n): said for n in range((last - first).days + 1)}
    return WorkCalendar(own)


def last_said_at() -> datetime | None:
    """When the firm last said something of its days; None where it never did."""
    return SpecialDay._default_manager.aggregate(models.Max("changed_at"))["changed_at__max"]
