import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_chat_sharing_and_fingerprints'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='message',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='core.message'),
        ),
    ]
