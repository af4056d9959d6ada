"""Cases can be put off; rights requests, complaints and concerns are kinds of case with clocks of their own."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_block_review'),
        ('intake', '0004_not_understood_in_lists'),
        ('judgement', '0005_activation_signed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_question_has_outcome',
        ),
        migrations.AlterField(
            model_name='case',
            name='kind',
            field=models.CharField(choices=[('review', 'Review'), ('question', 'Question'), ('member_report', 'Report from a member of the public'), ('safeguarding', 'Safeguarding'), ('confirmation', 'Second confirmation'), ('block_approval', 'Approval of a block'), ('block_review', 'Review of a block'), ('appeal', 'Appeal'), ('legal', 'Legal'), ('foi', 'Freedom of information request'), ('subject_access', 'Data rights request'), ('complaint', 'Complaint'), ('whistleblowing', 'Whistleblowing')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('question', 'foi', 'subject_access', 'complaint', 'whistleblowing')), _negated=True), ('state', 'open'), ('outcome', 'answered'), models.Q(('outcome__in', ['redirected', 'closed']), models.Q(('outcome_reason', ''), _negated=True)), _connector='OR'), name='case_question_has_outcome'),
        ),
        migrations.AddField(
            model_name='snooze',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snoozes', to='cases.case'),
        ),
        migrations.AddField(
            model_name='snooze',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snoozes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='snooze_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('started_at'))), name='snooze_ends_after_its_start'),
        ),
    ]
