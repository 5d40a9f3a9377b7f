import django.contrib.postgres.indexes
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0016_trace_names_programs'),
    ]

    operations = [
        migrations.AddField(
            model_name='trace',
            name='address',
            field=models.CharField(default='', max_length=45),
        ),
        migrations.AddField(
            model_name='trace',
            name='request',
            field=models.CharField(default='', max_length=32),
        ),
        migrations.AddField(
            model_name='trace',
            name='why',
            field=models.CharField(default='', max_length=300),
        ),
        migrations.AddField(
            model_name='trace',
            name='xact',
            field=models.BigIntegerField(
                db_default=django.db.models.functions.comparison.Cast(
                    django.db.models.functions.comparison.Cast(
                        models.Func(function='pg_current_xact_id'), models.TextField()
                    ),
                    models.BigIntegerField(),
                ),
                editable=False,
            ),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=['xact'], name='trace_by_xact', pages_per_range=32
            ),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=['at'], name='trace_by_day', pages_per_range=32
            ),
        ),
    ]
