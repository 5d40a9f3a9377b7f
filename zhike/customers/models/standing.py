"""What we currently believe about a customer, since when, and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.customers.models.customer import Customer


class Source(models.TextChoices):
    """Where a standing came from."""

    COMPUTED = "computed", _("computed")
    STATED = "stated", _("stated by a person")


class StandingQuerySet(models.QuerySet):
    def current(self):
        return self.filter(until=None)

    def on(self, day):
        """What was believed at the end of `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Standing(models.Model):
    """One belief of one kind about one customer.

    Coded kinds (tier, rung …) keep their history: a change closes the row (`until`) and opens the next. Numeric kinds
    (net sales of twelve months …) keep the latest number only. `since` is the first day it held, `as_of` the last day it
    was confirmed; `evidence` holds the numbers behind it; `run` is the computation that wrote it.
    A stated row with `holds_until` is an override: computations leave it alone until that day.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="standings")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=20, blank=True)
    number = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    as_of = models.DateField()
    evidence = models.JSONField(default=dict)
    rule_version = models.CharField(max_length=20, blank=True)
    run = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.COMPUTED)
    reason = models.CharField(max_length=200, blank=True)
    holds_until = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind"], condition=Q(until=None), name="one_current_standing"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=models.F("since")), name="standing_ends_later"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="standing_source_known"),
        ]
        indexes = [
            models.Index(fields=["kind", "value", "customer"], condition=Q(until=None), name="standing_by_value"),
            models.Index(fields=["kind", "number", "customer"], condition=Q(until=None), name="standing_by_number"),
            models.Index(fields=["kind", "since", "value"], name="standing_moves"),
            models.Index(fields=["customer", "kind", "-since"], name="standing_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value or self.number}"
