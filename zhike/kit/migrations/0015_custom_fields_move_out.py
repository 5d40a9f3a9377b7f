from django.db import migrations


class Migration(migrations.Migration):
    """The table stays as it is: `custom` takes it over in its first migration."""

    dependencies = [
        ('kit', '0014_interface_moves_out'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('CustomField'),
            ],
        ),
    ]
