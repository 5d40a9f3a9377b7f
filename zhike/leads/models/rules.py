"""Rules that a firm sets up: what makes a lead good, and who gets it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.leads.models.capture import Source


class Asked(models.TextChoices):
    """What of a lead a rule looks at."""

    SOURCE = "source", _("Source")
    CAMPAIGN = "campaign", _("Campaign")
    REGION = "region", _("Region")
    CITY = "city", _("City")
    COMPANY = "company", _("Company")
    TITLE = "title", _("Job title")
    INTEREST = "interest", _("Interest")
    PRODUCT = "product", _("Product")
    NOTE = "note", _("Note")
    PHONE = "phone", _("Phone")
    MAIL = "mail", _("E-mail")
    WECHAT = "wechat", _("WeChat")


class Operator(models.TextChoices):
    """How a rule looks at it."""

    GIVEN = "given", _("is given")
    MISSING = "missing", _("is missing")
    IS = "is", _("is one of")
    HAS = "has", _("contains one of")


SEALED = (Asked.PHONE, Asked.MAIL, Asked.WECHAT)


class ScoreRule(Record):
    """A condition on a lead and what it is worth, with the sentence that people read."""

    name = models.CharField(_("sentence"), max_length=80)
    asked = models.CharField(_("of the lead"), max_length=12, choices=Asked.choices)
    operator = models.CharField(_("condition"), max_length=10, choices=Operator.choices, default=Operator.GIVEN)
    values = models.CharField(_("values"), max_length=200, blank=True, help_text=_("Several are separated by commas."))
    points = models.SmallIntegerField(_("points"))
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        db_table = "leads_score_rule"
        verbose_name = _("score rule")
        verbose_name_plural = _("score rules")
        constraints = [
            models.CheckConstraint(condition=Q(asked__in=Asked.values), name="score_rule_asks_of_something"),
            models.CheckConstraint(condition=Q(operator__in=Operator.values), name="score_rule_operator_known"),
            models.CheckConstraint(
                condition=Q(points__gte=-100, points__lte=100) & ~Q(points=0),
                name="score_rule_points_count",
                violation_error_message=_("Points are from -100 to 100, and not 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.operator in (Operator.IS, Operator.HAS) and not self.values.strip():
            raise ValidationError({"values": _("Say which values.")})
        if self.asked in SEALED and self.operator in (Operator.IS, Operator.HAS):
            raise ValidationError({"operator": _("Of what is kept sealed a rule only asks whether it is given.")})


class Manner(models.TextChoices):
    """How a rule chooses among the people of its team."""

    IN_TURN = "in_turn", _("In turn")
    LEAST_LOADED = "least_loaded", _("Whoever has least open leads")


class AssignmentRule(Record):
    """Who gets a lead. Rules are asked in order; the first that fits and has somebody with room decides.

    `last` is who got the latest one in turn: whoever assigns by this rule holds its row locked.
    """

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in an order", "position"), default=10)
    source = models.CharField(_("only from source"), max_length=12, choices=Source.choices, blank=True)
    regions = models.CharField(
        _("only from regions"), max_length=200, blank=True, help_text=_("Several are separated by commas.")
    )
    in_territory = models.BooleanField(
        _("only of the team's territory"), default=False, help_text=_("Regions of a team stand under Territories.")
    )
    least_score = models.SmallIntegerField(_("from a score of"), null=True, blank=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    manner = models.CharField(_("manner"), max_length=14, choices=Manner.choices, default=Manner.IN_TURN)
    most = models.PositiveSmallIntegerField(
        _("open leads a person at most"), null=True, blank=True, help_text=_("Empty where there is no limit.")
    )
    is_on = models.BooleanField(_("on"), default=True)
    last = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        db_table = "leads_assignment_rule"
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        constraints = [
            models.CheckConstraint(condition=Q(manner__in=Manner.values), name="assignment_rule_manner_known"),
        ]

    def __str__(self) -> str:
        return self.name
