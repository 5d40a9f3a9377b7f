"""Where the numbers of a run come from, as pairs of words."""

import re
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhike.insight.models import Run
from zhike.insight.reach import EARNED, knows_amounts

DECIMAL = re.compile(r"-?[\d.]+(E[-+]?\d+)?")


def certificate(run: Run, *, by: Any) -> list[tuple[str, str]]:
    """Run, day, facts, rules, parameters."""
    told = [
        (_("Run number"), f"{run.pk}"),
        (_("Everything before"), run.as_of.isoformat()),
        (_("Computed"), f"{localtime(run.started_at):%Y-%m-%d %H:%M}"),
        (_("Rows read"), f"{run.rows_read:,}"),
        (_("Rules"), run.rule_version or "—"),
    ]
    return told + parameters(run, by=by)


def parameters(run: Run, *, by: Any) -> list[tuple[str, str]]:
    """What shaped the numbers, by the names that the papers and the program have for it.

    Whoever may not know amounts gets words and whole numbers alone: any other one may have been found in amounts.
    """
    told = sorted(run.parameters.items())
    if not knows_amounts(by, EARNED):
        told = [(name, value) for name, value in told if _is_plain(value)]
    return [(name, _shown(value)) for name, value in told]


def _is_plain(value: Any) -> bool:
    """A word, a day, a whole number; decimals are kept as text."""
    return isinstance(value, int) or (isinstance(value, str) and not DECIMAL.fullmatch(value))


def _shown(value: Any) -> str:
    """A parameter, short: figures with six digits, nested ones as pairs."""
    if isinstance(value, dict):
        return "; ".join(f"{name} {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "—"
    return f"{value:.6g}" if isinstance(value, float) else "—" if value is None else str(value)
