"""Ten thousand lines of a bank's file: how long matching takes, and how often it is right.

    python -m benchmarks.bank_file [--lines 10000] [--customers 20000] [--confirm]

The firm has two open instalments for each customer. Of the lines a third name the customer and an exact instalment, a
third come from another payer or a known account, a sixth name the order in the remark, the rest are nobody's. The file
is read as people bring it in: GB18030, in a process of its own.
"""

import random
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import click
import psutil

from benchmarks.throwaway import site

BEGIN = date(2026, 3, 2)
HEADER = "交易日期,收入金额,借贷标志,对方户名,对方账号,交易流水号,附言"
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "山月松风云水明华德兴隆顺和泰安康宁远达盛"


@click.command()
@click.option("--lines", default=10_000, show_default=True)
@click.option("--customers", default=20_000, show_default=True)
@click.option("--confirm", is_flag=True, help="make receipts of the certain lines too")
def main(lines: int, customers: int, confirm: bool) -> None:  # noqa: FBT001 - said by the person who starts it
    """Make the firm and the file, then measure."""
    with site() as folder:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from zhike.exchange.importing.models import ImportRun
        from zhike.kit.access.models import Staff
        from zhike.receivables.importing.confirming import confirm as confirm_lines
        from zhike.receivables.models import BankLine

        by, chance = Staff.objects.robot("benchmark"), random.Random(1)
        plan = _firm(customers, chance)
        path, truth = _file(folder / "bank.csv", plan, lines, chance)
        run = ImportRun.objects.create(target="bank", file=str(path), file_name="bank.csv", digest="0", by=by)
        print(f"load of the machine {psutil.getloadavg()[0]:.1f}")
        seconds = _matched(run, path)
        found = BankLine.objects.values_list("row_number", "match", "customer")
        sure = {row: customer for row, match, customer in found if match == "sure"}
        right = sum(truth[row] == customer for row, customer in sure.items())
        print(f"{lines:,} lines matched in {seconds:.1f} s: {dict(run.counts)}")
        print(f"certain ones that are right: {right:,} of {len(sure):,}")
        if confirm:
            keys, began = list(BankLine.objects.filter(match="sure").values_list("pk", flat=True)), time.monotonic()
            for at in range(0, len(keys), 1000):
                confirm_lines(keys[at : at + 1000], by=by)
            print(f"{len(keys):,} certain lines confirmed in {time.monotonic() - began:.1f} s")


def _matched(run, path: Path) -> float:
    from zhike.exchange.importing.files import source_of
    from zhike.exchange.importing.running import suggested
    from zhike.exchange.importing.targets import target_named

    target, began = target_named("bank"), time.monotonic()
    mapping = suggested(target, source_of(run))
    run.mapping = {"columns": mapping.columns, "options": mapping.options}
    target.load(run, path)
    return time.monotonic() - began


def _firm(customers: int, chance: random.Random) -> list[tuple]:
    """Customers with two open instalments each, every other one with an account; what the file is made of."""
    from zhike.customers.models import Customer
    from zhike.kit import writing_many
    from zhike.kit.naming import sort_key
    from zhike.receivables.models import BillingDetails, Instalment, LedgerEntry
    from zhike.sales.models import Order

    names = [f"{''.join(chance.choices(GIVEN, k=4))}{chance.choice(SURNAMES)}{nth:05}行" for nth in range(customers)]
    firms = [Customer(name=name, name_sort=sort_key(name), code=f"C{nth:06}") for nth, name in enumerate(names)]
    writing_many.insert(firms)
    at = "2026-03-02 12:00+08:00"
    orders = [
        Order(number=f"SO2026-{nth:06}", customer=firm, placed_on=BEGIN, placed_at=at, total=2)
        for nth, firm in enumerate(firms)
    ]
    writing_many.insert(orders)
    amounts = [[Decimal(chance.randrange(10_000, 9_000_000)) / 100 for _two in (1, 2)] for _firm in firms]
    entries = [
        LedgerEntry(
            customer=firm, kind="claim", on=BEGIN, document="sales.order", document_id=order.pk, number=order.number,
            currency="CNY", debit=amount, firm_debit=amount,
        )
        for firm, order, both in zip(firms, orders, amounts, strict=True)
        for amount in both
    ]  # fmt: skip
    writing_many.insert(entries)
    writing_many.insert([_instalment(Instalment, entry, nth % 2 + 1) for nth, entry in enumerate(entries)])
    accounts = [f"6222{nth:015}" if nth % 2 else "" for nth in range(customers)]
    BillingDetails.objects.bulk_create(
        BillingDetails(customer=firm, title=firm.name, account=account, tax_number="", address="", phone="")
        for firm, account in zip(firms, accounts, strict=True)
        if account
    )
    return [
        (firm.pk, firm.name, order.number, both, account)
        for firm, order, both, account in zip(firms, orders, amounts, accounts, strict=True)
    ]


def _instalment(model, entry, position: int):
    told = {"name": f"{entry.number}-{position}", "customer_id": entry.customer_id, "order_id": entry.document_id}
    days = {"planned_on": BEGIN, "due_on": BEGIN + timedelta(days=30 * position)}
    return model(entry=entry, position=position, amount=entry.debit, **told, **days)


def _file(path: Path, plan: list[tuple], lines: int, chance: random.Random) -> tuple[Path, dict[int, int | None]]:
    """The file, and whose each of its lines is by row number; none where it is nobody's."""
    written, truth = [HEADER], {}
    some = chance.sample(plan, min(lines, len(plan)))
    for nth in range(lines):
        customer, name, order, amounts, account = some[nth % len(some)]
        payer, number, remark, amount = name, "", "货款", amounts[0]
        day = BEGIN + timedelta(days=30 + nth % 7)
        if nth % 6 in (2, 3):
            payer, number = f"{name[:3]}财务部", account or "62229990000"
        elif nth % 6 == 4:
            payer, remark = "支付平台", f"付 {order} 货款"
        elif nth % 6 == 5:
            payer, customer, amount = f"陌生{nth}", None, Decimal(chance.randrange(100, 99_999)) / 7
        if number == "62229990000":
            customer = None
        truth[nth + 2] = customer
        written.append(f"{day},{amount:.2f},贷,{payer},{number},T{nth:08},{remark}")
    path.write_bytes("\n".join(written).encode("gb18030"))
    return path, truth


if __name__ == "__main__":
    main()
