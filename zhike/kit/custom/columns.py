"""Added fields as typed columns of the warehouse, so that no analysis ever reads JSON."""

from django.db import connection
from django.db.models import Model
from django.db.models.sql import Query

from zhike.kit import registry
from zhike.kit.custom.kinds import AddedField


def columns(model: type[Model]) -> list[tuple[str, str, str]]:
    """Name, Arrow type (see `kit.facts.Column`) and SQL over the table of the noun, for each added field."""
    fields = registry.added_fields(model)
    return [(field.name, field.fact, _sql(field, model)) for field in fields if isinstance(field, AddedField)]


def _sql(field: AddedField, model: type[Model]) -> str:
    query = Query(model, alias_cols=False)
    sql, params = query.get_compiler(connection=connection).compile(field.sql.resolve_expression(query))
    with connection.schema_editor(collect_sql=True) as editor:
        return sql % tuple(editor.quote_value(param) for param in params)
