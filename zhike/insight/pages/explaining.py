"""Explain a move: of one customer, which figure changed, which threshold it passed, by which version of the rules."""

from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhike.customers import evidence
from zhike.customers.figures import NAMES, listed
from zhike.customers.knowing import as_known
from zhike.customers.models import Customer, Standing
from zhike.insight.books import looked_at
from zhike.insight.explaining import Passed, changed_figures, passed
from zhike.insight.models import Move, RuleBook
from zhike.insight.pages.settings import condition_words, differences
from zhike.insight.questions.trials import place
from zhike.insight.words import EXPLAINED, kind_of
from zhike.kit.access.rows import rows

SHOWN = 12  # moves, the newest first
MEASURE_OF = {kind_of(measure): measure for measure in EXPLAINED}
FIGURES = {"silence": _("silence in usual gaps"), "top": _("share of customers with a higher value")}


def explained(request: HttpRequest, customer: int, kind: str) -> HttpResponse:
    """Every move of a customer in one kind, with what made it."""
    if kind not in MEASURE_OF:
        raise Http404
    row = rows(Customer, by=request.user).get(pk=customer)
    held = list(Standing.objects.filter(customer=row).history(kind)[: SHOWN + 1])
    measure = MEASURE_OF[kind]
    books = {book.label: book for book in RuleBook.objects.filter(measure=measure)}
    books.setdefault("", looked_at(measure))
    told = Move.objects.filter(trial__book__measure=measure, customer=row, cause=Move.Cause.RULES)
    by_rules = [_standings(move, kind) for move in told.select_related("trial__book").order_by("-pk")[:SHOWN]]
    pairs = [*by_rules, *((was, now) for now, was in pairwise(held))]
    moves = [_move(books, was, now, by=request.user) for was, now in pairs]
    context = {"customer": row, "kind": kind, "measure": measure, "moves": moves, "held": held[0] if held else None}
    return render(request, "insight/explained.html", context)


def _standings(move: Move, kind: str) -> tuple[Standing, Standing]:
    """A move by the rules as what the earlier version and the new one said of the same day."""
    same: dict[str, Any] = {"kind": kind, "since": move.day, "as_of": move.day}
    book = move.trial.book
    was = Standing(value=move.was, evidence=move.was_evidence, rule_version=move.trial.earlier, **same)
    return was, Standing(value=move.now, evidence=move.now_evidence, rule_version=book.label if book else "", **same)


def _move(books: dict[str, RuleBook], was: Standing, now: Standing, *, by: Any) -> dict[str, Any]:
    was, now = (as_known(one, by=by) for one in (was, now))
    old, new = (books.get(one.rule_version, books[""]) for one in (was, now))
    measure = new.measure
    by_hand = was.is_stated or now.is_stated
    over = [] if by_hand else passed(measure, was.evidence, now.evidence, old.settings, new.settings)
    number = now.evidence.get("condition")
    bent = new.conditions[number - 1] if number and number <= len(new.conditions) else None
    return {
        "was": place(measure, was.value),
        "now": place(measure, now.value),
        "since": now.since,
        "was_since": was.since,
        "why": evidence.sentence(now),
        "by_hand": by_hand,
        "version": now.rule_version,
        "rules": differences(measure, old, new, by=by) if old.version != new.version else [],
        "passed": [_passed(one) for one in over],
        "bent": condition_words(measure, bent, by=by) if bent else "",
        "figures": [] if by_hand else _figures(was.evidence, now.evidence),
    }


def _passed(one: Passed) -> dict[str, Any]:
    shown = _percent if one.name in ("top", "share_before") else _number
    numbers = {name: shown(getattr(one, name)) for name in ("was", "now", "limit_was", "limit_now")}
    return {"name": FIGURES.get(one.name) or NAMES.get(one.name, one.name), "by_rules": one.by_rules, **numbers}


def _figures(was: dict[str, Any], now: dict[str, Any]) -> list[tuple[Any, str, str]]:
    changed = changed_figures(was, now)
    before, after = (
        {name: next((str(value) for _name, value in listed({name: told})), "—") for name, told in some}
        for some in (
            [(name, old) for name, old, _new in changed if old is not None],
            [(name, new) for name, _old, new in changed if new is not None],
        )
    )
    return [(NAMES.get(name, name), before.get(name, "—"), after.get(name, "—")) for name, _old, _new in changed]


def _number(value: float) -> str:
    return f"{value:g}"


def _percent(value: float) -> str:
    return f"{100 * value:.4g}%"
