from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0006_imports_undone'),
    ]

    operations = []
