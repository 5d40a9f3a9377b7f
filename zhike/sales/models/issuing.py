"""What papers have in common: their numbers, what they said when they were issued, who the firm is on them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.record import Record
from zhike.vault.fields import EncryptedField, SealedQuerySet


class Language(models.TextChoices):
    """The language a paper speaks, whatever that of the person who prints it."""

    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class Series(models.Model):
    """The last number given to a kind of paper in a year. Gaps are allowed, the same number twice is not."""

    letter = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "year"], name="series_of_a_year")]

    def __str__(self) -> str:
        return f"{self.letter}{self.year}"


class Issued(models.Model):
    """What a paper said when it was issued, sealed because it names people and addresses.

    Names, addresses, prices and taxes change; a paper issued on a day is drawn from this, whatever became of them. A
    paper issued again, as an order is after a change, has one for each time.
    """

    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    uid = models.UUIDField(default=uuid4, editable=False)
    content = EncryptedField()

    objects = SealedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "-id"], name="issued_of_a_paper")]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id} {self.on}"


class FirmProfile(Record):
    """Who the firm is on its papers. There is one, with the number 1."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    bank_en = models.CharField(_("English name of the bank"), max_length=120, blank=True, default="", db_default="")
    bank_account = models.CharField(_("bank account"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("firm profile")
        verbose_name_plural = _("firm profiles")

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """The way by which a customer answers a quote: an address that nobody can guess, for the site's key signs it.

    Ends with the validity of the quote, when it is answered and when somebody ends it. What a stranger types and where
    they typed it are sealed.
    """

    class Answer(models.TextChoices):
        """What the customer said."""

        YES = "yes", _("Accepted")
        NO = "no", _("Declined")

    quote = models.ForeignKey("sales.Quote", models.CASCADE, related_name="offers")
    made_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    uid = models.UUIDField(default=uuid4, editable=False, unique=True)
    signed_by = EncryptedField(max_length=80, null=True)
    answered_from = EncryptedField(max_length=45, null=True)
    reason = EncryptedField(max_length=500, null=True)

    objects = SealedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.quote_id} {self.ends_on}"

    def is_open(self, *, on: date) -> bool:
        """Whether it may still be answered on a day; the last day of the quote counts."""
        return self.ended_at is None and self.answered_at is None and on <= self.ends_on


def amount(label: Any, **options: Any) -> models.DecimalField:
    """A column of money, quantity or price, to four decimals."""
    return models.DecimalField(label, max_digits=19, decimal_places=4, **options)


def percent(label: Any, **options: Any) -> models.DecimalField:
    """A column of a share in hundredths: 13 is thirteen per cent."""
    return models.DecimalField(label, max_digits=5, decimal_places=2, **options)
