"""Tampering with the trace as whoever owns the database could: `python -m tests.attacks.trace 1000 [entries]`.

A trace is written and sealed in a database of its own. Then, N times, something is changed past every trigger, the
trace is checked, and the change is rolled back. Each must be found, and of a changed entry its seal be named first.
With more `entries` (a million, say) it ends by checking them all once more, for the time that takes.
"""

import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

TEXTS = ("verb", "noun", "object_title", "door", "program", "address", "request", "why")
NUMBERS = ("id", "xact", "actor_id", "object_id")
HEX = "translate({}, '0123456789abcdef', '123456789abcdef0')"
OF_SEALS = {
    "number": "number + 1000000",
    "at": "at + interval '1 microsecond'",
    "form": "7",
    "until": "until + 1",
    **{name: f"{name} - 1" for name in ("since", "ceiling", "entries", "last", "shift")},
    **{name: HEX.format(name) for name in ("cluster", "key", "digest", "signature")},
}
BRANDS = ("Ana", "茶", 'a "quoted" one', "a,b", "(x)", "back\\slash", "", "line\nbreak")


@dataclass
class Tally:
    """How it went with one kind of tamper."""

    tried: int = 0
    found: int = 0
    named: int = 0


class Attacker:
    """Somebody with every right in the database, and none of its key unless a tamper steals it."""

    def __init__(self, seed: int):
        from zhike.witness import checkpoints
        from zhike.witness.models import Seal

        self.chance, self.seals = random.Random(seed), list(Seal.objects.order_by("number"))
        self.newest = checkpoints.read(checkpoints.line(self.seals[-1]), place="a mail")
        self.entries = rows("select id, xact from kit_trace order by xact, id")

    def entry(self) -> tuple[int, int]:
        """Some entry, and the number of its seal."""
        key, xact = self.chance.choice(self.entries)
        return key, next(seal.number for seal in self.seals if seal.since <= xact < seal.until)

    def change_text(self) -> int:
        (key, number), column = self.entry(), self.chance.choice(TEXTS)
        value = "api" if column == "door" else f"#{self.chance.random()}"
        run(f"update kit_trace set {column} = %s where id = %s", value, key)
        return number

    def change_number(self) -> int:
        key, number = self.entry()
        column = self.chance.choice(NUMBERS)
        if column == "xact":  # into another seal, before or behind
            run("update kit_trace set xact = %s where id = %s", self._elsewhere(number), key)
            return 0
        by = self.chance.randrange(10**6, 10**7)
        run(f"update kit_trace set {column} = {column} + {by} where id = %s", key)
        return number

    def change_time(self) -> int:
        key, number = self.entry()
        run("update kit_trace set at = at + %s * interval '1 microsecond' where id = %s", self._some(), key)
        return number

    def change_values(self) -> int:
        key, number = self.entry()
        run("update kit_trace set changes = changes || %s::jsonb where id = %s", json.dumps({"x": self._some()}), key)
        return number

    def delete(self) -> int:
        key, number = self.entry()
        run("delete from kit_trace where id = %s", key)
        return number

    def swap(self) -> int:
        """Two entries change places: each says what the other said."""
        (one, first), (two, second) = self.entry(), self.entry()
        while same(one, two):
            (one, first), (two, second) = self.entry(), self.entry()
        columns = "actor_id, verb, noun, object_id, object_title, changes, why"
        run(
            f"update kit_trace t set ({columns}) = (select {columns} from kit_trace o where o.id = %s + %s - t.id)"
            " where t.id in (%s, %s)",
            one, two, one, two,
        )  # fmt: skip
        return min(first, second)

    def insert_into_seal(self) -> int:
        key, number = self.entry()
        run(f"insert into kit_trace ({COPIED}, xact) select {COPIED}, xact from kit_trace where id = %s", key)
        return number

    def insert_dated_back(self) -> int:
        """A new entry with an old date; the next seal takes it like any other."""
        from zhike.witness.sealing import seal

        key, _number = self.entry()
        last = self.seals[-1]
        run(
            f"insert into kit_trace (at, xact, {UNDATED}) select at - interval '1 day', %s, {UNDATED}"
            " from kit_trace where id = %s",
            last.ceiling, key,
        )  # fmt: skip
        made = seal()
        assert made, "it should have been sealed"
        return made.number

    def cut_end(self) -> int:
        """The last seals and all they hold are gone."""
        last = self.chance.choice(self.seals[1:])
        run("delete from kit_trace where xact >= %s", last.since)
        run("delete from witness_seal where number >= %s", last.number)
        return self.seals[-1].number

    def cut_seals(self) -> int:
        """The last seals are gone, an entry of theirs is changed, and the next seal takes them all again."""
        from zhike.witness.sealing import seal

        last = self.chance.choice(self.seals[1:])
        run("delete from witness_seal where number >= %s", last.number)
        run("update kit_trace set object_title = 'nobody' where xact >= %s", last.since)
        assert seal(), "it should have been sealed"
        return self.seals[-1].number

    def change_seal(self) -> int:
        seal, column = self.chance.choice(self.seals), self.chance.choice([*OF_SEALS])
        run(f"update witness_seal set {column} = {OF_SEALS[column]} where number = %s", seal.number)
        return 0

    def delete_seal(self) -> int:
        seal = self.chance.choice(self.seals)
        run("delete from witness_seal where number = %s", seal.number)
        return 0

    def swap_seals(self) -> int:
        one, two = self.chance.sample(self.seals, 2)
        run("update witness_seal set number = -1 where number = %s", one.number)
        run("update witness_seal set number = %s where number = %s", one.number, two.number)
        run("update witness_seal set number = %s where number = -1", two.number)
        return 0

    def rewrite(self) -> int:
        """An entry is changed and every digest from there on computed anew, as if it had always been so."""
        return self._rewritten(key=None)

    def rewrite_with_a_key(self) -> int:
        """The same, signed with a key of the attacker's own."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return self._rewritten(key=Ed25519PrivateKey.generate())

    def rewrite_with_the_key(self) -> int:
        """The same, signed with the stolen key: only a checkpoint that was kept elsewhere shows it."""
        from zhike.witness import keys

        self._rewritten(key=keys.signer())
        return self.seals[-1].number

    def delete_all(self) -> int:
        run("delete from kit_trace")
        run("delete from witness_seal")
        return self.seals[-1].number

    def _rewritten(self, *, key) -> int:
        from zhike.witness import keys
        from zhike.witness.models import Seal
        from zhike.witness.sealing import NOTHING, digest_of
        from zhike.witness.spans import span

        entry, number = self.entry()
        run("update kit_trace set object_title = 'nobody' where id = %s", entry)
        before = Seal.objects.get(number=number - 1) if number > 1 else NOTHING
        for seal in Seal.objects.filter(number__gte=number).order_by("number"):
            seal.key = keys.name_of(keys.public(key)) if key else seal.key
            seal.digest = digest_of(seal, before, span(seal.since, seal.until).digest)
            seal.signature = key.sign(bytes.fromhex(seal.digest)).hex() if key else seal.signature
            seal.save()
            before = seal
        return number

    def _elsewhere(self, number: int) -> int:
        return self.chance.choice([seal.since for seal in self.seals if seal.number != number] + [10**15])

    def _some(self) -> int:
        return self.chance.randrange(1, 10**9)


UNDATED = "actor_id, verb, noun, object_id, object_title, changes, door, program, address, request, why"
COPIED = f"at, {UNDATED}"
KINDS: tuple[Callable[[Attacker], int], ...] = (
    *(Attacker.change_text, Attacker.change_number, Attacker.change_time, Attacker.change_values),
    *(Attacker.delete, Attacker.swap, Attacker.insert_into_seal, Attacker.insert_dated_back),
    *(Attacker.cut_end, Attacker.cut_seals, Attacker.change_seal, Attacker.delete_seal, Attacker.swap_seals),
    *(Attacker.rewrite, Attacker.rewrite_with_a_key, Attacker.rewrite_with_the_key, Attacker.delete_all),
)


def attack(tries: int, *, seed: int = 1) -> dict[str, Tally]:
    """Tamper so often, with each kind in turn, on the trace that is there; how often it was found."""
    from django.db import transaction

    from zhike.witness.checking import check

    attacker, tallies = Attacker(seed), {kind.__name__: Tally() for kind in KINDS}
    assert not check(attacker.newest).findings, "the trace was broken before anybody touched it"
    for turn in range(tries):
        kind = KINDS[turn % len(KINDS)]
        with transaction.atomic():
            run("set local session_replication_role = replica")
            number = kind(attacker)
            findings = check(attacker.newest).findings
            transaction.set_rollback(True)
        tally = tallies[kind.__name__]
        tally.tried += 1
        tally.found += bool(findings)
        tally.named += bool(findings) and (not number or findings[0].number == number)
    assert not check(attacker.newest).findings, "a tamper was not taken back"
    return tallies


def write(many: int, *, seals: int, by: int) -> None:
    """So many entries of every sort, in several transactions, sealed in so many seals."""
    from zhike.witness.sealing import seal

    titles = json.dumps(BRANDS, ensure_ascii=False)
    for part in range(seals):
        begin, end = many * part // seals, many * (part + 1) // seals
        for start in range(begin, end, max(1, (end - begin) // 3)):
            run(
                """
                insert into kit_trace (at, actor_id, verb, noun, object_id, object_title, changes, door, program,
                                       address, request, why)
                select now(), %s, (array['create', 'change', 'load', 'work.complete'])[(1 + n %% 4)::int],
                       (array['customers.customer', 'work.task'])[(1 + n %% 2)::int], n,
                       (%s::jsonb ->> (n %% 8)::int) || n,
                       jsonb_build_object('name', jsonb_build_array(null, 'v' || n), 'city', jsonb_build_array('a', n)),
                       'screen', '', '203.0.113.' || n %% 250, md5(n::text), ''
                from generate_series(%s::bigint, %s::bigint) n
                """,
                by, titles, start, min(end, start + max(1, (end - begin) // 3)) - 1,
            )  # fmt: skip
        assert seal(), f"part {part} of {seals}: nothing to seal"


def run(sql: str, *values: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)


def rows(sql: str, *values: object) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)
        return cursor.fetchall()


def same(one: int, two: int) -> bool:
    """Whether swapping two entries would change nothing."""
    return len(set(rows("select object_id from kit_trace where id in (%s, %s)", one, two))) < 2


def main(tries: int, many: int) -> int:
    from benchmarks.throwaway import site

    with site():
        from zhike.kit.access.models import Staff
        from zhike.site.schema import migrate
        from zhike.witness.checking import check

        migrate(verbosity=0)
        by = Staff.objects.robot("attacks").pk
        write(2_000, seals=40, by=by)
        began = time.perf_counter()
        tallies = attack(tries)
        print("| tamper | tried | found | seal named |\n| --- | ---: | ---: | ---: |")
        for name, tally in tallies.items():
            print(f"| {name.replace('_', ' ')} | {tally.tried} | {tally.found} | {tally.named} |")
        total = sum((Counter(vars(tally)) for tally in tallies.values()), Counter())
        print(f"| all | {total['tried']} | {total['found']} | {total['named']} |")
        print(f"\n{time.perf_counter() - began:.1f} s for {tries:,} tampers.")
        if many:
            write(many, seals=1_000, by=by)
            for _turn in range(3):
                began = time.perf_counter()
                report = check()
                took = time.perf_counter() - began
                print(f"{report.entries:,} entries, {report.seals:,} seals verified in {took:.2f} s,", end=" ")
                print(
                    f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, {len(report.findings)} problems"
                )
        return 0 if total["found"] == total["tried"] else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
