"""Requests for what is kept: taken in, gathered, read item by item, and released as a stream, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.channels.models import Channel
from evenhand.desk.access import needs, person
from evenhand.desk.forms import HouseForm
from evenhand.desk.request_forms import FoiForm, ItemForm, RefusalForm, SarForm
from evenhand.rights import bundles, erasing
from evenhand.rights.models import Request, RequestItem

PAGE = 20
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@needs("handle_rights")
def requests(request: HttpRequest) -> HttpResponse:
    """Every request, those that wait first, the most urgent of them on top; and the forms to take one in."""
    return _list(request)


@require_POST
@needs("handle_rights")
def take_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a request in."""
    form: HouseForm = SarForm(request.POST) if kind == Request.Kind.SAR else FoiForm(request.POST)
    if form.is_valid():
        try:
            made = bundles.receive(person(request), _asked(form))
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, f"It is on record, due on {made.due_on:%-d %B %Y}, and is being gathered.")
            return redirect("desk:request", made.pk)
    return _list(request, form, kind, UNPROCESSABLE)


@require_safe
@needs("handle_rights")
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: how far it is, and its items to read."""
    return _page(request, get_object_or_404(Request, pk=request_id))


@require_POST
@needs("handle_rights")
def item(request: HttpRequest, request_id: int, item_id: int) -> HttpResponse:
    """What a person says of an item that they have read."""
    row = get_object_or_404(Request, pk=request_id)
    found, form = get_object_or_404(RequestItem, pk=item_id, request=row), ItemForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        return _step(
            request,
            row,
            form,
            lambda: bundles.read(
                found,
                person(request),
                take_out=told["take_out"],
                give_back=told["give_back"],
                withheld=told["withheld"],
            ),
            "Read.",
            found,
        )
    return _page(request, row, form, UNPROCESSABLE, found)


@require_POST
@needs("handle_rights")
def release(request: HttpRequest, request_id: int) -> HttpResponse:
    """Release it."""
    row = get_object_or_404(Request, pk=request_id)
    return _step(
        request, row, RefusalForm(), lambda: bundles.release(row, person(request)), "Released. Download it below."
    )


@require_POST
@needs("handle_rights")
def refuse(request: HttpRequest, request_id: int) -> HttpResponse:
    """Refuse it."""
    row, form = get_object_or_404(Request, pk=request_id), RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, UNPROCESSABLE)
    return _step(request, row, form, lambda: bundles.refuse(row, person(request), form.cleaned_data["why"]), "Refused.")


@require_safe
@needs("handle_rights")
def bundle(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """The released bundle, line by line, as it went out; what is still kept of it only to whoever asks for that."""
    row = get_object_or_404(Request, pk=request_id, state=Request.State.RELEASED)
    digest = bundles.digest_of(row)
    if digest != row.digest and "still" not in request.GET:
        return _page(request, row, status=CONFLICT, changed=True)
    bundles.note_download(row, person(request), digest)

    def stream() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"  # spreadsheets take it for another alphabet otherwise
        for line in bundles.lines(row):
            yield line.encode("utf-8")

    answer = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bundle-{row.pk}.csv"'
    return answer


def _asked(form: HouseForm) -> bundles.Asked:
    told = dict(form.cleaned_data)
    channel = Channel.objects.filter(pk=told.pop("channel") or 0).first()
    if "author" not in told:
        return bundles.Asked(channel=channel, **told)
    if channel is None:
        raise RefusedError("Choose the channel on which they wrote.", "channel")
    try:
        told["author"] = erasing.find(channel, told["author"])
    except RefusedError as error:
        raise RefusedError(str(error), "author") from error
    return bundles.Asked(channel=channel, **told)


def _step(  # noqa: PLR0913, PLR0917 (one for each thing that the answer shows)
    request: HttpRequest,
    row: Request,
    form: HouseForm,
    step: Callable[[], object],
    said: str,
    about: RequestItem | None = None,
) -> HttpResponse:
    try:
        step()
    except RefusedError as error:
        if not form.is_bound:
            messages.error(request, str(error))
            return redirect("desk:request", row.pk)
        form.refuse(error)
        return _page(request, row, form, CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE, about)
    messages.success(request, said)
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isdigit() else ""
    return redirect(f"{reverse('desk:request', args=[row.pk])}{query}")


def _list(request: HttpRequest, form: HouseForm | None = None, kind: str = "", status: int = 200) -> HttpResponse:
    rows = Request.objects.select_related("channel", "entered_by").order_by("ended_at", "due_on", "pk")
    place = {
        "here": "requests",
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "channels": Channel.objects.order_by("platform", "name"),
        "today": timezone.localdate(),
        "form": form,
        "kind": kind,
    }
    return render(request, "desk/requests.html", place, status=status)


def _page(  # noqa: PLR0913 (one for each thing that the page shows)
    request: HttpRequest,
    row: Request,
    form: HouseForm | None = None,
    status: int = 200,
    about: RequestItem | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    items = row.items.select_related("contribution__channel", "version", "read_by").order_by("pk")
    page = Paginator(items, PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    place = {
        "here": "requests",
        "row": row,
        "page": page,
        "items": [(one, bundles.outgoing(one)) for one in page.object_list],
        "unread": row.items.filter(read_by=None).count(),
        "withheld": RequestItem.Withheld.choices,
        "today": timezone.localdate(),
        "form": form,
        "about": about.pk if about else 0,
        "changed": changed,
    }
    return render(request, "desk/request.html", place, status=status)
