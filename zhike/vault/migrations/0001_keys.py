from django.db import migrations

from zhike.vault import keyset


def begin(apps, schema_editor):
    keyset.begin()


class Migration(migrations.Migration):
    """No model stands for the table: nothing but `keyset` reads it, and no other way leads to a key."""

    dependencies = []

    operations = [
        migrations.RunSQL(
            """
            create table vault_key (
                purpose text not null check (purpose in ('data', 'index')),
                number integer not null check (number > 0),
                wrapped bytea not null,
                made_at timestamptz not null default now(),
                primary key (purpose, number)
            )
            """,
            "drop table vault_key",
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
