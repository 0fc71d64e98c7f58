"""Full text search over events: the words of what happened, who did it, to what, and every text in its data."""

from django.db import migrations

# concat_ws is only "stable" because of types that are not used here; what it does to these is immutable.
WORDS = r"""
CREATE FUNCTION kernel_event_words(p_verb text, p_actor text, p_target text, p_data jsonb) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', regexp_replace(
        concat_ws(' ', p_verb, p_actor, p_target,
                  jsonb_path_query_array(p_data, 'strict $.** ? (@.type() == "string")')::text),
        '[!-/:-@[-`{-~]+', ' ', 'g'))
$$;
"""
INDEX = """
CREATE INDEX event_words ON kernel_event USING gin (kernel_event_words(verb, actor_label, target_label, data));
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append")]
    operations = [
        migrations.RunSQL(WORDS + INDEX, "DROP INDEX event_words; DROP FUNCTION kernel_event_words;"),
    ]
