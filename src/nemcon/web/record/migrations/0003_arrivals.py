"""An arrival that was refused says so until its sender has seen it; and the record cannot be emptied at once either."""

from django.db import migrations, models

FORWARD = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_loggedact
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_fulltile
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_actpart
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0002_only_added")]

    operations = [
        migrations.AddField("arrival", "refused", models.TextField(blank=True, default="")),
        migrations.AddIndex(
            "arrival",
            models.Index(fields=["received"], name="arrivals_unanswered", condition=models.Q(refused="")),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
