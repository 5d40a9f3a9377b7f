"""A standing may be the code of a product; longer text needs no rewriting of the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_marks_name_their_key")]

    operations = [
        migrations.AlterField(
            model_name="standing",
            name="value",
            field=models.CharField(blank=True, max_length=60),
        )
    ]
