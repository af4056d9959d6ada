"""The library of approved answers: versions, words that somebody checked, and where each was used."""

import django.db.models.deletion
import django.utils.timezone
import evenhand.store.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_person_of_a_decision'),
        ('support', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('number', models.PositiveIntegerField(default=1)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_why', models.CharField(blank=True, default='', max_length=300)),
                ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers_retired', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AnswerText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('words', models.TextField()),
                ('checked', models.BooleanField()),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers_checked', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('topic', models.CharField(max_length=60)),
                ('asked', models.TextField(blank=True, default='')),
                ('owner', models.CharField(max_length=120)),
                ('source', models.URLField(max_length=500)),
                ('review_on', models.DateField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('why', models.CharField(blank=True, default='', max_length=300)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='support.answer')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer_versions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AnswerUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked', models.BooleanField(default=True)),
                ('review_on', models.DateField()),
                ('used_on', models.DateField()),
                ('changed', models.BooleanField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers_used', to='cases.decision')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='support.answertext')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='support.answerversion')),
            ],
        ),
        migrations.AddField(
            model_name='answertext',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='support.answerversion'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_why', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_why', ''), _negated=True)), _connector='OR'), name='answer_retired_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='answerversion',
            constraint=models.UniqueConstraint(fields=('answer', 'number'), name='answer_version_once'),
        ),
        migrations.AddConstraint(
            model_name='answerversion',
            constraint=models.UniqueConstraint(fields=('id', 'review_on'), name='answer_version_review_key'),
        ),
        migrations.AddConstraint(
            model_name='answerversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('topic', ''), _negated=True), models.Q(('owner', ''), _negated=True), ('source__startswith', 'https://')), name='answer_version_whole'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=models.UniqueConstraint(fields=('decision', 'text'), name='answer_use_once'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=models.CheckConstraint(condition=models.Q(('checked', True)), name='answer_use_checked'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=models.CheckConstraint(condition=models.Q(('used_on__lte', models.F('review_on'))), name='answer_use_before_review'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.UniqueConstraint(fields=('version', 'language'), name='answer_text_once'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.UniqueConstraint(fields=('id', 'version'), name='answer_text_version_key'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.UniqueConstraint(fields=('id', 'checked'), name='answer_text_checked_key'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='answer_text_has_words'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'cy'])), name='answer_text_language_known'),
        ),
        migrations.AddConstraint(
            model_name='answertext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked', False), ('checked_by__isnull', True)), models.Q(('checked', True), ('checked_by__isnull', False)), _connector='OR'), name='answer_text_checked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('text', 'version'), name='answer_use_of_version', to_columns=('id', 'version_id'), to_table='support_answertext'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('text', 'checked'), name='answer_use_of_checked', to_columns=('id', 'checked'), to_table='support_answertext'),
        ),
        migrations.AddConstraint(
            model_name='answeruse',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('version', 'review_on'), name='answer_use_of_review', to_columns=('id', 'review_on'), to_table='support_answerversion'),
        ),
    ]
