from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]
    operations = [migrations.RunSQL("create table begun (id int); update kit_staff set name = 'half'")]
