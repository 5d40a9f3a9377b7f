from django.db import migrations


class Migration(migrations.Migration):
    """The tables stay as they are: `api` takes them over in its first migration."""

    dependencies = [
        ('kit', '0013_merges_leave'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('Delivery'),
                migrations.DeleteModel('Webhook'),
                migrations.DeleteModel('Token'),
                migrations.DeleteModel('Answered'),
            ],
        ),
    ]
