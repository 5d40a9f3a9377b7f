"""Room on each page of standings, so that a confirmation rewrites a row beside itself and touches no index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "alter table customers_standing set (fillfactor = 50)", "alter table customers_standing reset (fillfactor)"
        ),
    ]
