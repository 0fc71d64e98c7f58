"""The two functions through which streams move: both hold the stream's row from their call to the commit."""

from django.db import migrations

STREAM = """
CREATE FUNCTION kernel_stream_for(p_key text) RETURNS kernel_stream LANGUAGE plpgsql AS $$
DECLARE
    stream kernel_stream;
BEGIN
    SELECT * INTO stream FROM kernel_stream WHERE key = p_key FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO kernel_stream (key, epoch, head, min, hash)
        VALUES (p_key, substr(md5(gen_random_uuid()::text), 1, 8), 0, 1, sha256(convert_to(p_key, 'UTF8')))
        ON CONFLICT (key) DO NOTHING;
        SELECT * INTO stream FROM kernel_stream WHERE key = p_key FOR UPDATE;
    END IF;
    RETURN stream;
END $$;
"""

APPEND = """
CREATE FUNCTION kernel_append(p_key text, p_rows jsonb) RETURNS TABLE (seq bigint, hash bytea) LANGUAGE plpgsql AS $$
DECLARE
    stream kernel_stream;
    entry kernel_event;
BEGIN
    stream := kernel_stream_for(p_key);
    FOR entry IN SELECT * FROM jsonb_populate_recordset(NULL::kernel_event, p_rows) LOOP
        stream.head := stream.head + 1;
        stream.hash := sha256(stream.hash || int8send(stream.head) || entry.digest);
        entry.stream_id := stream.id;
        entry.seq := stream.head;
        entry.hash := stream.hash;
        INSERT INTO kernel_event VALUES (entry.*);
        seq := stream.head;
        hash := stream.hash;
        RETURN NEXT;
    END LOOP;
    UPDATE kernel_stream SET head = stream.head, hash = stream.hash WHERE id = stream.id;
END $$;
"""

ADVANCE = """
CREATE FUNCTION kernel_advance(p_key text, p_count integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    stream kernel_stream;
BEGIN
    stream := kernel_stream_for(p_key);
    UPDATE kernel_stream SET head = stream.head + p_count WHERE id = stream.id;
    RETURN stream.head + p_count;
END $$;
"""

DROP = (
    "DROP FUNCTION kernel_advance(text, integer);"
    "DROP FUNCTION kernel_append(text, jsonb);"
    "DROP FUNCTION kernel_stream_for(text);"
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables")]
    operations = [
        migrations.RunSQL("ALTER TABLE kernel_stream SET (fillfactor = 50)", "ALTER TABLE kernel_stream RESET (fillfactor)"),
        migrations.RunSQL(STREAM + APPEND + ADVANCE, DROP),
    ]
