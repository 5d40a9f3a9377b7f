import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHO_LOOKS_AFTER_THEM = """
    update receivables_receipt o set credited_to_id = c.owner_id
    from customers_customer c where c.id = o.customer_id and c.owner_id is not null
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('receivables', '0004_cancelled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='receipt',
            name='credited_to',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='credited to'),
        ),
        migrations.RunSQL(WHO_LOOKS_AFTER_THEM, migrations.RunSQL.noop),
    ]
