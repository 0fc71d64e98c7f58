"""Indexes for who looks into the outbox: what was given up, and what one request has caused. Made while work goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('kernel', '0006_workers'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state__in', ['dead', 'dropped'])), fields=['state', 'finished_at'], name='outbox_given_up'),
        ),
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(models.Q(('state', 'pending'), _negated=True), models.Q(('cause', ''), _negated=True)), fields=['cause'], name='outbox_cause'),
        ),
    ]
