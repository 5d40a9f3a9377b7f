"""What people call the jobs of the kit; a domain above names its own with `jobs.named`."""

from django.utils.translation import gettext_lazy as _

from zhike.kit import events, jobs
from zhike.kit.attached import cleaning as attached_cleaning
from zhike.kit.batches import running as batches_running
from zhike.kit.bulk import deeds as bulk_deeds
from zhike.kit.search import following as search_following

WORDS = {
    attached_cleaning.clean: _("Clear away removed files and what hangs on nothing"),
    batches_running.run: _("Work on a batch"),
    bulk_deeds.forget: _("Forget what batches could be undone with after 30 days"),
    events.deliver: _("Pass on an event"),
    events.deliver_each: _("Pass on several events"),
    search_following.index_again: _("Bring the search up to date"),
}
for job, words in WORDS.items():
    jobs.named(words)(job)
