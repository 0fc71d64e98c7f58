import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_entries_unwatched'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mention',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='mentions', to='core.message'),
        ),
    ]
