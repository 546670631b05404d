"""Documents released language by language: which are out, and from which text. A file knows the act that issued it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0003_forms")]

    operations = [
        migrations.AddField("document", "advance", models.JSONField(default=list)),
        migrations.AddField("document", "apart", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("document", "changes", models.JSONField(default=dict)),
        migrations.AddField("document", "draft", models.UUIDField(null=True)),
        migrations.AddField("document", "texts", models.JSONField(default=dict)),
        migrations.AddField("registeredsymbol", "holder", models.UUIDField(null=True)),
        migrations.AddField("form", "act", models.UUIDField(null=True)),
        # Until now every publication replaced all files of its document.
        migrations.RunSQL(
            "UPDATE papers_form SET act = d.act FROM papers_document AS d WHERE d.id = document_id",
            migrations.RunSQL.noop,
        ),
    ]
