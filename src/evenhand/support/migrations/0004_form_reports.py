"""Reports by the public form, and what their page tells in the end."""


import django.db.models.deletion
import django.utils.timezone
import evenhand.store.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_snoozes_and_rights'),
        ('channels', '0001_initial'),
        ('intake', '0005_erasable'),
        ('support', '0003_working_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=14, unique=True)),
                ('words', models.TextField(blank=True, default='')),
                ('link', models.CharField(blank=True, default='', max_length=1000)),
                ('state', models.CharField(choices=[('open', 'Find its comment'), ('found', 'The comment is found'), ('told', 'Its page tells the outcome'), ('closed', 'Closed: its comment was not found')], default='open', max_length=10)),
                ('how', models.CharField(blank=True, choices=[('', 'Not found'), ('link', 'By a link'), ('words', 'By its words'), ('author', "By its author's name"), ('person', 'By a person here')], default='', max_length=10)),
                ('score', models.FloatField(blank=True, null=True)),
                ('letter', models.TextField(blank=True, default='')),
                ('reasons', models.CharField(blank=True, default='', max_length=500)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_reports', to='cases.case')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_reports', to='channels.channel')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_reports_closed', to=settings.AUTH_USER_MODEL)),
                ('found', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_reports_of', to='intake.contribution')),
                ('outcome', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_reports_told', to='cases.decision')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='form_report_state_due')],
                'constraints': [evenhand.store.constraints.CompositeForeignKey(fields=('found', 'channel'), name='form_report_of_comment_on_channel', to_columns=('id', 'channel_id'), to_table='intake_contribution'), evenhand.store.constraints.CompositeForeignKey(fields=('outcome', 'found'), name='form_report_outcome_of_comment', to_columns=('id', 'contribution_id'), to_table='cases_decision'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('found__isnull', True), ('how', ''), ('state__in', ['open', 'closed'])), models.Q(('found__isnull', False), ('state__in', ['found', 'told']), models.Q(('how', ''), _negated=True)), _connector='OR'), name='form_report_found_somehow'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('ended_at__isnull', False), ('outcome__isnull', False), ('state', 'told')), models.Q(models.Q(('state', 'told'), _negated=True), ('outcome__isnull', True)), _connector='OR'), name='form_report_told_has_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'told'), _negated=True), models.Q(('letter', ''), _negated=True), _connector='OR'), name='form_report_told_has_letter'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', False), ('ended_at__isnull', False), ('state', 'closed'), models.Q(('reasons', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_by__isnull', True)), _connector='OR'), name='form_report_closed_has_reason')],
            },
        ),
    ]
