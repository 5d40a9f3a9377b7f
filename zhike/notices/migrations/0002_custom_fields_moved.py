from django.db import migrations

RENAME = "update notices_notice set noun = '{1}' where noun = '{0}'"


class Migration(migrations.Migration):

    dependencies = [
        ('custom', '0001_custom_fields'),
        ('notices', '0001_notices'),
    ]

    operations = [
        migrations.RunSQL(
            RENAME.format('kit.customfield', 'custom.customfield'),
            RENAME.format('custom.customfield', 'kit.customfield'),
        ),
    ]
