"""Two people may be hounded in one case: once each."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0003_people_featured")]

    operations = [
        migrations.AlterField(
            model_name="hounding",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="houndings", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="hounding",
            constraint=models.UniqueConstraint(fields=("case", "featured"), name="hounding_once"),
        ),
    ]
