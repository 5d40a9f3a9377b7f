from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0011_price_on_the_price_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='declined_for',
            field=models.CharField(blank=True, choices=[('price', 'The price'), ('time', 'The delivery time'), ('goods', 'The goods or their quality'), ('terms', 'The terms of payment or delivery'), ('other_supplier', 'Another supplier'), ('no_need', 'No need any more'), ('other', 'Something else')], db_default='', default='', editable=False, max_length=20, verbose_name='declined for'),
        ),
    ]
