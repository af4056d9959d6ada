"""An open case has a due time, and a closed question its outcome (promise 9): held by the table from here on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_due_times'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'due_at'], name='cases_case_state_61f58a_idx'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['kind', 'opened_at'], name='cases_case_kind_8999a6_idx'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'closed'), ('due_at__isnull', False), _connector='OR'), name='case_open_has_due_time'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'question'), _negated=True), ('state', 'open'), ('outcome', 'answered'), models.Q(('outcome__in', ['redirected', 'closed']), models.Q(('outcome_reason', ''), _negated=True)), _connector='OR'), name='case_question_has_outcome'),
        ),
    ]
