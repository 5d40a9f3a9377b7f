"""How long the PDF of a quote takes: the median of many, in both languages, with and without alternatives.

    python -m benchmarks.quote_pdf [--lines 30] [--times 20]

Drawn from what the quote said when it was sent, as by the link of a customer; one is drawn before the clock starts.
"""

import statistics
import time
from typing import Any

import click

from benchmarks.throwaway import site


@click.command()
@click.option("--lines", default=30, show_default=True)
@click.option("--times", default=20, show_default=True)
def main(lines: int, times: int) -> None:
    """Draw the same paper again and again."""
    with site():
        for language in ("zh-hans", "en"):
            for parts in (("included",), ("included", "a", "b")):
                content = a_quote(lines, language, parts)
                clocked(content)
                took = [clocked(content) for _nth in range(times)]
                wall, processor = zip(*took, strict=True)
                told = f"median {statistics.median(wall):.3f} s, longest {max(wall):.3f} s"
                told += f"; of the processor {statistics.median(processor):.3f} s"
                click.echo(f"{language:8} {'+'.join(parts):14} {told}")


def clocked(content: dict[str, Any]) -> tuple[float, float]:
    """Seconds on the wall and of the processor for one PDF."""
    from zhike.sales.papers import drawn

    begin, used = time.perf_counter(), time.process_time()
    drawn(content)
    return time.perf_counter() - begin, time.process_time() - used


def a_quote(lines: int, language: str, parts: tuple[str, ...]) -> dict[str, Any]:
    """What a quote of so many lines says, of these parts in turn."""
    from zhike.sales import contents

    some = _lines(lines, parts)
    names = (*contents.LINE, "part", "chosen", "net", "tax")
    told = [{name: getattr(line, name) for name in names} | {"code": f"P{line.position:03}"} for line in some]
    head: dict[str, Any] = {"kind": "quote", "number": "Q2026-000001", "language": language, "edition": 1}
    head |= {
        "on": "2026-11-02",
        "valid_until": "2026-12-02",
        "due_days": 30,
        "discount": "0",
        "terms": "一、交货\n二、质量",
    }
    head |= {
        "title": "年度福利茶采购",
        "contact": "王建平",
        "owner": "陈怡",
        "firm": dict.fromkeys(contents.FIRM, "松风茶业"),
    }
    head |= {"customer": {"name": "山月茶馆", "code": "C1", "address": "浙江杭州"}}
    return head | {"lines": told} | contents.money("CNY", [line for line in some if line.counts])


def _lines(many: int, parts: tuple[str, ...]) -> list[Any]:
    from decimal import Decimal

    from zhike.sales import drafting, options
    from zhike.sales.models import QuoteLine

    some = [
        QuoteLine(
            position=nth + 1,
            part=parts[nth % len(parts)],
            description=f"西湖龙井·明前特级 {nth + 1} 号礼盒",
            quantity=Decimal(nth + 1),
            unit="盒",
            list_price=Decimal("128.50") + nth,
            discount=Decimal(5),
            tax_rate=Decimal(13),
        )
        for nth in range(many)
    ]
    for line in some:
        drafting.reckon(line, discount=Decimal(0), currency="CNY")
    options.count_first(some)
    return some


if __name__ == "__main__":
    main()
