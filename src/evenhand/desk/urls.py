"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenhand.desk.views import (
    appeals,
    case,
    channels,
    dead_letters,
    home,
    notices,
    policy,
    questions,
    queue,
    sanctions,
    statements,
    tasks,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("questions/", questions.questions, name="questions"),
    path("cases/<int:case_id>/", case.case, name="case"),
    path("cases/<int:case_id>/progress/", case.progress, name="progress"),
    path("cases/<int:case_id>/take/", queue.take, name="take"),
    path("cases/<int:case_id>/release/", queue.release, name="release"),
    path("cases/<int:case_id>/decide/", case.decide, name="decide"),
    path("cases/<int:case_id>/answer/", case.answer, name="answer"),
    path("cases/<int:case_id>/appeal/", case.appeal, name="appeal"),
    path("cases/<int:case_id>/find/", case.find, name="find"),
    path("cases/<int:case_id>/by-hand/", case.by_hand, name="by_hand"),
    path("cases/<int:case_id>/pause/", case.pause, name="pause"),
    path("cases/<int:case_id>/resume/", case.resume, name="resume"),
    path("cases/<int:case_id>/confirm/", case.confirm, name="confirm"),
    path("cases/<int:case_id>/block/", case.block, name="block"),
    path("cases/<int:case_id>/emergency/", case.emergency, name="emergency"),
    path("cases/<int:case_id>/notice/", notices.notice, name="notice"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/figures/", appeals.figures, name="appeal_figures"),
    path("appeals/figures.csv", appeals.figures_csv, name="appeal_figures_csv"),
    path("appeals/<int:appeal_id>/", appeals.appeal, name="appeal_to_find"),
    path("appeals/<int:appeal_id>/find/", appeals.find, name="appeal_found"),
    path("appeals/<int:appeal_id>/close/", appeals.close, name="appeal_closed"),
    path("decisions/<int:decision_id>/statement/", statements.statement, name="statement"),
    path("decisions/<int:decision_id>/statement/keep/", statements.keep, name="statement_keep"),
    path("confirmations/", sanctions.confirmations, name="confirmations"),
    path("blocks/", sanctions.blocks, name="blocks"),
    path("threats/<int:ground_id>/confirm/", sanctions.threat, name="threat"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.finish, name="task"),
    path("stuck/", dead_letters.dead_letters, name="dead_letters"),
    path("stuck/<int:task_id>/retry/", dead_letters.retry, name="retry"),
    path("stuck/<int:task_id>/skip/", dead_letters.skip, name="skip"),
    path("policy/", policy.comparisons, name="policy"),
    path("policy/<int:comparison_id>/", policy.comparison, name="comparison"),
    path("policy/<int:comparison_id>/sign/", policy.sign, name="sign"),
    path("policy/<int:comparison_id>/in-force/", policy.put_in_force, name="comparison_in_force"),
    path("channels/", channels.channels, name="channels"),
    path("channels/not-understood/", channels.not_understood, name="not_understood"),
]
