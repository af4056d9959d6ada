"""What pages mask in words that came by a form: offsets, empty until they were judged."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sanctions', '0007_linked_blocks'),
    ]

    operations = [
        migrations.AddField(
            model_name='appeal',
            name='masks',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
