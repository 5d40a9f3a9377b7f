import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0010_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='RefusedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('sentence', models.TextField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refused_rows', to='kit.batch')),
            ],
        ),
        migrations.CreateModel(
            name='Earlier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('values', models.JSONField(default=dict)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier', to='kit.batch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'object_id'), name='one_earlier_per_row')],
            },
        ),
    ]
