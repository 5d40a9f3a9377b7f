import uuid

from django.db import migrations, models

from zhike.vault.fields import BlindIndex, EncryptedField


class Migration(migrations.Migration):
    """Beside what is told in plain comes room for it sealed."""

    dependencies = [
        ('customers', '0004_fewer_indexes'),
        ('vault', '0001_keys'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    """
                    alter table customers_contactpoint add column uid uuid not null default gen_random_uuid();
                    alter table customers_contactpoint alter column uid drop default;
                    """,
                    'alter table customers_contactpoint drop column uid',
                )
            ],
            state_operations=[
                migrations.AddField('contactpoint', 'uid', models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
        ),
        migrations.AddField('contactpoint', 'sealed', EncryptedField(max_length=200, null=True)),
        migrations.AddField('contactpoint', 'value_index', BlindIndex(max_length=16, null=True)),
    ]
