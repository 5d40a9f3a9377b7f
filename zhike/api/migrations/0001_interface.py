import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = ('answered', 'delivery', 'spending', 'token', 'webhook')
TRACED = ('token', 'webhook')
JOBS = {
    'zhike.kit.surfaces.api.': 'zhike.api.rest.',
    'zhike.kit.tokens.': 'zhike.api.tokens.',
    'zhike.kit.webhooks.': 'zhike.api.webhooks.',
}


def taken_over(old, new, jobs):
    """The statements by which tables, entries of the trace and queued jobs of one app become those of another."""
    queue = ('procrastinate_jobs', 'procrastinate_periodic_defers')
    return [
        *(f'alter table {old}_{table} rename to {new}_{table}' for table in TABLES),
        *(f"update kit_trace set noun = '{new}.{noun}' where noun = '{old}.{noun}'" for noun in TRACED),
        *(
            f"update {table} set task_name = replace(task_name, '{before}', '{after}') where task_name like '{before}%'"
            for table in queue for before, after in jobs.items()
        ),
    ]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kit', '0014_interface_moves_out'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Answered',
                    fields=[
                        ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('request', models.CharField(max_length=64)),
                        ('status', models.PositiveSmallIntegerField()),
                        ('headers', models.JSONField(default=dict)),
                        ('body', models.TextField()),
                        ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name='Webhook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('url', models.CharField(max_length=500)),
                        ('patterns', models.JSONField(default=list)),
                        ('is_active', models.BooleanField(default=True)),
                        ('generation', models.PositiveIntegerField(default=1)),
                        ('rotated_at', models.DateTimeField(null=True)),
                        ('failing_since', models.DateTimeField(null=True)),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='Token',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('prefix', models.CharField(max_length=12, unique=True)),
                        ('digest', models.CharField(max_length=64)),
                        ('scopes', models.JSONField(default=list)),
                        ('networks', models.JSONField(default=list)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('expires_at', models.DateTimeField()),
                        ('used_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['owner', '-id'], name='token_of_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('dead', 'given up')], default='waiting', max_length=10)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('next_at', models.DateTimeField(default=django.utils.timezone.now, null=True)),
                        ('code', models.PositiveSmallIntegerField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=200)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kit.event')),
                        ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='api.webhook')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['webhook', '-id'], name='delivery_of_webhook'), models.Index(condition=models.Q(('status', 'waiting')), fields=['next_at'], name='delivery_waiting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'delivered', 'dead'])), name='delivery_status_known')],
                    },
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    taken_over('kit', 'api', JOBS),
                    taken_over('api', 'kit', {after: before for before, after in JOBS.items()}),
                ),
            ],
        ),
    ]
