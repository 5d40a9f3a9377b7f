"""The run of a staged line is found in the application that imports belong to now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
        ('sales', '0003_boards'),
    ]
    run_before = [('kit', '0012_imports_leave')]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='stagedline',
                    name='run',
                    field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.importrun'),
                ),
            ],
        ),
    ]
