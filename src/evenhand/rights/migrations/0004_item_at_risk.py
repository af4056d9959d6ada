from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0003_requests")]

    operations = [
        migrations.AddField(
            model_name="requestitem",
            name="at_risk",
            field=models.BooleanField(default=False),
        ),
    ]
