"""What imports and exports put on the pages of the kit: two buttons above each list, and words for the trace."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.exchange.importing.targets import is_target
from zhike.kit.access.rows import may
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.surfaces.offers import Way, offer_way

trace.PLAIN["load"] = gettext_lazy("imported this")
trace.PLAIN["unload"] = gettext_lazy("took the import of this back")
trace.PLAIN["export"] = gettext_lazy("exported these")


@offer_way
def out(entity: Entity, *, by: Any, address: str) -> Way | None:
    """To a file of the list as it stands."""
    return Way(_("Export"), f"{reverse('exporting:export', args=[entity.slug])}?{address}")


@offer_way
def into(entity: Entity, *, by: Any, address: str) -> Way | None:
    """To the wizard, where the noun has an import; one of its own may bring in what nobody may create by a form."""
    may_create = entity.rights.create is None or may(by, "create", entity.model)
    if not (is_target(entity.slug) and may_create and may(by, "load", entity.model)):
        return None
    return Way(_("Import"), reverse("importing:upload", args=[entity.slug]), fills=True)
