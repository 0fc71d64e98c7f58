"""Leases in a column without an index, room on each page for what is claimed there, and no index for patterns of keys.

A worker of the former version would take what a new one holds: let it end before new ones start.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('kernel', '0007_outbox_looked_into'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxmessage',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL("ALTER TABLE kernel_outbox SET (fillfactor = 40)", "ALTER TABLE kernel_outbox RESET (fillfactor)"),
        migrations.SeparateDatabaseAndState(
            # The constraint stays as it is.
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS kernel_outbox_key_bfe9b177_like",
                    "CREATE INDEX CONCURRENTLY kernel_outbox_key_bfe9b177_like ON kernel_outbox (key varchar_pattern_ops)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='outboxmessage',
                    name='key',
                    field=models.CharField(max_length=160, null=True),
                ),
                migrations.AddConstraint(
                    model_name='outboxmessage',
                    constraint=models.UniqueConstraint(fields=['key'], name='kernel_outbox_key_key'),
                ),
            ],
        ),
    ]
