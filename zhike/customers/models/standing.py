"""What we currently believe about a customer, since when, and why."""

from datetime import date

from django.db import connections, models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhike.customers.kinds import KINDS
from zhike.customers.models.customer import Customer

# The advisory lock of everybody who writes standings: computations alone, verbs side by side.
LOCK = "select pg_advisory_xact_lock{manner}('customers_standing'::regclass::oid::bigint)"

REASON_LENGTH = 200  # characters
RECENT = 200  # standings of one customer that its page asks for


class Source(models.TextChoices):
    """Where a standing came from."""

    COMPUTED = "computed", _("computed")
    STATED = "stated", _("stated by a person")


def held_on(day: date, *, path: str = "") -> Q:
    """The condition of what was believed at the end of `day`; `path` leads to it, such as `standings__`."""
    until = Q(**{f"{path}until": None}) | Q(**{f"{path}until__gt": day})
    return until & Q(**{f"{path}since__lte": day})


class StandingQuerySet(models.QuerySet["Standing"]):
    """Standings of any customers: the present ones, those of a day, and what each replaced."""

    def current(self) -> "StandingQuerySet":
        return self.filter(until=None)

    def on(self, day: date) -> "StandingQuerySet":
        """What was believed at the end of `day`."""
        return self.filter(held_on(day))

    def wait_for_computations(self) -> None:
        """Return when nothing is being published, and keep publications waiting until the transaction ends."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(LOCK.format(manner="_shared"))

    def by_kind(self) -> "dict[str, Standing]":
        """The standings of one customer at one time, by kind: `customer.standings.current().by_kind()`."""
        return {standing.kind: standing for standing in self}

    def history(self, kind: str) -> "StandingQuerySet":
        """Every standing of a kind, newest first."""
        return self.filter(kind=kind).order_by("-since")

    def recent(self) -> "list[Standing]":
        """What is believed of one customer now, then the steps that ended last, each with `came_from`, in one query."""
        stepwise = [kind.name for kind in KINDS.values() if kind.held]
        found = self.filter(Q(until=None) | Q(kind__in=stepwise)).order_by(F("until").desc(nulls_first=True))[:RECENT]
        ended = {(standing.kind, standing.until): standing.value for standing in found}
        for standing in found:
            standing.came_from = ended.get((standing.kind, standing.since))  # type: ignore[attr-defined]
        return list(found)

    def with_origin(self) -> "StandingQuerySet":
        """Each with `came_from`: the value that ended when it began, or None."""
        earlier = Standing.objects.filter(customer=OuterRef("customer"), kind=OuterRef("kind"), until=OuterRef("since"))
        return self.annotate(came_from=Subquery(earlier.values("value")[:1]))


class Standing(models.Model):
    """One belief of one kind about one customer.

    Coded kinds (tier, rung …) keep their history: a change closes the row (`until`) and opens the next. Numeric kinds
    (net sales in 12 months …) and fleeting ones (next product …) keep the latest only. `since` is the first day it
    held, `as_of` the last day it was confirmed; `evidence` holds the numbers behind it; `run` is the computation that
    wrote it.
    A stated row with `holds_until` is an override: computations leave it alone through that day.
    """

    # No index of its own: that of "one_standing_a_day" begins with the customer.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="standings", db_index=False)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=60, blank=True)
    number = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    as_of = models.DateField()
    evidence = models.JSONField(default=dict)
    rule_version = models.CharField(max_length=20, blank=True)
    run = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.COMPUTED)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    holds_until = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind"], condition=Q(until=None), name="one_current_standing"),
            # Two beliefs of a kind cannot begin on one day; the index behind it also serves a customer's history.
            models.UniqueConstraint(fields=["customer", "kind", "since"], name="one_standing_a_day"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="standing_ends_later"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="standing_source_known"),
        ]
        # Each index holds only the rows it can serve: every publication rewrites every current row.
        indexes = [
            models.Index(
                fields=["kind", "value", "customer"], condition=Q(until=None) & ~Q(value=""), name="standing_by_value"
            ),
            models.Index(
                fields=["kind", "number", "customer"],
                condition=Q(until=None, number__isnull=False),
                name="standing_by_number",
            ),
            models.Index(fields=["kind", "since", "value"], condition=~Q(value=""), name="standing_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value or self.number}"

    @property
    def is_stated(self) -> bool:
        return self.source == Source.STATED

    @property
    def replaced(self) -> "Standing | None":
        """What the rules had said when a person overrode them; only to be read."""
        computed = self.evidence.get("computed")
        return Standing(kind=self.kind, **computed) if computed else None

    @property
    def is_override(self) -> bool:
        """Whether a person holds it against the computation."""
        return self.is_stated and self.holds_until is not None
