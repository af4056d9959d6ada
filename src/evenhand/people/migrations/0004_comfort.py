"""What somebody here chose to see less of."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_aliases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comfort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.BooleanField(default=False)),
                ('grey', models.BooleanField(default=False)),
                ('themes', models.JSONField(default=list)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='comfort', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'comfort',
            },
        ),
    ]
