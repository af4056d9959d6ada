"""What somebody here chooses to see less of: on a page of their own that no colleague opens."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.desk.access import needs, person
from evenhand.desk.forms import HouseForm
from evenhand.judgement.models import Guideline, PolicyActivation
from evenhand.people import comfort as chosen

UNPROCESSABLE = 422


class ComfortForm(HouseForm):
    """The choice."""

    step = "comfort"
    covers = forms.BooleanField(required=False)
    grey = forms.BooleanField(required=False)
    themes = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Choose from the guidelines in force. Reload the page."}
    )

    def __init__(self, *args: object, themes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]  # a choice field


@require_http_methods(["GET", "POST"])
@needs("see_queue")
def comfort(request: HttpRequest) -> HttpResponse:
    """The page, and what it sends."""
    user, themes = person(request), _themes()
    now = chosen.of(user)
    form = ComfortForm(
        initial={"covers": now.covers, "grey": now.grey, "themes": sorted(now.themes)},
        themes=themes,
    )
    status = 200
    if request.method == "POST":
        form, status = ComfortForm(request.POST, themes=themes), UNPROCESSABLE
        if form.is_valid():
            data = form.cleaned_data
            chosen.choose(user, covers=data["covers"], grey=data["grey"], themes=data["themes"])
            messages.success(request, "Kept. Only you see what you chose.")
            _warn(request, dict(themes), data["themes"])
            return redirect("desk:comfort")
    return render(request, "desk/comfort.html", {"here": "account", "form": form, "themes": themes}, status=status)


def _warn(request: HttpRequest, titles: dict[str, str], themes: list[str]) -> None:
    """Say where nobody is left to take a theme: work that everybody leaves would wait for ever."""
    for code in chosen.left_by_all(themes):
        messages.warning(
            request,
            f"Nobody takes ‘{titles[code]}’ any more: all leave it to others. Talk to whoever leads the team.",
        )


def _themes() -> list[tuple[str, str]]:
    latest = PolicyActivation.objects.order_by("-number").values("policy_version")[:1]
    rows = Guideline.objects.filter(policy_version__in=latest).exclude(code="none").order_by("position")
    return list(rows.values_list("code", "title"))
