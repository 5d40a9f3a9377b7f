"""Merges are the matter of an application of their own, which has taken their tables already."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0012_imports_leave'),
        ('merging', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('Image'),
                migrations.DeleteModel('Merge'),
                migrations.DeleteModel('Pair'),
            ],
        ),
    ]
