import json
import uuid

from django.db import connection, migrations

from zhike.customers.rules import normalized
from zhike.vault.sealing import mark, seal

AT_ONCE = 2_000
VALUE, INDEX = 'customers_contactpoint|value', 'customers_contactpoint|value_index'


def seal_rows(apps, schema_editor):
    """In many small transactions; whoever is interrupted goes on where the last one ended."""
    after, done = 0, AT_ONCE
    with connection.cursor() as cursor:
        while done:
            cursor.execute(
                'select id, uid, medium, value from customers_contactpoint'
                ' where sealed is null and id > %s order by id limit %s',
                [after, AT_ONCE],
            )
            found = cursor.fetchall()
            sealed = [seal(value, place=VALUE, row=row) for _key, row, _medium, value in found]
            marks = [_mark(medium, value) for _key, _row, medium, value in found]
            cursor.execute(
                'update customers_contactpoint t set sealed = u.sealed, value_index = u.mark'
                ' from unnest(%s::bigint[], %s::bytea[], %s::bytea[]) as u (id, sealed, mark) where t.id = u.id',
                [[key for key, *_rest in found], sealed, marks],
            )
            after, done = found[-1][0] if found else after, len(found)


def seal_images(apps, schema_editor):
    """What merges keep of contact points to put back: as the row has it, where there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.id, i.before, p.uid, p.sealed, p.value_index from merging_image i"
            " left join customers_contactpoint p on p.id::text = i.key and p.value = i.before ->> 'value'"
            " where i.model = 'customers.contactpoint' and i.before ? 'normalized'"
        )
        for key, before, row, sealed, known in cursor.fetchall():
            before = json.loads(before) if isinstance(before, str) else before
            medium, value = before['medium'], before['value']
            row = row or uuid.uuid4()
            sealed, known = sealed or seal(value, place=VALUE, row=row), known or _mark(medium, value)
            before |= {'uid': str(row), 'value': f'\\x{bytes(sealed).hex()}', 'value_index': f'\\x{bytes(known).hex()}'}
            del before['normalized']
            cursor.execute('update merging_image set before = %s::jsonb where id = %s', [json.dumps(before), key])


def _mark(medium, value):
    return mark(f'{medium}|{normalized(medium, value)}', place=INDEX)


class Migration(migrations.Migration):
    """What is told in plain is sealed beside it."""

    atomic = False

    dependencies = [
        ('customers', '0005_room_for_sealed'),
        ('merging', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seal_rows, migrations.RunPython.noop),
        migrations.RunPython(seal_images, migrations.RunPython.noop),
    ]
