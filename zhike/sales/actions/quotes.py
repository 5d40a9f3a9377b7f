"""The verbs of a quote until the customer has answered it."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.sales import agreeing, checking, contents, drafting, listing, offers, options, sums
from zhike.sales.issuing import issue, said
from zhike.sales.keeping import keep
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.models.quoting import DeclinedFor, QuoteStatus

VALID = timedelta(days=30)
SENDABLE = (QuoteStatus.DRAFT, QuoteStatus.APPROVED)
UNDER_WAY = (QuoteStatus.WAITING, QuoteStatus.APPROVED, QuoteStatus.SENT)
COPIED = ("part", "product_id", "description", "quantity", "unit", "list_price", "discount", "tax_rate")
KEPT = (
    *("title", "customer_id", "contact_id", "deal_id", "currency", "channel", "price_list", "due_days"),
    *("language", "terms", "note", "owner_id", "discount"),
)
Changes = dict[str, list[str | None]]


@action(
    Quote,
    title=gettext_lazy("Edit lines"),
    past=gettext_lazy("wrote the lines of this quote"),
    offered=lambda quote: quote.is_draft,
    labels={"lines": gettext_lazy("lines"), "discount": gettext_lazy("discount on all")},
)
def write_lines(quote: Quote, *, by, lines: str, discount: Decimal = Decimal(0)) -> Changes:
    """These lines, as a JSON list, take the place of those it had."""
    require_draft(quote)
    made = drafting.lines_of(quote, drafting.of_text(lines), discount=discount, by=by)
    return put_lines(quote, made, discount=discount)


@action(
    Quote,
    title=gettext_lazy("Price anew"),
    past=gettext_lazy("priced this quote anew"),
    offered=lambda quote: quote.is_draft,
    rare=True,
)
def price_anew(quote: Quote, *, by) -> Changes:
    """The list prices and tax rates of today; quantities and discounts stay."""
    require_draft(quote)
    today, lines = timezone.localdate(), list(quote.lines.select_related("product").order_by("position"))
    named = set()
    for line in lines:
        if line.product:
            line.list_price, line.tax_rate, name = listing.priced(line.product, line.quantity, quote=quote, on=today)
            named.add(name)
        drafting.reckon(line, discount=quote.discount, currency=quote.currency)
    quote.price_list = "、".join(sorted(named - {""}))[:60]
    return put_lines(quote, lines, discount=quote.discount)


@action(
    Quote,
    title=gettext_lazy("Send"),
    past=gettext_lazy("sent this quote"),
    announces="sales.quote_sent",
    offered=lambda quote: quote.status in SENDABLE,
    labels={"valid_until": gettext_lazy("valid until")},
)
def send(quote: Quote, *, by, valid_until: date | None = None) -> None:
    """It leaves the house as it is: kept as it was, with a link by which the customer answers."""
    today = timezone.localdate()
    if quote.status not in SENDABLE:
        raise Refusal(_("This quote cannot be sent any more. Make a new version."))
    _require_lines(quote)
    _require_choice(quote)
    quote.valid_until = valid_until or quote.valid_until or today + VALID
    if quote.valid_until < today:
        raise Refusal(_("The validity of this quote is over already. Say a later day."), field="valid_until")
    agreeing.require_agreed(quote, by=by)
    checking.check(quote, by=by)
    if quote.is_draft:
        listing.keep(quote)
    quote.status, quote.issued_on = QuoteStatus.SENT, today
    quote.save()
    issue(quote, contents.of_quote(quote), on=today)
    offers.make(quote)
    _supersede_others(quote)


@action(
    Quote,
    title=gettext_lazy("New version"),
    past=gettext_lazy("made a new version of this quote"),
    offered=lambda quote: quote.status not in (QuoteStatus.DRAFT, QuoteStatus.SUPERSEDED, QuoteStatus.ACCEPTED),
)
def new_version(quote: Quote, *, by) -> Changes:
    """A draft with the same lines; once it is sent the versions before are superseded."""
    if quote.is_draft:
        raise Refusal(_("This version is a draft still. Change it, or send it first."))
    if quote.status == QuoteStatus.ACCEPTED:
        raise Refusal(_("The customer has accepted this quote. Change the order that was made of it."))
    if Quote.objects.filter(of=quote.first, status=QuoteStatus.DRAFT).exists():
        raise Refusal(_("There is a draft of a later version already."))
    draft = _following(quote)
    keep(draft, by=by)
    copies = [QuoteLine(position=line.position, **{n: getattr(line, n) for n in COPIED}) for line in quote.lines.all()]
    for line in copies:
        drafting.reckon(line, discount=draft.discount, currency=draft.currency)
    put_lines(draft, copies, discount=draft.discount)
    quote.made = draft  # type: ignore[attr-defined]
    return {"version": [None, draft.number]}


@action(
    Quote,
    title=gettext_lazy("Choose options"),
    past=gettext_lazy("chose the options of this quote"),
    offered=lambda quote: quote.status == QuoteStatus.SENT and _options(quote).exists(),
    labels={
        "lines": gettext_lazy("numbers of the lines taken, such as 3, 5"),
        "alternative": gettext_lazy("alternative chosen, such as B"),
    },
    rare=True,
)
def choose(quote: Quote, *, by, lines: str = "", alternative: str = "") -> Changes:
    """The customer takes these of the optional lines, by their place, and not the others; the sums follow.

    They choose one of the alternatives, by its letter; where none is named, the one that counts stays.
    """
    _require_sent(quote)
    offered, wanted = list(_options(quote)), set(lines.replace("，", ",").replace(",", " ").split())
    if strange := wanted - {str(line.position) for line in offered if line.part == options.OPTIONAL}:
        told = {"place": min(strange)[:20]}
        raise Refusal(_("Line %(place)s of this quote is not optional.") % told, field="lines")
    letter = _letter(offered, alternative)
    before = _told(line for line in offered if line.chosen)
    for line in offered:
        line.chosen = line.part == letter if line.is_alternative else str(line.position) in wanted
    QuoteLine.objects.bulk_update(offered, ["chosen"])
    quote.net, quote.tax, quote.gross = sums.totals(line for line in quote.lines.all() if line.counts)
    quote.save()
    taken = options.taking(said(quote) or contents.of_quote(quote), set(map(int, wanted)), letter)
    issue(quote, taken, on=timezone.localdate())
    after = _told(line for line in offered if line.chosen)
    return {} if before == after else {"options": [before, after]}


@action(
    Quote,
    title=gettext_lazy("Accepted by the customer"),
    past=gettext_lazy("marked this quote as accepted"),
    announces="sales.quote_accepted",
    offered=lambda quote: quote.status == QuoteStatus.SENT,
)
def accept(quote: Quote, *, by) -> None:
    """The customer said yes, in whatever way."""
    _require_sent(quote)
    if quote.has_ended():
        raise Refusal(_("The validity of this quote is over. Make a new version."))
    _end(quote, QuoteStatus.ACCEPTED)


@action(
    Quote,
    title=gettext_lazy("Declined by the customer"),
    past=gettext_lazy("marked this quote as declined"),
    announces="sales.quote_declined",
    offered=lambda quote: quote.status == QuoteStatus.SENT,
    labels={"declined_for": gettext_lazy("why the customer declined"), "reason": gettext_lazy("in their words")},
    choices={"declined_for": (("", "—"), *DeclinedFor.choices)},
    rare=True,
)
def decline(quote: Quote, *, by, declined_for: str = "", reason: str = "") -> Changes:
    """The customer said no, and perhaps why."""
    _require_sent(quote)
    if declined_for and declined_for not in DeclinedFor.values:
        told = {"typed": declined_for[:20], "known": ", ".join(DeclinedFor.values)}
        raise Refusal(_("There is no reason “%(typed)s”. There are: %(known)s.") % told, field="declined_for")
    quote.declined_for = declined_for
    _end(quote, QuoteStatus.DECLINED)
    return {"reason": [None, reason.strip()]} if reason.strip() else {}


@action(
    Quote,
    title=gettext_lazy("Expire"),
    past=gettext_lazy("let this quote expire"),
    announces="sales.quote_expired",
    offered=lambda quote: False,
)
def expire(quote: Quote, *, by) -> None:
    """Its validity is over and nobody has answered."""
    _require_sent(quote)
    if not quote.has_ended():
        raise Refusal(_("This quote is still valid."))
    _end(quote, QuoteStatus.EXPIRED)


def _following(quote: Quote) -> Quote:
    """An unsaved version after all those there are, without lines."""
    edition = 1 + max(Quote.objects.filter(of=quote.first).values_list("edition", flat=True), default=1)
    first = Quote.objects.get(pk=quote.first)
    same = {name: getattr(quote, name) for name in KEPT}
    return Quote(of=first, edition=edition, number=f"{first.number}-V{edition}", **same)


def require_draft(quote: Quote) -> None:
    """Refuse to write on what has left the desk."""
    if not quote.is_draft:
        raise Refusal(_("Only a draft can be changed. Make a new version of this quote."))


def put_lines(quote: Quote, lines: Iterable[QuoteLine], *, discount: Decimal) -> Changes:
    """Give a quote these lines, and its sums; for the trace what that changed."""
    made, before = list(lines), _told(quote.lines.select_related("product").order_by("position"))
    options.count_first(made)
    for line in made:
        line.pk, line.quote = None, quote
    quote.lines.all().delete()
    QuoteLine.objects.bulk_create(made)
    quote.discount = discount
    quote.net, quote.tax, quote.gross = sums.totals(line for line in made if line.counts)
    quote.save()
    after = _told(made)
    return {} if before == after else {"lines": [before, after]}


def _told(lines: Iterable[QuoteLine]) -> str | None:
    """Lines in words, for the trace."""
    said = [f"{line} × {line.quantity.normalize():f} = {line.amount.normalize():f}" for line in lines]
    return "; ".join(said) or None


def _options(quote: Quote) -> QuerySet[QuoteLine]:
    """The lines about which the customer has a choice."""
    asked = (QuoteLine.Part.OPTIONAL, *QuoteLine.ALTERNATIVES)
    return quote.lines.filter(part__in=asked).select_related("product").order_by("position")


def _letter(offered: Iterable[QuoteLine], typed: str) -> str:
    """The alternative that was named, or else the one that counts."""
    letters = options.letters(offered)
    if not typed.strip():
        return next((line.part for line in offered if line.chosen and line.is_alternative), "")
    if (letter := typed.strip().lower()) not in letters:
        told = {"letter": typed[:20]}
        raise Refusal(_("There is no alternative %(letter)s on this quote.") % told, field="alternative")
    return letter


def _require_choice(quote: Quote) -> None:
    """Refuse to offer one alternative alone."""
    if len(options.letters(quote.lines.all())) == 1:
        raise Refusal(_("There is one alternative only, so there is nothing to choose. Add another, or include it."))


def _require_lines(quote: Quote) -> None:
    if not any(line.counts for line in quote.lines.all()):
        raise Refusal(_("There is nothing on this quote. Add a line first."))


def _require_sent(quote: Quote) -> None:
    if quote.status != QuoteStatus.SENT:
        raise Refusal(_("Only a quote that was sent, and not answered yet, can be answered."))


def _end(quote: Quote, status: str) -> None:
    quote.status = status
    quote.save()
    offers.end(quote)


def _supersede_others(quote: Quote) -> None:
    """Of the versions of an offer the one sent last stands."""
    for other in _versions(quote).exclude(pk=quote.pk).filter(status__in=UNDER_WAY).select_for_update():
        _end(other, QuoteStatus.SUPERSEDED)


def _versions(quote: Quote) -> Any:
    return Quote.objects.filter(pk=quote.first) | Quote.objects.filter(of=quote.first)
