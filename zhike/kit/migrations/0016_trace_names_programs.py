from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0015_custom_fields_move_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='trace',
            name='program',
            field=models.CharField(default='', max_length=80),
        ),
    ]
