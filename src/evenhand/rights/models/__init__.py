"""The tables of rights: holds, erasures, files that were written, and decisions to keep."""

from __future__ import annotations

from evenhand.rights.models.erasures import Erasure, OutputFile
from evenhand.rights.models.holds import Hold
from evenhand.rights.models.keeping import LegalDecision
from evenhand.rights.models.notices import Notice
from evenhand.rights.models.requests import Request, RequestItem

__all__ = ["Erasure", "Hold", "LegalDecision", "Notice", "OutputFile", "Request", "RequestItem"]
