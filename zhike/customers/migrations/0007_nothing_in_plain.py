from django.db import connection, migrations, models

from zhike.kit import jobs
from zhike.kit.search.following import index_again
from zhike.vault.fields import BlindIndex, EncryptedField

AT_ONCE = 5_000


def index_customers(apps, schema_editor):
    """Words of the search that hold numbers in plain are written again by the worker."""
    with connection.cursor() as cursor:
        cursor.execute('select distinct customer_id from customers_contactpoint order by 1')
        keys = [key for (key,) in cursor.fetchall()]
    for begin in range(0, len(keys), AT_ONCE):
        jobs.later(index_again, noun='customers.customer', field='id', keys=keys[begin : begin + AT_ONCE])


class Migration(migrations.Migration):
    """What was told in plain goes, to the last page of the disk: a column that is dropped stays in its rows till then."""

    atomic = False

    dependencies = [
        ('customers', '0006_contact_points_sealed'),
        ('kit', '0016_trace_names_programs'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.RunPython(index_customers, migrations.RunPython.noop),
        migrations.RemoveIndex('contactpoint', 'contact_point_exact'),
        migrations.RemoveField('contactpoint', 'value'),
        migrations.RemoveField('contactpoint', 'normalized'),
        migrations.RenameField('contactpoint', 'sealed', 'value'),
        migrations.AlterField('contactpoint', 'value', EncryptedField(max_length=200, verbose_name='value')),
        migrations.AlterField('contactpoint', 'value_index', BlindIndex(max_length=16)),
        migrations.AddIndex(
            'contactpoint', models.Index(fields=['medium', 'value_index'], name='contact_point_exact')
        ),
        migrations.RunSQL(
            """
            alter table customers_contactpoint add constraint contact_point_sealed
                check (octet_length(value) > 34 and get_byte(value, 0) = 1)
            """,
            'alter table customers_contactpoint drop constraint contact_point_sealed',
        ),
        migrations.RunSQL('vacuum full customers_contactpoint', migrations.RunSQL.noop),
    ]
