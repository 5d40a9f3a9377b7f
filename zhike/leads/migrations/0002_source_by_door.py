from django.db import migrations, models

import zhike.leads.models.capture


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="lead",
            name="source",
            field=models.CharField(
                choices=[
                    ("web_form", "Web form"),
                    ("fair", "Fair"),
                    ("advert", "Advert"),
                    ("referral", "Referral"),
                    ("call_in", "Call in"),
                    ("import", "Import"),
                    ("api", "API"),
                    ("other", "Other source"),
                ],
                default=zhike.leads.models.capture.a_source,
                max_length=12,
                verbose_name="source",
            ),
        )
    ]
