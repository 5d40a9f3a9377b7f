"""The face for files: any measure over a CSV, XLSX or Parquet file, without the database.

``registry``  what can be asked for: each measure with its columns and its options.
``columns``   which column of a file is what, guessed from the headers or told.
``settings``  what the settings of measures mean, for ``--help``.
``reading``   a file as typed columns, with what could not be read and why.
``orders``    rows as the facts that measures read.
``outcome``   what every measure hands back here, and how it is written.
``asking``    one question from file to answer.
"""

from zhike.insight.tool.asking import Question, ask
from zhike.insight.tool.outcome import Answer, Outcome
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.registry import MEASURES, measure_named

__all__ = ["MEASURES", "Answer", "Outcome", "Question", "ToolProblem", "ask", "measure_named"]
