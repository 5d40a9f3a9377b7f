"""Imports leave the kit: their tables keep their rows and get new names."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = ('importrun', 'importedrow', 'reject', 'rememberedmapping')
QUEUE = ('procrastinate_jobs', 'procrastinate_periodic_defers')


def taken_over(old, new):
    """The statements by which tables and queued jobs of one app become those of another."""
    jobs = [(f'zhike.{old}.{part}.', f'zhike.{new}.{part}.') for part in ('importing', 'exporting')]
    return [
        *(f'alter table {old}_{table} rename to {new}_{table}' for table in TABLES),
        *(
            f"update {table} set task_name = replace(task_name, '{before}', '{after}') where task_name like '{before}%'"
            for table in QUEUE for before, after in jobs
        ),
    ]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('kit', '0011_bulk'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(taken_over('kit', 'exchange'), taken_over('exchange', 'kit')),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('target', models.CharField(max_length=40)),
                        ('file', models.CharField(max_length=200)),
                        ('file_name', models.CharField(max_length=200, verbose_name='file')),
                        ('digest', models.CharField(db_index=True, max_length=64)),
                        ('options', models.JSONField(default=dict)),
                        ('mapping', models.JSONField(default=dict)),
                        ('header', models.JSONField(default=list)),
                        ('status', models.CharField(choices=[('uploaded', 'waiting for a mapping'), ('waiting', 'queued'), ('running', 'running'), ('done', 'finished'), ('failed', 'stopped by an error'), ('stopped', 'stopped'), ('undone', 'undone')], default='uploaded', max_length=10, verbose_name='status')),
                        ('phase', models.CharField(blank=True, max_length=20)),
                        ('total', models.BigIntegerField(default=0)),
                        ('done', models.BigIntegerField(default=0)),
                        ('counts', models.JSONField(default=dict)),
                        ('rows_per_second', models.PositiveIntegerField(default=0)),
                        ('stop_asked', models.BooleanField(default=False)),
                        ('message', models.TextField(blank=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('started_at', models.DateTimeField(null=True)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'import',
                        'verbose_name_plural': 'imports',
                    },
                ),
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
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journal', to='exchange.importrun')),
                    ],
                ),
                migrations.CreateModel(
                    name='Reject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('row_number', models.BigIntegerField()),
                        ('raw', models.JSONField(default=list)),
                        ('reason', models.TextField()),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='exchange.importrun')),
                    ],
                ),
                migrations.CreateModel(
                    name='RememberedMapping',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('target', models.CharField(max_length=40)),
                        ('header', models.CharField(max_length=64)),
                        ('mapping', models.JSONField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('target', 'header'), name='one_mapping_per_header')],
                    },
                ),
                migrations.AddIndex(
                    model_name='importrun',
                    index=models.Index(fields=['target', '-id'], name='import_latest'),
                ),
                migrations.AddConstraint(
                    model_name='importrun',
                    constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'waiting', 'running', 'done', 'failed', 'stopped', 'undone'])), name='import_status_known'),
                ),
                migrations.AddConstraint(
                    model_name='importedrow',
                    constraint=models.UniqueConstraint(fields=('run', 'noun', 'object_id'), name='one_journal_line_per_row'),
                ),
                migrations.AddConstraint(
                    model_name='reject',
                    constraint=models.UniqueConstraint(fields=('run', 'row_number'), name='one_reject_per_row'),
                ),
            ],
        ),
    ]
