from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0008_tokens_and_webhooks'),
    ]

    operations = []
