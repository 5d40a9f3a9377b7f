"""How a package of Zhike presents itself to Django."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Domain(AppConfig):
    """A business package: its declarations are read once all models exist."""

    declarations: tuple[str, ...] = ("actions", "entities", "panels", "facts", "importing", "duplicates", "reactions")
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        # An apps.py that imports this class holds two configurations; Django takes neither unless one is marked.
        cls.default = True

    def ready(self) -> None:
        for name in self.declarations:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")


class KitConfig(Domain):
    name = "zhike.kit"
    label = "kit"
    # A worker serves no pages, so nothing else would show it these jobs.
    declarations = (*Domain.declarations, "attached.cleaning", "attached.panels", "bulk.deeds", "surfaces.history")
