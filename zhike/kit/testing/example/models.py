"""A plant in the office."""

from django.conf import settings
from django.db import models

from zhike.kit.record import Record


class Light(models.TextChoices):
    """Where it likes to stand."""

    SUN = "sun", "Sun"
    SHADE = "shade", "Shade"


class Plant(Record):
    """Something green that somebody looks after."""

    name = models.CharField("name", max_length=40)
    label = models.CharField("label", max_length=20, unique=True)
    light = models.CharField("light", max_length=10, choices=Light.choices, default=Light.SUN)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="keeper",
    )
    mother = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="cuttings", verbose_name="mother plant"
    )
    height = models.DecimalField("height", max_digits=6, decimal_places=2, null=True, blank=True)
    pots = models.IntegerField("pots", default=1)
    bought_on = models.DateField("bought on", null=True, blank=True)
    watered_at = models.DateTimeField("watered at", null=True, editable=False)
    flowers = models.BooleanField("flowers", default=False)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "plant"
        verbose_name_plural = "plants"
        constraints = [models.CheckConstraint(condition=models.Q(pots__gt=0), name="plant_in_a_pot")]

    def __str__(self) -> str:
        return self.name


class Seed(Record):
    """What may become a plant: the shortest noun there is, declared to measure what one takes."""

    name = models.CharField("name", max_length=40)
    stage = models.CharField("stage", max_length=10, choices={"dry": "Dry", "up": "Up"}, default="dry")
    sown_on = models.DateField("sown on", null=True, blank=True)
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="keeper")

    class Meta:
        verbose_name = "seed"
        verbose_name_plural = "seeds"

    def __str__(self) -> str:
        return self.name
