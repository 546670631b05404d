"""What is on the record is only added: a trigger refuses anything else, to whoever owns the tables as well."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION record_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is only added to: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON record_loggedact
    FOR EACH ROW EXECUTE FUNCTION record_is_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON record_fulltile
    FOR EACH ROW EXECUTE FUNCTION record_is_only_added();
CREATE TRIGGER only_added BEFORE UPDATE ON record_actpart
    FOR EACH ROW EXECUTE FUNCTION record_is_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_first")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
