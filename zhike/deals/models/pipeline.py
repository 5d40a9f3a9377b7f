"""The settings of deals: pipelines, the stages of each, and the reasons for which deals are lost."""

from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from zhike.kit.record import Record

BETWEEN = " / "  # the name of a pipeline and that of its stage


class Kind(models.TextChoices):
    """What a stage means for the deals in it."""

    OPEN = "open", _("Ongoing")
    WON = "won", _("Closed won")
    LOST = "lost", _("Closed lost")


class Pipeline(Record):
    """One way in which deals are brought to an end, with stages of its own."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("rank"), default=1)
    is_used = models.BooleanField(_("in use"), default=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def open_stages(self) -> list["Stage"]:
        """The stages on the way, in order."""
        return list(self.stages.filter(kind=Kind.OPEN).order_by("position", "id"))

    def save(self, *args, **kwargs) -> None:
        """Its stages are told by its name."""
        super().save(*args, **kwargs)
        self.stages.exclude(path__startswith=f"{self.name}{BETWEEN}").update(
            path=Concat(Value(f"{self.name}{BETWEEN}"), F("name"))
        )


class Stage(Record):
    """One column of a pipeline. `path` names it among the stages of every pipeline: "Direct / Proposal".

    `to_enter` and `to_leave` are names of requirements (see `deals.requirements`).
    """

    pipeline = models.ForeignKey(
        Pipeline, models.CASCADE, related_name="stages", verbose_name=_("pipeline"), db_index=False
    )
    position = models.PositiveSmallIntegerField(_("rank"), default=1)
    name = models.CharField(_("name"), max_length=40)
    path = models.CharField(_("full name"), max_length=100, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.OPEN)
    probability = models.PositiveSmallIntegerField(
        _("given probability"), default=10, validators=[MaxValueValidator(100)]
    )
    usual_days = models.PositiveSmallIntegerField(_("usual days"), null=True, blank=True)
    to_enter = models.JSONField(_("required to enter"), default=list, editable=False)
    to_leave = models.JSONField(_("required to leave"), default=list, editable=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        indexes = [models.Index(fields=["pipeline", "position", "id"], name="stage_of_pipeline")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="stage_kind_known"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="stage_probability_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def in_use(cls) -> models.QuerySet["Stage"]:
        """The stages of every pipeline in use, in the order of pipelines and of boards."""
        found = cls._base_manager.filter(pipeline__is_used=True).select_related("pipeline")
        return found.order_by("pipeline__position", "pipeline", "position", "id")

    @classmethod
    def named(cls, said: Iterable[str]) -> models.QuerySet["Stage"]:
        """Those that are meant by numbers or by names, as far as there are any."""
        some = list(said)
        numbers = [one for one in some if one.isascii() and one.isdecimal() and len(one) < 19]
        return cls._base_manager.filter(Q(pk__in=numbers) | Q(name__in=some))

    def derive(self) -> None:
        if self.kind != Kind.OPEN:
            self.probability = 100 if self.kind == Kind.WON else 0
        if self.pipeline_id:
            self.path = f"{self.pipeline.name}{BETWEEN}{self.name}"

    def clean(self) -> None:
        self.derive()
        if Stage._base_manager.filter(path=self.path).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("This pipeline has a stage of that name already.")})
        before = Stage._base_manager.filter(pk=self.pk).first()
        for name in ("kind", "pipeline_id"):
            if before and getattr(before, name) != getattr(self, name) and self.is_held():
                sentence = _("There are deals in this stage. Add another stage, and move them there first.")
                raise ValidationError({name.removesuffix("_id"): sentence})

    def is_held(self) -> bool:
        """Whether any deal stands in it: what a stage means for those in it is not changed under their feet."""
        return apps.get_model("deals", "Deal")._base_manager.filter(stage=self).exists()


class LossReason(Record):
    """Why deals are lost, in the words the firm has agreed upon."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("rank"), default=1)
    is_used = models.BooleanField(_("in use"), default=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        db_table = "deals_loss_reason"
        verbose_name = _("loss reason")
        verbose_name_plural = _("loss reasons")

    def __str__(self) -> str:
        return self.name
