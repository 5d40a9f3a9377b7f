"""Imports are the matter of an application of their own, which has taken their tables already."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0011_bulk'),
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('ImportedRow'),
                migrations.DeleteModel('Reject'),
                migrations.DeleteModel('RememberedMapping'),
                migrations.DeleteModel('ImportRun'),
            ],
        ),
    ]
