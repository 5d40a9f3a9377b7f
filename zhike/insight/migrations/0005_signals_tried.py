from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0004_signal_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='trial',
            name='signals',
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
