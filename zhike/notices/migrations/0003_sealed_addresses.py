import uuid

from django.db import connection, migrations, models

from zhike.vault.fields import EncryptedField
from zhike.vault.sealing import seal


def seal_addresses(apps, schema_editor):
    with connection.cursor() as cursor:
        cursor.execute('select id, url from notices_grouptool where sealed is null')
        for key, url in cursor.fetchall():
            row = uuid.uuid4()
            sealed = seal(url, place='notices_grouptool|url', row=row)
            cursor.execute('update notices_grouptool set uid = %s, sealed = %s where id = %s', [row, sealed, key])


class Migration(migrations.Migration):
    """Addresses in group tools hold a secret."""

    atomic = False

    dependencies = [
        ('notices', '0002_custom_fields_moved'),
        ('vault', '0001_keys'),
    ]

    operations = [
        migrations.AddField('grouptool', 'uid', models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddField('grouptool', 'sealed', EncryptedField(max_length=500, null=True)),
        migrations.RunPython(seal_addresses, migrations.RunPython.noop),
        migrations.RemoveField('grouptool', 'url'),
        migrations.RenameField('grouptool', 'sealed', 'url'),
        migrations.AlterField('grouptool', 'url', EncryptedField(max_length=500)),
        migrations.RunSQL('vacuum full notices_grouptool', migrations.RunSQL.noop),
    ]
