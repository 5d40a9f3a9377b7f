"""What people keep of cubes: questions under a name, dashboards of them, and reports that go out on time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.schedule import next_time
from zhike.kit.access.models import Staff, Team
from zhike.kit.views.models import Audience

NAME_LENGTH = 60
LONGEST_STATE = 4000  # characters of an address


class Shared(models.Model):
    """Something one person made and shows to themselves, a team or everyone. Numbers are always those of who looks."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    audience = models.CharField(_("shown to"), max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class SavedCube(Shared):
    """A question to a cube under a name; `state` holds its address."""

    state = models.CharField(max_length=LONGEST_STATE)

    class Meta:
        verbose_name = _("saved cube")
        verbose_name_plural = _("saved cubes")
        indexes = [models.Index(fields=["name"], condition=Q(deleted_at=None), name="cube_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(audience="team") ^ Q(team__isnull=False), name="cube_of_team_names_it")
        ]


class Dashboard(Shared):
    """Saved cubes beside each other."""

    class Meta:
        verbose_name = _("dashboard")
        verbose_name_plural = _("dashboards")
        indexes = [models.Index(fields=["name"], condition=Q(deleted_at=None), name="dashboard_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience="team") ^ Q(team__isnull=False), name="dashboard_of_team_names_it"
            )
        ]


class Width(models.IntegerChoices):
    """How much of a line a tile takes."""

    THIRD = 2, _("a third")
    HALF = 3, _("half")
    WHOLE = 6, _("the whole line")


class Tile(models.Model):
    """One saved cube on a dashboard."""

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="tiles")
    cube = models.ForeignKey(SavedCube, models.CASCADE, related_name="+")
    position = models.IntegerField(default=0)
    width = models.PositiveSmallIntegerField(choices=Width.choices, default=Width.HALF)

    objects: models.Manager["Tile"] = models.Manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.cube}"


class Rhythm(models.TextChoices):
    """How often a report goes out."""

    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class Report(models.Model):
    """A saved cube, or all of a dashboard, mailed on time: to each their own numbers.

    `day` is the weekday (1 Monday to 7) or the day of the month (29 to 31: its last where it has none); `hour` is of
    the business zone.
    """

    cube = models.ForeignKey(SavedCube, models.CASCADE, null=True, blank=True, related_name="+")
    dashboard = models.ForeignKey(Dashboard, models.CASCADE, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    to = models.ManyToManyField(Staff, related_name="+", verbose_name=_("to"))
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    day = models.PositiveSmallIntegerField(_("on day"), default=1)
    hour = models.PositiveSmallIntegerField(_("at hour"), default=8)
    is_paused = models.BooleanField(_("paused"), default=False)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: models.Manager["Report"] = models.Manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["next_at"], condition=Q(deleted_at=None, is_paused=False), name="report_due")]
        constraints = [
            models.CheckConstraint(condition=Q(cube=None) ^ Q(dashboard=None), name="report_of_one_thing"),
            models.CheckConstraint(condition=Q(hour__lte=23, day__gte=1, day__lte=31), name="report_time_known"),
        ]

    def __str__(self) -> str:
        return str(self.cube or self.dashboard)

    def following(self, after: datetime) -> datetime:
        """When it is due next."""
        zone = timezone.get_default_timezone()
        assert isinstance(zone, ZoneInfo)
        return next_time(self.rhythm, self.day, self.hour, after=after, zone=zone)


class Sending(models.Model):
    """One report to one person for one time it was due: written when asked for, marked when the mail is away."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sendings")
    to = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True)

    objects: models.Manager["Sending"] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "to", "due_at"], name="one_sending_each")]

    def __str__(self) -> str:
        return f"{self.report} → {self.to}"
