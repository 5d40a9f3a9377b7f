import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0003_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('changed_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='last changed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('custom', models.JSONField(db_default={}, default=dict, editable=False)),
                ('noun', models.CharField(max_length=60, verbose_name='added to')),
                ('label', models.CharField(max_length=40, verbose_name='label')),
                ('label_en', models.CharField(blank=True, max_length=40, verbose_name='label in English')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('longtext', 'Long text'), ('number', 'Number'), ('money', 'Amount'), ('date', 'Day'), ('yesno', 'Yes or no'), ('choice', 'One of several'), ('choices', 'Any of several'), ('link', 'Link to a record'), ('formula', 'Formula')], default='text', max_length=10, verbose_name='kind')),
                ('key', models.CharField(editable=False, max_length=50, verbose_name='key')),
                ('options', models.TextField(blank=True, help_text='One a line: 金 / Gold. What is left out is kept with “-”.', max_length=5000, verbose_name='options')),
                ('link_to', models.CharField(blank=True, max_length=60, verbose_name='links to')),
                ('formula', models.TextField(blank=True, help_text='Such as round([Amount] / 12, 2), if([Paid], 1, 0)', max_length=1000, verbose_name='formula')),
                ('default', models.CharField(blank=True, help_text='What records read as without a value.', max_length=200, verbose_name='default')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('help', models.CharField(blank=True, max_length=200, verbose_name='help')),
                ('required', models.BooleanField(default=False, verbose_name='required')),
                ('in_list', models.BooleanField(default=True, verbose_name='in the list')),
                ('in_form', models.BooleanField(default=True, verbose_name='in the form')),
                ('searchable', models.BooleanField(default=False, verbose_name='searched')),
                ('order', models.PositiveIntegerField(default=100, verbose_name='order')),
                ('is_fast', models.BooleanField(default=False, editable=False, verbose_name='fast')),
                ('archived_at', models.DateTimeField(editable=False, null=True, verbose_name='archived')),
            ],
            options={
                'verbose_name': 'custom field',
                'verbose_name_plural': 'custom fields',
                'db_table': 'kit_custom_field',
                'indexes': [models.Index(condition=models.Q(('archived_at', None)), fields=['noun', 'order', 'id'], name='custom_of_noun')],
                'constraints': [models.UniqueConstraint(fields=('noun', 'key'), name='one_custom_field_per_key'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'longtext', 'number', 'money', 'date', 'yesno', 'choice', 'choices', 'link', 'formula'])), name='custom_kind_known')],
            },
        ),
    ]
