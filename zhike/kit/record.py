"""What every row that people change carries."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A row with a version, so that a stale edit is noticed instead of overwriting a fresh one."""

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Values of the fields that people added, by the number of the field; see `zhike.custom`.
    custom = models.JSONField(default=dict, db_default={}, editable=False)

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Fill the columns that follow from others; every writer asks for it, a row at a time or by the hundred."""

    def save(self, *args, **kwargs):
        self.derive()
        if not self._state.adding:
            self.version += 1
            self.changed_at = timezone.now()
        super().save(*args, **kwargs)

    def fresh(self):
        """The same row as the database holds it now."""
        return type(self)._base_manager.get(pk=self.pk)
