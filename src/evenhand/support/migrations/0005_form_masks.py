"""What pages mask in words that came by a form: offsets, empty until they were judged."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support', '0004_form_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='formreport',
            name='masks',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
