"""The Content-Security-Policy of every page: nothing but our own files, nothing inline, nothing evaluated.

Kept in one module, so that the move from django-csp to Django's own middleware touches nothing else.
"""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

DIRECTIVES: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "manifest-src": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
}

CONTENT_SECURITY_POLICY: dict[str, Any] = {"DIRECTIVES": DIRECTIVES}

HTMX_CONFIG: dict[str, bool] = {
    "allowEval": False,  # htmx would otherwise build functions from attribute texts
    "includeIndicatorStyles": False,  # an inline <style>, which the policy refuses; ours stand in evenhand.css
    "allowScriptTags": False,  # a fragment never brings a script with it
    "selfRequestsOnly": True,
    "historyCacheEnabled": False,  # nothing that a person read stays in the browser's storage
}
"""What pages tell htmx in a meta tag (`desk/templates/base.html`)."""
