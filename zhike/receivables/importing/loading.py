"""From a file of the bank to lines that were matched: all of it or nothing, and the same file twice adds nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhike.catalog.currencies import rounded
from zhike.exchange.importing import rejected
from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import Target, target_named
from zhike.kit import writing_many
from zhike.kit.events import announce
from zhike.reading.mapping import Mapping
from zhike.reading.problems import BadValue
from zhike.reading.records import Record, records
from zhike.receivables.importing.coins import read_currency
from zhike.receivables.importing.matching import match_lines
from zhike.receivables.models import BankLine

OUTGOING = ("借", "支出", "支", "付", "转出", "d", "dr", "debit", "out")
MOST = Decimal(10) ** 13


@dataclass(frozen=True)
class Money:
    """What one row of the file says; `key` is the same for the same payment in whichever file it stands."""

    row_number: int
    received_on: date
    amount: Decimal
    currency: str
    payer: str
    account: str
    reference: str
    remark: str
    key: str


@transaction.atomic
def load(run: ImportRun, path: Path) -> None:
    """Read a file and match its lines. Run again after a kill it begins anew: nothing of it was kept."""
    run.rejects.all().delete()
    counts: Counter[str] = Counter()
    money = list(_read(run, counts))
    known = set(BankLine.objects.filter(key__in=[one.key for one in money]).values_list("key", flat=True))
    new = {one.key: one for one in money if one.key not in known}
    counts["known"] += len(money) - len(new)
    lines = [_line(one, run) for one in new.values()]
    for currency, some in _by_currency(lines).items():
        match_lines(some, currency=currency, by=run.by)
    writing_many.insert(lines)
    counts.update(str(line.match) for line in lines)
    read = sum(counts.values())
    run.report(counts=dict(counts) | {"read": read}, done=read, total=read)
    announce("receivables.bank_file_read", run=run.pk, by=run.by_id)


def _read(run: ImportRun, counts: Counter[str]) -> Iterator[Money]:
    """The rows with money coming in; what cannot be read is kept with its reason."""
    columns = cast(Target, target_named(run.target)).columns
    usual = run.mapping.get("options", {}).get("currency", settings.CURRENCY)
    rejects, seen = [], Counter[str]()
    for record in records(source_of(run), Mapping(**run.mapping), columns, zone=ZoneInfo(settings.TIME_ZONE)):
        currency = read_currency(_said(record) or usual)
        problem = record.problem or _problem(record, currency)
        if problem:
            rejects.append((record.number, problem.sentence, record.raw))
        elif _is_outgoing(record):
            counts["outgoing"] += 1
        else:
            yield _money(record, seen, str(currency))
    rejected.keep(run, rejects)
    counts["rejected"] += len(rejects)


def _problem(record: Record, currency: str | None) -> BadValue | None:
    amount = record.fields[1]
    if currency is None:
        return BadValue("not_a_currency", _said(record)).of("currency", _("Currency"))
    if abs(amount) >= MOST:
        return BadValue("too_big", f"{amount}").of("amount", _("Amount received"))
    if rounded(amount, currency) != amount:
        return BadValue("too_precise", f"{amount}").of("amount", _("Amount received"))
    return None


def _said(record: Record) -> str:
    """The currency as the row names it, if it does."""
    return str(record.fields[-1] or "").strip() if record.fields else ""


def _by_currency(lines: Iterable[BankLine]) -> dict[str, list[BankLine]]:
    found: dict[str, list[BankLine]] = {}
    for line in lines:
        found.setdefault(line.currency, []).append(line)
    return found


def _is_outgoing(record: Record) -> bool:
    _day, amount, direction, *_rest = record.fields
    return amount <= 0 or str(direction or "").strip().casefold().startswith(OUTGOING)


def _money(record: Record, seen: Counter[str], currency: str) -> Money:
    """The bank's own reference names a payment; without one its whole content does, and its turn among equal ones."""
    day, amount, _direction, payer, account, reference, remark, purpose, own = record.fields
    words = " ".join(filter(None, (remark, purpose)))[:200]
    told = (day, f"{amount:f}", payer or "", account or "", words, *([currency] if own else ()))
    said = "\x1f".join(map(str, told))
    turn = seen[said] = seen[said] + 1
    digest = hashlib.sha256(f"{said}\x1f{turn}".encode()).hexdigest()
    key = f"{reference}|{day}|{amount:f}"[:80] if reference else digest
    return Money(record.number, day, amount, currency, payer or "", account or "", reference or "", words, key)


def _line(one: Money, run: ImportRun) -> BankLine:
    return BankLine(
        run=run,
        row_number=one.row_number,
        key=one.key,
        received_on=one.received_on,
        currency=one.currency,
        amount=one.amount,
        payer=one.payer,
        payer_account=one.account,
        reference=one.reference,
        remark=one.remark,
    )
