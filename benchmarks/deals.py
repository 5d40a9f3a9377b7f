"""How fast the board of three hundred thousand deals opens and takes a card.

    python -m benchmarks.deals [--deals 300000] [--samples 40] [--data-dir DIR]

Zhike and the floor (see `benchmarks.floor`) are asked in turn, in one run, on one database, as in `benchmarks.lists`.
"""

import sys
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import click
import psutil

from benchmarks.lists import Case
from benchmarks.throwaway import site

CUSTOMERS = 20_000
DEALS = """
insert into deals_deal (created_at, changed_at, version, custom, name, customer_id, pipeline_id, stage_id, status,
  amount, currency, probability, probability_reason, weighted, expected_on, next_step, next_step_on, owner_id, source,
  opened_on, stage_since, closed_on, loss_note)
select now(), now(), 1, '{}', '年度用茶 ' || n, 1 + n %% %(customers)s, s.pipeline_id, s.id, s.kind,
  a, 'CNY', s.probability, '', a * s.probability / 100.0, date '2026-11-01' + n %% 120,
  case when n %% 4 > 0 then '电话跟进' else '' end, case when n %% 4 > 0 then date '2026-11-10' + n %% 40 end,
  (select min(id) from kit_staff where username like 'seller%%') + n %% 200, '展会', date '2026-10-01' - n %% 900,
  date '2026-11-01' - n %% 60, case when s.kind <> 'open' then date '2026-11-01' - n %% 60 end, ''
from generate_series(1, %(deals)s) n, lateral (select 1000 + n * 79 %% 90000) amount(a), lateral (
  select * from unnest(%(stages)s::bigint[]) with ordinality of (id, nth)
  where nth = 1 + case when n %% 5 = 0 then n / 5 %% %(open)s else %(open)s + n / 5 %% (%(all)s - %(open)s) end
) chosen
join deals_stage s on s.id = chosen.id
"""


@click.command()
@click.option("--deals", default=300_000, show_default=True)
@click.option("--samples", default=40, show_default=True)
@click.option("--data-dir", type=click.Path(path_type=Path))
def main(deals: int, samples: int, data_dir: Path | None) -> None:
    """Build the firm and its deals where they are not there, then measure."""
    with site(data_dir):
        from benchmarks.comparing import HEADS, _print, _row
        from benchmarks.serving import served
        from benchmarks.world import PASSWORD, filled

        filled(CUSTOMERS)
        fill(deals)
        print(f"\n{deals:,} deals; {samples} samples; load of the machine {psutil.getloadavg()[0]:.1f}")
        _print(HEADS)
        with ExitStack() as stack:
            floor = stack.enter_context(served("benchmarks.floor.wsgi:application", "benchmarks.floor.settings"))
            zhike = stack.enter_context(served("zhike.site.wsgi:application", "zhike.site.settings"))
            zhike.sign_in("admin", PASSWORD)
            for case in cases():
                _row(case, floor, zhike, samples)


def fill(deals: int) -> None:
    """The usual pipelines and so many deals, a fifth of them open; nothing where there are deals."""
    from django.db import connection

    from zhike.deals import first
    from zhike.deals.models import Deal, Stage

    if Deal.objects.exists():
        return
    first.lay_out()
    stages = sorted(Stage.in_use(), key=lambda stage: stage.kind != "open")
    asked = {"customers": CUSTOMERS, "deals": deals, "stages": [stage.pk for stage in stages], "all": len(stages)}
    with connection.cursor() as cursor:
        cursor.execute(DEALS, asked | {"open": sum(stage.kind == "open" for stage in stages)})
        cursor.execute("vacuum (analyze) deals_deal")


def cases() -> list[Case]:
    """The board of a pipeline, that of one seller, the list, and a card carried to and fro."""
    from zhike.deals.models import Deal, Stage
    from zhike.kit.access.models import Staff

    seller, stages = Staff.objects.get(username="seller7").pk, list(Stage.in_use())
    one, pipeline = Deal.objects.filter(stage=stages[0]).first(), stages[0].pipeline_id
    turns = [cycle([stages[1].pk, stages[0].pk]) for _side in range(2)]

    def carried(turn: cycle) -> dict[str, str]:
        return {"field": f"pipeline_{pipeline}", "to": str(next(turn))}

    return [
        Case("board of a pipeline", "", f"/deals/board/?pipeline={pipeline}", f"/deals/board/?by=pipeline_{pipeline}"),
        Case(
            "board of one seller",
            "",
            f"/deals/board/?pipeline={pipeline}&owner={seller}",
            f"/deals/board/?by=pipeline_{pipeline}&owner={seller}",
        ),
        Case("list of deals", "", "/deals/?", "/deals/?"),
        Case("list of open deals", "", "/deals/?status=open", "/deals/?status=open"),
        Case("drag", "", f"/deals/{one.pk}/move/", f"/deals/{one.pk}/move/", form=lambda: carried(turns[0])),
    ]


if __name__ == "__main__":
    sys.exit(main())
