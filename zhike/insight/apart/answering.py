"""The process that computes: a line of JSON asks for one measure, a line answers, the tables lie in a folder.

Run as ``python -m zhike.insight.apart.answering``; it ends with its input.
"""

import json
import os
import resource
import sys
from collections.abc import Hashable, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

from zhike.insight.apart.measures import SLOW, Result
from zhike.insight.apart.tables import write
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.measures.engines import open_facts
from zhike.insight.measures.measure import plain

#: Writable memory of the process; what asks for more is refused it and fails alone.
MOST_BYTES = 6 * 2**30
GENTLY = 5
Shared = dict[tuple[str, ...], dict[Hashable, Any]]  # what was found, by the folder and who was left out


def main() -> None:
    """Answer until nobody asks any more. What libraries print goes to the error channel, not between the answers."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES if hard == resource.RLIM_INFINITY else hard, hard))
    os.nice(GENTLY)
    serve(sys.stdin, answers)


def serve(questions: IO[str], answers: IO[str]) -> None:
    """Answer each line. What one measure found over the facts of a load serves those asked for after it."""
    shared: Shared = {}
    for line in questions:
        answers.write(json.dumps(answer(json.loads(line), shared)) + "\n")
        answers.flush()


def answer(asked: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    """One measure computed and written, or why not."""
    try:
        result = computed(asked, shared)
        write(result.tables, Path(asked["into"]))
    except MeasureRefused as refusal:
        return {"refused": {"sentence": refusal.sentence, "values": plain(refusal.values)}}
    except Exception as error:  # whatever it was, the next measure is computed all the same
        return {"broken": type(error).__name__}
    return told(result)


def computed(asked: Mapping[str, Any], shared: Shared) -> Result:
    """The result of the measure asked for, over the facts of a load."""
    with open_facts(asked["folder"]) as facts:
        facts.leave_out(asked["leave_out"])
        facts.found = shared.setdefault((asked["folder"], *asked["leave_out"]), {})
        return SLOW[asked["measure"]](facts, date.fromisoformat(asked["as_of"]), **asked.get("settings", {}))


def told(result: Result) -> dict[str, Any]:
    """What a result says about itself, in types JSON knows."""
    return {
        "parameters": {
            **plain(dict(result.parameters)),
            "formula_version": result.formula_version,
            **({} if result.log_likelihood is None else {"log_likelihood": result.log_likelihood}),
            **({} if not (held := getattr(result, "holdout", None)) else {"holdout": plain(dict(held))}),
        },
        "warnings": [
            {"code": said.code, "sentence": said.sentence, "values": plain(dict(said.values))}
            for said in result.warnings
        ],
        "rows_read": result.rows_read,
        "customers": customers_of(result),
    }


def customers_of(result: Result) -> int:
    """How many customers are judged: those of the first table that names them."""
    for table in result.tables.values():
        for key in ("customer_id", "customer", "id"):
            if key in table.column_names:
                return len(table[key].unique())
    return 0


if __name__ == "__main__":
    main()
