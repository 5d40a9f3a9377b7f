from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("broken", "0001_begins"), ("backup", "0001_backups")]
    operations = [migrations.RunSQL("alter table begun add check (id / 0 = 1); insert into begun values (1)")]
