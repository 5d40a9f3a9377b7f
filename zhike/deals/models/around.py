"""Who has a say in a deal, and who else wants it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Contact
from zhike.deals.models.deal import Deal
from zhike.kit.record import Record


class BuyingPart(models.TextChoices):
    """The part a contact plays in one deal."""

    DECIDES = "decides", _("Decides")
    INFLUENCES = "influences", _("Influences")
    RECOMMENDS = "recommends", _("Recommends")
    OPPOSES = "opposes", _("Opposes")
    USES = "uses", _("Uses")
    PAYS = "pays", _("Pays")


class Strength(models.TextChoices):
    """How a competitor stands in one deal."""

    BEHIND = "behind", _("Behind us")
    EVEN = "even", _("Level with us")
    AHEAD = "ahead", _("Ahead of us")


class DealContact(models.Model):
    """One part that somebody at the customer plays in a deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="roles", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("contact"))
    part = models.CharField(_("part played"), max_length=10, choices=BuyingPart.choices)

    class Meta:
        verbose_name = _("contact of a deal")
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact", "part"], name="deal_contact_part_once"),
            models.CheckConstraint(condition=Q(part__in=BuyingPart.values), name="deal_contact_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_part_display()}"


class DealCompetitor(models.Model):
    """A competitor in one deal: the price it asks, in the currency of the deal, and how it stands."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="rivals", db_index=False)
    competitor = models.ForeignKey("deals.Competitor", models.CASCADE, related_name="+", verbose_name=_("competitor"))
    price = models.DecimalField(_("their price"), max_digits=19, decimal_places=4, null=True, blank=True)
    strength = models.CharField(_("standing against us"), max_length=6, choices=Strength.choices, default=Strength.EVEN)

    class Meta:
        verbose_name = _("competitor of a deal")
        constraints = [
            models.UniqueConstraint(fields=["deal", "competitor"], name="deal_competitor_once"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="deal_competitor_strength_known"),
        ]

    def __str__(self) -> str:
        return str(self.competitor)


class Competitor(Record):
    """A firm that wants the same deals as we do."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")

    def __str__(self) -> str:
        return self.name
