import django.db.models.deletion
import django.db.models.expressions
import evenhand.store.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('judgement', '0004_first_activation'),
    ]

    operations = [
        migrations.AlterField(
            model_name='policyactivation',
            name='number',
            field=models.PositiveIntegerField(unique=True),
        ),
        migrations.AlterField(
            model_name='policyactivation',
            name='assessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='judgement.assessorversion'),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=models.UniqueConstraint(fields=('number', 'assessor'), name='activation_number_key'),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous__isnull', True), ('replaced__isnull', True), ('sign_off__isnull', True)), models.Q(('number', django.db.models.expressions.CombinedExpression(models.F('previous'), '+', models.Value(1))), ('previous__gte', 1), ('previous__isnull', False), ('replaced__isnull', False), ('sign_off__isnull', False)), _connector='OR'), name='activation_first_or_signed'),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('assessor', 'policy_version'), name='activation_of_this_policy', to_columns=('id', 'policy_version_id'), to_table='judgement_assessorversion'),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('previous', 'replaced'), name='activation_follows_the_one_in_force', to_columns=('number', 'assessor_id'), to_table='judgement_policyactivation'),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=evenhand.store.constraints.CompositeForeignKey(fields=('sign_off', 'replaced', 'assessor'), name='activation_signed_from_the_one_in_force', to_columns=('id', 'before_id', 'after_id'), to_table='judgement_signoff'),
        ),
    ]
