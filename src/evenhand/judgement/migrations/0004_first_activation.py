"""What is in force on a database from before promise 11 becomes its first activation.

Such a database holds one, as its installation made it. More than one could not be told apart from changes that
nobody signed, so the migration stops there and says so.
"""

from django.db import migrations

from evenhand.assess.versions import models_digest
from evenhand.signals.registry import standard


def first(apps, editor):
    activations = apps.get_model("judgement", "PolicyActivation").objects.using(editor.connection.alias)
    if activations.count() > 1:
        raise RuntimeError(
            "This database put several policy versions in force before Evenhand kept signatures for that, so the "
            "history cannot be kept as signed. Nothing was changed. Export the record (`evenhand record export`), "
            "and start a new database."
        )
    versions = standard().versions()
    for row in activations.all():
        assessors = apps.get_model("judgement", "AssessorVersion").objects.using(editor.connection.alias)
        row.assessor = assessors.create(
            policy_version_id=row.policy_version_id, model_versions=versions, models_digest=models_digest(versions)
        )
        row.number = 1
        row.save()


class Migration(migrations.Migration):

    dependencies = [("judgement", "0003_compared_and_signed")]

    operations = [migrations.RunPython(first, migrations.RunPython.noop)]
