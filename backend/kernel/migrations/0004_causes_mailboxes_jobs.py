"""Expands only: new columns have defaults in the database, so that the former version goes on writing rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0003_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('worker', models.CharField(max_length=80)),
                ('outcome', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], max_length=8)),
                ('error', models.CharField(db_default='', default='', max_length=200)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('succeeded_at', models.DateTimeField(null=True)),
                ('held_until', models.DateTimeField(null=True)),
                ('milliseconds', models.IntegerField(null=True)),
                ('runs', models.BigIntegerField(db_default=0, default=0)),
                ('failures', models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                'db_table': 'kernel_job',
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254, unique=True)),
                ('reason', models.CharField(max_length=500)),
                ('message_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'kernel_suppression',
            },
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='cause',
            field=models.CharField(db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='recipient',
            field=models.CharField(db_default='', default='', max_length=254),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='state',
            field=models.CharField(choices=[('pending', 'Pending'), ('done', 'Done'), ('dead', 'Dead'), ('dropped', 'Dropped')], default='pending', max_length=8),
        ),
    ]
