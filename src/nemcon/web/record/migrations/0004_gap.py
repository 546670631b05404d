from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_arrivals")]

    operations = [
        migrations.AddField(model_name="log", name="signed", field=models.BigIntegerField(default=0)),
    ]
