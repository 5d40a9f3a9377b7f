from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_sealed_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='failure',
            name='tries',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
