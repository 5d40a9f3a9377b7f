"""Keys are changed under a site that serves: `python -m tests.faults.rotation 20000 20` (rows, kills of each change).

A server answers pages of customers and lists found by their numbers, and new numbers are written, all the time; a first
change of the data key runs undisturbed, the next ones are killed (SIGKILL) at random moments and started again, until
as many kills as asked for left something undone; the last one runs to its end. Then the same with the index key. Ends
with 1 where a page failed, a number was not found, a value was lost, or something was left with an older key.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.serving import Site, served
from benchmarks.throwaway import site
from tests.faults.at_work import at_work

VAULT = [sys.executable, "-m", "zhike.site.cli", "vault"]
ROTATE, ROTATE_INDEX = [*VAULT, "rotate"], [*VAULT, "rotate-index"]
CARD = "33010619{:010}"  # what the added field of a customer holds
AT_ONCE = 10_000
AFTERWARDS = 11  # seconds that the command waits for others to learn of the key


def main(rows: int, kills: int, seed: int = 2) -> bool:
    """Everything, in order; whether all promises were kept."""
    with site() as folder:
        os.environ["ZHIKE_DATABASE_URL"] = address(folder)
        numbers = fill(rows)
        with (
            served("zhike.site.wsgi:application", "zhike.site.settings") as server,
            Readers(server, numbers).at_work() as readers,
        ):
            began = time.monotonic()
            subprocess.run(ROTATE, check=True)
            worked = time.monotonic() - began - AFTERWARDS
            print(f"{rows / worked:,.0f} rows a second with the start of the program; load {os.getloadavg()[0]:.1f}")
            halves = {}
            for change, undone in ((ROTATE, half_done), (ROTATE_INDEX, half_marked)):
                halves[change[-1]] = killed(kills, change, undone, random.Random(seed))
                subprocess.run(change, check=True)
        old, wrong = left(), differing(numbers)
        subprocess.run([*VAULT, "status"], check=True)
    times = sorted(readers.took)
    usual, slow = times[len(times) // 2] * 1000, times[-len(times) // 20] * 1000
    for change, some in halves.items():
        print(f"{change}: {len(some)} kills that left {min(some):,} to {max(some):,} with older keys")
    print(f"{len(times):,} pages read, {readers.failed} failed; {readers.written:,} numbers written")
    print(f"{readers.asked:,} numbers looked up before they would be written, {readers.unknown} of them not found")
    print(f"a page took {usual:.0f} ms, one in twenty more than {slow:.0f}")
    print(f"{old:,} values left with older keys, {wrong:,} values changed")
    return not (readers.failed or readers.unknown or old or wrong)


def address(folder) -> str:
    from zhike.postgres.cluster import embedded_address

    return embedded_address(folder)


def fill(rows: int) -> dict[int, str]:
    """Customers with a number each: the numbers by customer."""
    from django.core.management import call_command

    from zhike.custom.models import CustomField
    from zhike.customers.importing import bring
    from zhike.customers.models import Customer
    from zhike.kit import search
    from zhike.kit.access.models import Role, Staff
    from zhike.kit.registry import entity_of
    from zhike.kit.writing_many import insert

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    reader = Staff(username="reader", name="Reader", role=Role.ADMIN)
    reader.set_password("reads-all-the-time")
    reader.save()
    card = CustomField.objects.create(noun="customers.customer", label="证件号", personal=True)
    field = entity_of(Customer).field(card.name)
    numbers = {}
    for begin in range(0, rows, AT_ONCE):
        some = [Customer(code=f"R{n}", name=f"客户{n}") for n in range(begin, min(begin + AT_ONCE, rows))]
        for nth, customer in enumerate(some, start=begin):
            customer.derive()
            field.put(customer, CARD.format(nth))
        insert(some)
        told = {customer.pk: f"138{customer.pk:08d}" for customer in some}
        bring([(customer, {"phone": told[customer.pk]}) for customer in some])
        search.index(some)
        numbers |= told
    return numbers


class Readers:
    """One who reads customer pages, each with a sealed number, and one who writes numbers."""

    def __init__(self, server: Site, numbers: dict[int, str]):
        self.server, self.numbers, self.stop = server, numbers, threading.Event()
        self.took: list[float] = []
        self.failed = self.written = self.asked = self.unknown = 0

    @contextmanager
    def at_work(self) -> Iterator["Readers"]:
        self.server.sign_in("reader", "reads-all-the-time")
        with at_work(self.stop, self.read, self.write):
            yield self

    def read(self) -> None:
        chance, keys = random.Random(1), list(self.numbers)
        while not self.stop.is_set():
            key = chance.choice(keys)
            self.expect(f"/customers/{key}/", f"138 **** {self.numbers[key][-4:]}")
            if len(self.took) % 5 == 0:
                self.expect(f"/customers/?q={self.numbers[key]}", f'href="/customers/{key}/"')

    def expect(self, address: str, words: str) -> None:
        began = time.perf_counter()
        answer = self.server.ask(address)
        self.took.append(time.perf_counter() - began)
        if answer.status != 200 or words.encode() not in answer.body:
            self.failed += 1
            print(f"{address}: {answer.status}")

    def write(self) -> None:
        from zhike.customers.models import ContactPoint

        keys = list(self.numbers)
        while not self.stop.wait(0.02):
            self.written += 1
            customer = keys[self.written % len(keys)]
            ContactPoint.objects.create(customer_id=customer, medium="wechat", value=f"wx-{self.written}")
            known = ContactPoint.objects.saying("phone", self.numbers[customer]).values_list("customer", flat=True)
            self.asked += 1
            self.unknown += list(known) != [customer]


def killed(times: int, change: list[str], undone: Callable[[], int], chance: random.Random) -> list[int]:
    """Kill changes of keys somewhere in their work until so many left something undone: how many values each."""
    halves: list[int] = []
    while len(halves) < times:
        process = subprocess.Popen(change, stdout=subprocess.DEVNULL, start_new_session=True)
        with ended(process):
            while not (most := undone()) and process.poll() is None:
                time.sleep(0.05)
            enough = most * chance.uniform(0.2, 0.98)
            while undone() > enough and process.poll() is None:
                time.sleep(0.02)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        if left_over := undone():
            halves.append(left_over)
            print(f"{change[-1]} killed with {left_over:,} to go", flush=True)
    return halves


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[None]:
    yield
    process.wait()


def half_done() -> int:
    """How many of the values from the beginning another key than the newest has sealed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from customers_contactpoint where medium = 'phone' and substring(value from 3 for 4)"
            " <> int4send((select max(number) from vault_key where purpose = 'data'))"
        )
        return cursor.fetchone()[0]


def half_marked() -> int:
    """How many values, and words of the search, another index key than the present one has marked."""
    from zhike.site.rotating import marks_left
    from zhike.vault.keyset import keys

    keys.cache_clear()
    return marks_left()


def left() -> int:
    """How many values another key than the newest has sealed or marked."""
    from zhike.site import rotating

    return half_marked() + rotating.left()


def differing(numbers: dict[int, str]) -> int:
    """How many numbers, of telephones and of cards, are not what was written."""
    from zhike.customers.models import ContactPoint, Customer
    from zhike.kit.registry import entity_of

    found = ContactPoint.objects.filter(medium="phone").only("customer_id", "uid", "value").iterator()
    told = {point.customer_id: point.value for point in found}
    wrong = sum(told.get(key) != number for key, number in numbers.items())
    field = next(field for field in entity_of(Customer).all_fields if field.kind == "sealed")
    cards = [field.told(customer) for customer in Customer.objects.order_by("pk").iterator()]
    return wrong + sum(told != CARD.format(nth) for nth, told in enumerate(cards))


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:] or ("20000", "20"))) else 1)
