"""Documents follow from acts: files belong to a document and a language, symbols are registered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_first"), ("record", "0002_only_added")]

    operations = [
        migrations.DeleteModel("Form"),
        migrations.AddField("document", "act", models.UUIDField(null=True)),
        migrations.AlterField("document", "made", models.CharField(default="", max_length=64)),
    ]
