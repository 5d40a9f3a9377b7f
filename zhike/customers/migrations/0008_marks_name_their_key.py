from django.db import migrations

from zhike.vault.fields import BlindIndex


class Migration(migrations.Migration):
    """Marks by later index keys have the number of their key in front; in the table nothing changes."""

    dependencies = [
        ('customers', '0007_nothing_in_plain'),
    ]

    operations = [
        migrations.AlterField('contactpoint', 'value_index', BlindIndex(max_length=20)),
    ]
