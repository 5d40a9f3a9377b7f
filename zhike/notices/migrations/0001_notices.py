import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.CreateModel(
            name='Failure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.BigIntegerField(unique=True)),
                ('error', models.CharField(max_length=500)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='GroupTool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('noun', models.CharField(blank=True, max_length=60)),
                ('object_id', models.BigIntegerField(null=True)),
                ('values', models.JSONField(default=dict)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('in_app', models.BooleanField(default=True)),
                ('mail', models.CharField(blank=True, choices=[('', 'No mail'), ('daily', 'Once a day'), ('now', 'At once')], max_length=5)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('in_app', True)), fields=['to', '-id'], name='notice_of_person'), models.Index(condition=models.Q(('in_app', True), ('read_at', None)), fields=['to', '-id'], name='notice_unread'), models.Index(condition=models.Q(('mail', 'daily'), ('mailed_at', None), ('read_at', None)), fields=['to'], name='notice_awaiting_mail')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('to', 'key'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('in_app', models.BooleanField(default=True)),
                ('mail', models.CharField(blank=True, choices=[('', 'No mail'), ('daily', 'Once a day'), ('now', 'At once')], default='daily', max_length=5)),
                ('tool', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_preference_of_a_kind')],
            },
        ),
        # The page of background work asks for the few that are neither waiting nor done.
        migrations.RunSQL(
            "create index jobs_unfinished on procrastinate_jobs (status, id) where status in ('doing', 'failed')",
            "drop index jobs_unfinished",
        ),
    ]
