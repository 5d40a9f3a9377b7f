import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0006_imports_undone'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noun', models.CharField(max_length=60)),
                ('survivor', models.BigIntegerField()),
                ('loser', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['noun', 'survivor', '-id'], name='merge_of_survivor')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('noun', 'loser'), name='merged_away_once')],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=200)),
                ('before', models.JSONField()),
                ('changes', models.JSONField(null=True)),
                ('merge', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='kit.merge')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('merge', 'model', 'key'), name='one_image_of_a_row')],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noun', models.CharField(max_length=60)),
                ('a', models.BigIntegerField()),
                ('b', models.BigIntegerField()),
                ('score', models.FloatField()),
                ('why', models.JSONField(default=list)),
                ('status', models.CharField(choices=[('open', 'open'), ('merged', 'merged'), ('different', 'not duplicates')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['noun', '-score', 'id'], name='pair_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('noun', 'a', 'b'), name='one_pair_of_rows'), models.CheckConstraint(condition=models.Q(('a__lt', models.F('b'))), name='pair_in_order'), models.CheckConstraint(condition=models.Q(('status__in', ['open', 'merged', 'different'])), name='pair_status_known')],
            },
        ),
    ]
