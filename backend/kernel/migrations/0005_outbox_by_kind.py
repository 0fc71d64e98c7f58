"""Indexes are made while work goes on; until it is replaced, the former version claims without the one that is dropped."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('kernel', '0004_causes_mailboxes_jobs'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['kind', 'priority', 'available_at'], name='outbox_due'),
        ),
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('recipient', ''), _negated=True), fields=['recipient', 'finished_at'], name='outbox_mailbox'),
        ),
        RemoveIndexConcurrently(
            model_name='outboxmessage',
            name='outbox_next',
        ),
    ]
