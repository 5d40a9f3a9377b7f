"""The tags, marks and files of one row for its page, read in one go: three questions take three times as long."""

import json
from typing import Any

from django.db import connection
from django.db.models import Model

from zhike.kit.access.models import Staff
from zhike.kit.attached.models import File, Mark, Tag

FILES_SHOWN = 100
MODELS: dict[str, type[Model]] = {"tag": Tag, "mark": Mark, "file": File}
SQL = """
(select 'tag', to_jsonb(tag), null::jsonb from kit_tagging there join kit_tag tag on tag.id = tag_id
  where there.noun = %(noun)s and object_id = %(row)s order by word)
union all
(select 'mark', to_jsonb(there), jsonb_build_object('id', who.id, 'name', name, 'is_robot', is_robot)
  from kit_mark there join kit_staff who on who.id = by_id
  where noun = %(noun)s and object_id = %(row)s order by there.id)
union all
(select 'file', to_jsonb(there), jsonb_build_object('id', who.id, 'name', who.name, 'is_robot', is_robot)
  from kit_file there join kit_staff who on who.id = by_id
  where noun = %(noun)s and object_id = %(row)s and deleted_at is null
  order by at desc, there.id desc limit %(files)s)
"""


def gathered(row: Model) -> dict[str, list[Any]]:
    """What is attached to a row by "tag", "mark" and "file" (the newest first); asked for once in its life."""
    if "gathered" not in row.__dict__:
        found: dict[str, list[Any]] = {name: [] for name in MODELS}
        row.__dict__["gathered"] = found
        with connection.cursor() as cursor:
            cursor.execute(SQL, {"noun": row._meta.label_lower, "row": row.pk, "files": FILES_SHOWN})
            for name, values, who in cursor.fetchall():
                found[name].append(_made(MODELS[name], json.loads(values), json.loads(who) if who else None))
    return row.__dict__["gathered"]


def _made(model: type[Model], values: dict[str, Any], who: dict[str, Any] | None) -> Model:
    made = model(**{field.attname: field.to_python(values[field.attname]) for field in model._meta.concrete_fields})
    if who:
        made.by = Staff(**who)  # type: ignore[attr-defined]
    return made
