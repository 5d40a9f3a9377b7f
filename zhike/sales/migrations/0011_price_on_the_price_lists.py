from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0010_sales_channel_and_currencies'),
    ]

    operations = [
        migrations.AddField(
            model_name='quoteline',
            name='on_lists',
            field=models.DecimalField(decimal_places=4, editable=False, max_digits=19, null=True, verbose_name='price on the price lists'),
        ),
    ]
