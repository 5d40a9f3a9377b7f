from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0004_custom_fields'),
    ]

    operations = []
