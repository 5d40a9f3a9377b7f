"""Settings as frozen dataclasses: checked when made, made from JSON, given to SQL exactly, copied by scikit-learn."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any, Self, TypeVar

from zhike.insight.measures.cautions import MeasureRefused, _

Rules = TypeVar("Rules")
MOST_SEED = 2**32 - 1


class Manners:
    """Settings as scikit-learn asks an estimator for them, so that its ``clone`` copies a measure.

    A measure never changes: ``set_params`` hands back another one, and ``fit`` what was found.

    >>> from zhike.insight.measures import BgNbd
    >>> BgNbd().set_params(penalty=0.1).get_params()
    {'minimum_repeaters': 30, 'penalty': 0.1}
    >>> from zhike.insight.measures import ValueMatrix
    >>> ValueMatrix().set_params(worth__model="mbgnbd").worth.model
    'mbgnbd'
    """

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 -- scikit-learn's own
        """Every setting by name; ``deep`` also those of a measure it stands on, as ``worth__model``."""
        own = {setting.name: getattr(self, setting.name) for setting in fields(self)}  # type: ignore[arg-type]
        below = {name: value.get_params() for name, value in own.items() if deep and isinstance(value, Manners)}
        return own | {f"{name}__{inner}": value for name, some in below.items() for inner, value in some.items()}

    def set_params(self, **params: Any) -> Self:
        """The same measure with these settings changed; unknown names are refused."""
        changed = self.get_params(deep=False) | {name: value for name, value in params.items() if "__" not in name}
        for name, value in params.items():
            outer, inside, inner = name.partition("__")
            if inside and isinstance(changed.get(outer), Manners):
                changed[outer] = changed[outer].set_params(**{inner: value})
            elif inside:
                changed[name] = value
        return settings_from(type(self), changed)


def refuse_beyond(measure: Any, *names: str, least: float, most: float = 1e15, is_whole: bool = False) -> None:
    """Refuse settings that are given and are no number, or no whole one, between these."""
    for name in names:
        given = getattr(measure, name)
        is_number = isinstance(given, int if is_whole else int | float) and not isinstance(given, bool)
        if given is not None and not (is_number and least <= given <= most):
            raise MeasureRefused(
                _("The setting %(name)s must be a number from %(least)s to %(most)s, not %(given)s."),
                name=name,
                least=f"{least:g}",
                most=f"{most:g}",
                given=given,
            )


def refuse_other(given: Any, wanted: type) -> None:
    """Refuse to fit anything but what the fit is made for."""
    if not isinstance(given, wanted):
        raise MeasureRefused(
            _("This is fitted to %(wanted)s, not to %(given)s."), wanted=wanted.__name__, given=type(given).__name__
        )


def settings_from(rules: type[Rules], given: Mapping[str, Any]) -> Rules:
    """Settings from a stored mapping; names left out keep their defaults, unknown names are refused.

    >>> from zhike.insight.measures.ladder_rules import LadderRules
    >>> settings_from(LadderRules, {"new_days": 60}).new_days
    60
    """
    known = {setting.name for setting in fields(rules)}  # type: ignore[arg-type]
    unknown = sorted(set(given) - known)
    if unknown:
        raise MeasureRefused(_("There is no setting named %(names)s."), names=", ".join(unknown))
    return rules(**given)


def refuse_not_positive(rules: Any) -> None:
    """Refuse settings with a number that is not above zero, or not a number; settings that are text pass.

    Whole-number settings (days, counts) refuse fractions.
    """
    for setting in fields(rules):
        value = getattr(rules, setting.name)
        if isinstance(setting.default, str):
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100_000:
            raise MeasureRefused(_("The setting %(name)s must be a number above zero."), name=setting.name)
        if isinstance(setting.default, int) and not isinstance(value, int):
            raise MeasureRefused(_("The setting %(name)s must be a whole number."), name=setting.name)


def sql_settings(rules: Any) -> dict[str, Any]:
    """The settings as SQL parameters; fractions become decimals, so that borders are exact."""
    return {name: Decimal(str(value)) if isinstance(value, float) else value for name, value in asdict(rules).items()}
