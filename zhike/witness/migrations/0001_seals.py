from django.db import migrations, models

REFUSE = """
    create function witness_refuse() returns trigger language plpgsql as $$
    begin
        raise exception '% is only ever added to: % refused', tg_table_name, lower(tg_op);
    end $$
"""


def kept(table):
    """The statements that let nobody change, delete or empty a table, and those that take them back."""
    return [
        (
            f"create trigger {table}_is_kept before update or delete on {table}"
            " for each statement execute function witness_refuse()",
            f"drop trigger {table}_is_kept on {table}",
        ),
        (
            f"create trigger {table}_is_not_emptied before truncate on {table}"
            " for each statement execute function witness_refuse()",
            f"drop trigger {table}_is_not_emptied on {table}",
        ),
    ]


class Migration(migrations.Migration):

    initial = True

    # What renames in the trace comes before: afterwards it is only ever added to.
    dependencies = [
        ('kit', '0017_trace_numbers_transactions'),
        ('api', '0001_interface'),
        ('custom', '0001_custom_fields'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('since', models.BigIntegerField()),
                ('until', models.BigIntegerField()),
                ('ceiling', models.BigIntegerField()),
                ('entries', models.IntegerField()),
                ('last', models.BigIntegerField()),
                ('cluster', models.CharField(max_length=20)),
                ('shift', models.BigIntegerField()),
                ('form', models.SmallIntegerField()),
                ('key', models.CharField(max_length=16)),
                ('digest', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=128)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(('since__lt', models.F('until'))), name='seal_of_a_span'
                    )
                ],
            },
        ),
        migrations.RunSQL(REFUSE, "drop function witness_refuse()"),
        *(
            migrations.RunSQL(there, back)
            for table in ('kit_trace', 'witness_seal')
            for there, back in kept(table)
        ),
    ]
