"""Where the numbers of a run come from, as pairs of words."""

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhike.insight.models import Run


def certificate(run: Run) -> list[tuple[str, str]]:
    """Run, day, facts, rules, parameters."""
    told = [
        (_("Run number"), f"{run.pk}"),
        (_("Everything before"), run.as_of.isoformat()),
        (_("Computed"), f"{localtime(run.started_at):%Y-%m-%d %H:%M}"),
        (_("Rows read"), f"{run.rows_read:,}"),
        (_("Rules"), run.rule_version or "—"),
    ]
    return told + parameters(run)


def parameters(run: Run) -> list[tuple[str, str]]:
    """What shaped the numbers, by the names that the papers and the program have for it."""
    return [(name, _shown(value)) for name, value in sorted(run.parameters.items())]


def _shown(value: Any) -> str:
    """A parameter, short: figures with six digits, nested ones as pairs."""
    if isinstance(value, dict):
        return "; ".join(f"{name} {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "—"
    return f"{value:.6g}" if isinstance(value, float) else "—" if value is None else str(value)
