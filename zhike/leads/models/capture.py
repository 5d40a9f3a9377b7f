"""Forms that strangers fill in, on a web page or at a fair."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.audit.door import current_entrance
from zhike.kit.audit.models import Door
from zhike.kit.record import Record


class Source(models.TextChoices):
    """How a lead came to us."""

    WEB_FORM = "web_form", _("Web form")
    FAIR = "fair", _("Fair")
    ADVERT = "advert", _("Advert")
    REFERRAL = "referral", _("Referral")
    CALL_IN = "call_in", _("Call in")
    IMPORT = "import", _("Import")
    API = "api", _("API")
    OTHER = "other", _("Other source")


BY_DOOR = {Door.API: Source.API, Door.JOB: Source.IMPORT, Door.COMMAND: Source.IMPORT}
OF_FORMS = (Source.WEB_FORM, Source.FAIR, Source.ADVERT)


def a_source() -> Source:
    """What a lead came by where nobody says it: the door it came in through, and by hand a call."""
    return BY_DOOR.get(Door(current_entrance().door), Source.CALL_IN)


def a_token() -> str:
    """Part of an address that nobody guesses: 96 bits."""
    return secrets.token_urlsafe(12)


class CaptureForm(Record):
    """A form with an address of its own: whoever has the address may fill it in, without an account.

    `campaign` is written on every lead that comes by it; of a fair it is the fair's name.
    """

    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(
        _("source"),
        max_length=12,
        choices=[choice for choice in Source.choices if choice[0] in OF_FORMS],
        default=Source.WEB_FORM,
    )
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    venue = models.CharField(_("place"), max_length=60, blank=True)
    begins_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    greeting = models.CharField(_("greeting"), max_length=200, blank=True)
    thanks = models.CharField(_("words of thanks"), max_length=200, blank=True)
    consent = models.CharField(
        _("what people agree to"),
        max_length=300,
        blank=True,
        help_text=_("Beside a box that must be ticked. Without it nobody is asked."),
    )
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    is_open = models.BooleanField(_("is open"), default=True)
    token = models.CharField(max_length=24, unique=True, default=a_token, editable=False)

    class Meta:
        db_table = "leads_capture_form"
        verbose_name = _("capture form")
        verbose_name_plural = _("capture forms")
        constraints = [
            models.CheckConstraint(condition=Q(source__in=OF_FORMS), name="capture_form_source_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="capture_form_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def takes(self, *, on) -> bool:
        """Whether it may be filled in on a day."""
        return (
            self.is_open and not (self.begins_on and on < self.begins_on) and not (self.ends_on and on > self.ends_on)
        )
