from django.db import migrations, models


class Migration(migrations.Migration):
    """An added field may hold personal data, which is sealed."""

    dependencies = [
        ('custom', '0001_custom_fields'),
    ]

    operations = [
        migrations.AddField(
            'customfield',
            'personal',
            models.BooleanField(
                default=False,
                db_default=False,
                help_text='Sealed for good: shown masked, in full only for a reason, found by the whole value alone.',
                verbose_name='personal data',
            ),
        ),
    ]
