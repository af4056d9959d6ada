"""Every case gets a due time. Cases from before get theirs as if it had been set when they opened.

Questions that a decision closed before outcomes were held say so. The constraints come in a migration of their own:
PostgreSQL alters no table in the transaction that changed its rows.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from evenhand.cases.due import due_at


def give_due_times(apps, schema_editor):
    case = apps.get_model("cases", "Case")
    for row in case.objects.filter(due_at__isnull=True).order_by("pk").iterator():
        row.due_at = due_at(row.kind, row.opened_at)
        row.save(update_fields=["due_at"])
    questions = case.objects.filter(kind="question", state="closed").exclude(outcome="answered")
    unexplained = questions.exclude(outcome__in=["redirected", "closed"]) | questions.filter(outcome_reason="")
    for row in unexplained.order_by("pk"):
        row.outcome_reason = row.outcome_reason or f"Closed before each question had to have an outcome ({row.outcome})."
        row.outcome = "redirected" if row.outcome == "redirected" else "closed"
        row.save(update_fields=["outcome", "outcome_reason"])


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='pause_has_reason'),
                    models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='pause_ends_after_its_start'),
                ],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='pause',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='cases.case'),
        ),
        migrations.AddField(
            model_name='pause',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='pause_one_at_a_time'),
        ),
        migrations.RunPython(give_due_times, migrations.RunPython.noop),
    ]
