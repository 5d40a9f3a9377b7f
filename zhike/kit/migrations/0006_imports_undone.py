import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0005_notes_and_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noun', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('kept', models.CharField(blank=True, max_length=200)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journal', to='kit.importrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'noun', 'object_id'), name='one_journal_line_per_row')],
            },
        ),
        migrations.AddField(
            model_name='importrun',
            name='header',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='importrun',
            name='rows_per_second',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importrun',
            name='stop_asked',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='status',
            field=models.CharField(choices=[('uploaded', 'waiting for a mapping'), ('waiting', 'queued'), ('running', 'running'), ('done', 'finished'), ('failed', 'stopped by an error'), ('stopped', 'stopped'), ('undone', 'undone')], default='uploaded', max_length=10, verbose_name='status'),
        ),
        migrations.RemoveConstraint(
            model_name='importrun',
            name='import_status_known',
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'waiting', 'running', 'done', 'failed', 'stopped', 'undone'])), name='import_status_known'),
        ),
    ]
