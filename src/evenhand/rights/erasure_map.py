"""The erasure map: each column of the database that could hold a person's words or identity, and how it is erased.

A test reads every model and fails when a text, JSON or binary column is not on it. Whoever adds a column adds it here:
either to `erase` (by rule), or to `by_code` (with the function that does it), or to `nothing`, with the reason why
it holds nothing of the public.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.rights.rules import CODE, DIGEST, NUMBER, PLATFORM, STAFF, WORD, Erase, Table, nothing
from evenhand.store.marks import ERASED

LIBRARY = "an approved answer of the organisation, which it publishes"

BLANKING, TRACES, RETENTION = "rights.blanking", "rights.traces", "rights.retention"

_OTHERS = {
    "auth.Permission": Table(nothing=nothing(WORD, "name", "codename")),
    "auth.Group": Table(nothing=nothing(WORD, "name")),
    "contenttypes.ContentType": Table(nothing=nothing(WORD, "app_label", "model")),
    "sessions.Session": Table(nothing=nothing(STAFF, "session_key", "session_data")),
    "account.EmailAddress": Table(nothing=nothing(STAFF, "email")),
    "account.EmailConfirmation": Table(nothing=nothing(STAFF, "key")),
    "mfa.Authenticator": Table(nothing=nothing(STAFF, "type", "data")),
    "people.User": Table(
        nothing=nothing(STAFF, "password", "username", "first_name", "last_name", "email", "display_name")
    ),
    "people.Alias": Table(nothing=nothing(STAFF, "name")),
    "people.Comfort": Table(nothing=nothing(STAFF, "themes")),
    "people.DayKey": Table(nothing=nothing("a random key, gone with its day", "key")),
    "people.Visit": Table(nothing=nothing("a digest under a key that is gone with its day", "digest", "purpose")),
}

_RECORD = {
    "records.Entry": Table(
        nothing=nothing("ids, digests, codes and figures; what is personal is the entry's content", "facts")
        | nothing(NUMBER, "subject", "actor", "kind")
        | nothing("a digest with a salt that goes with the content", "content_digest"),
    ),
    "records.Content": Table(by_code={"body": "records.erase_content", "salt": "records.erase_content"}),
    "records.Batch": Table(nothing=nothing("the seal", "previous", "key", "head", "signature")),
    "records.SealedEntry": Table(nothing=nothing("the seal", "entry_hash")),
    "records.Evidence": Table(nothing=nothing("the salted digest of its entry", "digest")),
}

_WORK = {
    "work.Lane": Table(nothing=nothing(NUMBER, "name", "lease_owner") | nothing(WORD, "pause_reason")),
    "work.Task": Table(
        by_code={"payload": TRACES},
        nothing=nothing(NUMBER, "name", "key", "state", "ended_by") | nothing(CODE, "last_error"),
    ),
    "work.Sweep": Table(nothing=nothing(NUMBER, "name", "lease_owner") | nothing(CODE, "last_error")),
    "channels.Channel": Table(
        nothing=nothing(
            "the organisation's own account",
            *("platform", "external_id", "page_id", "name", "base_url", "api_version", "settings", "mode"),
            "credentials",
        )
        | nothing(CODE, "state", "state_code")
    ),
    "channels.EnterprisePlan": Table(nothing=nothing(STAFF, "confirmed_by", "document", "recorded_by")),
    "channels.Health": Table(nothing=nothing(CODE, "operation", "state", "code")),
    "channels.Alarm": Table(nothing=nothing(CODE, "kind", "code", "told_code")),
    "channels.Subscription": Table(
        nothing=nothing("our own address, and the platform's number of it", "url", "external_id")
        | nothing(CODE, "state", "code")
    ),
    "channels.TokenLife": Table(nothing=nothing(CODE, "code", "scopes")),
    "channels.Limit": Table(
        nothing=nothing("the organisation's own account, and its limit's name", "account", "bucket")
    ),
}

_INTAKE = {
    "intake.Author": Table(
        (Erase({"handle": "", "display_name": ""}, author="pk", reasons=True),), {"external_id": BLANKING}
    ),
    "intake.Post": Table(
        nothing=nothing("what the organisation published", "text", "permalink", "kind", "purpose")
        | nothing(PLATFORM, "external_id")
        | nothing(STAFF, "featured")
    ),
    "intake.Disposition": Table(nothing=nothing(WORD, "state", "reason")),
    "intake.Contribution": Table(
        (Erase({"permalink": ""}, of="pk", author="author", reasons=True),),
        {"external_id": BLANKING, "parent_external_id": BLANKING, "thread_external_id": BLANKING},
        nothing(WORD, "kind", "platform_state"),
    ),
    "intake.EarlierId": Table((Erase({"external_id": None}, of="contribution", whole=True, reasons=True),)),
    "intake.ErasedId": Table(nothing=nothing("a keyed digest, there so that it is not stored again", "digest")),
    "intake.Version": Table((), {"text": BLANKING, "digest": BLANKING}, nothing(WORD, "change")),
    "intake.Delivery": Table(
        by_code={"body": TRACES, "external_id": TRACES, "likeness": TRACES},
        nothing=nothing(WORD, "platform", "source", "state", "reason")
        | nothing("over a whole payload with its ids and times: nobody can find it by trying", "digest"),
    ),
    "intake.Refusal": Table(nothing=nothing(WORD, "platform")),
    "intake.Cursor": Table(nothing=nothing(PLATFORM, "stream") | nothing("the platform's own page mark", "value")),
}

_JUDGEMENT = {
    "judgement.PolicyVersion": Table(
        nothing=nothing("the policy, which is published", "name", "digest", "source", "guidelines_url")
    ),
    "judgement.Guideline": Table(nothing=nothing("the policy, which is published", "code", "title", "track", "nature")),
    "judgement.AutomaticHide": Table(nothing=nothing(WORD, "platform")),
    # ClaimSeen and Correction hold keys alone.
    "judgement.FalseClaim": Table(
        nothing=nothing("the organisation's register", "code", "claim", "correction", "source")
        | nothing(STAFF, "owner")
    ),
    "judgement.Incident": Table(nothing=nothing(STAFF, "why") | nothing(WORD, "state", "answers")),
    "judgement.Assessment": Table(
        (Erase({"signals": []}, of="version__contribution"),),
        {"findings": BLANKING},
        nothing(WORD, "model_versions", "outcome", "automatic", "language", "intents"),
    ),
    "judgement.LookAlikeGroup": Table(by_code={"minhash": BLANKING}),
    "judgement.LookAlikeBand": Table(by_code={"key": BLANKING}),
    "judgement.LookAlike": Table((Erase({"exact": None}, of="version__contribution", whole=True),)),
    "judgement.AssessorVersion": Table(nothing=nothing(DIGEST, "model_versions", "models_digest")),
    "judgement.GoldenItem": Table(nothing=nothing(WORD, "outcome", "guidelines", "reason")),
    "judgement.GoldenOutcome": Table(nothing=nothing(WORD, "item", "outcome", "guidelines", "automatic")),
    "judgement.Comparison": Table(nothing=nothing(DIGEST, "state", "golden_digest", "digest")),
    "judgement.Flip": Table(
        nothing=nothing(
            WORD,
            *("item", "change", "before_outcome", "after_outcome", "before_guidelines", "after_guidelines"),
            *("before_automatic", "after_automatic"),
        )
    ),
    "judgement.Opening": Table(nothing=nothing(DIGEST, "digest")),
    "judgement.UseDecision": Table(nothing=nothing("the organisation's own ground", "ground", "use")),
    "judgement.SignOff": Table(nothing=nothing(DIGEST, "digest")),
}

_CASES = {
    "cases.Case": Table(
        (
            Erase({"why": []}, of="contribution", reasons=True),
            Erase({"outcome_reason": ERASED}, of="contribution", reasons=True),
        ),
        nothing=nothing(WORD, "kind", "state", "outcome"),
    ),
    "cases.WatchedCase": Table(
        nothing=nothing(
            "a court case that is heard in public, taken off the list when it ends", "title", "court", "why"
        )
        | nothing("the names that the court published; needed while the case is heard", "names")
    ),
    "cases.Pause": Table((Erase({"reason": ERASED}, of="case__contribution", reasons=True),)),
    "cases.Snooze": Table((Erase({"reason": ERASED}, of="case__contribution", reasons=True),)),
    "cases.Bulk": Table(
        nothing=nothing(WORD, "what") | nothing(NUMBER, "key") | nothing("why many were hidden at once", "reason")
    ),
    "cases.Decision": Table(
        (
            Erase({"facts": ERASED}, of="contribution", reasons=True),
            Erase({"texts": {}}, of="contribution", reasons=True),
        ),
        nothing=nothing(WORD, "contribution_kind", "verdict", "measures", "actor") | nothing(NUMBER, "key"),
    ),
    "actions.Action": Table(
        (
            Erase({"text": ERASED}, of="contribution", reasons=True),
            Erase({"reason": ""}, of="contribution", reasons=True),
        ),
        nothing=nothing(WORD, "contribution_kind", "operation", "means", "letter", "actor", "state", "seen")
        | nothing(NUMBER, "key")
        | nothing(PLATFORM, "result_external_id"),
    ),
    "actions.Attempt": Table(nothing=nothing(CODE, "outcome", "code")),
    "actions.Closing": Table(nothing=nothing(WORD, "state", "seen") | nothing(STAFF, "reason", "refused_why", "note")),
    "actions.ManualTask": Table(
        (Erase({"link": "", "steps": [], "note": ""}, of="action__contribution", reasons=True),),
        nothing=nothing(WORD, "state"),
    ),
}

_OF_APPEAL: tuple[dict[str, object], ...] = (
    {"words": ""},
    {"handle": "", "link": ""},
    {"masks": {}},
    {"reasons": ERASED},
    {"letter": ERASED},
)

_SANCTIONS = {
    "sanctions.Appeal": Table(
        tuple(Erase(columns, of=path, reasons=True) for path in ("contribution", "message") for columns in _OF_APPEAL),
        nothing=nothing(NUMBER, "reference")
        | nothing(WORD, "way", "how", "verdict", "first_actor", "state", "outcome_verdict", "repeats_state"),
    ),
    "sanctions.Confirmation": Table(
        (Erase({"reason": ERASED}, of="contribution", reasons=True),), nothing=nothing(WORD, "characteristic")
    ),
    "sanctions.DiscriminationGround": Table(nothing=nothing(WORD, "track", "verdict", "characteristic")),
    "sanctions.Strike": Table(nothing=nothing(WORD, "nature", "verdict", "actor")),
    "sanctions.Warning": Table(
        (Erase({"reason": ""}, author="author", reasons=True),),
        nothing=nothing(WORD, "nature", "state", "means")
        | nothing("the policy, which is published", "guidelines_link"),
    ),
    "sanctions.LadderGround": Table(nothing=nothing(WORD, "nature")),
    "sanctions.ThreatGround": Table(
        (Erase({"reason": ERASED}, of="contribution", reasons=True),), nothing=nothing(WORD, "code", "verdict")
    ),
    "sanctions.SamePerson": Table(
        tuple(
            Erase({"evidence": ERASED, "ended_why": ERASED}, author=one, reasons=True) for one in ("first", "second")
        ),
        nothing=nothing(WORD, "how"),
    ),
    "sanctions.LinkedGround": Table(nothing=nothing(WORD, "origin_ground")),
    "sanctions.Block": Table(nothing=nothing(WORD, "ground", "state")),
    "sanctions.Reference": Table(nothing=nothing(NUMBER, "number")),
    "sanctions.Statement": Table(nothing=nothing(WORD, "language")),
    "sanctions.StatementEdit": Table(
        (Erase({"words": ERASED}, of="statement__decision__contribution", reasons=True),),
    ),
}

_REST = {
    "support.AutomaticText": Table(
        (Erase({"words": ERASED}, of="message", reasons=True),),
        nothing=nothing(WORD, "message_kind", "letter", "language"),
    ),
    "support.MemberReport": Table(nothing=nothing(WORD, "message_kind", "state", "how")),
    "support.FormReport": Table(
        (
            Erase({"words": "", "link": "", "masks": {}}, of="found", reasons=True),
            Erase({"letter": ERASED}, of="found", reasons=True),
        ),
        {"reasons": RETENTION},  # written only where no comment was found, so no author leads to it
        nothing=nothing(NUMBER, "reference") | nothing(WORD, "state", "how"),
    ),
    "support.Answer": Table(nothing=nothing(LIBRARY, "code", "retired_why")),
    "support.AnswerVersion": Table(
        nothing=nothing(LIBRARY, "title", "topic", "asked", "source", "why") | nothing(STAFF, "owner")
    ),
    "support.AnswerText": Table(nothing=nothing(LIBRARY, "words") | nothing(WORD, "language")),
    "care.Advice": Table((Erase({"words": ERASED}, of="case__contribution", reasons=True),)),
    "care.HandOver": Table((Erase({"note": ERASED}, of="case__contribution", reasons=True),)),
    "care.FollowUp": Table((Erase({"note": ERASED}, of="case__contribution", reasons=True),)),
    "care.Outcome": Table(
        (
            Erase({"words": ERASED}, of="case__contribution", reasons=True),
            Erase({"told": ERASED}, of="case__contribution", reasons=True),
        ),
        nothing=nothing(WORD, "kind", "done"),
    ),
    "support.Note": Table(
        (Erase({"words": ERASED}, of="case__contribution", reasons=True),), nothing=nothing(WORD, "kind")
    ),
    "care.Featured": Table(
        nothing=nothing(
            "somebody whom the organisation shows, and who asked to be looked after: taken out at the desk",
            *("name", "aliases", "languages", "contact_name", "contact_email"),
        )
    ),
    "care.Aimed": Table(nothing=nothing(WORD, "kind")),
    "care.Welfare": Table(nothing=nothing(WORD, "state") | nothing(CODE, "code")),
    "care.Alert": Table(nothing=nothing(WORD, "way", "state") | nothing(CODE, "code")),
    "rights.Hold": Table(
        (
            Erase({"why": ERASED, "lifted_why": ERASED}, author="author", reasons=True),
            Erase({"why": ERASED, "lifted_why": ERASED}, of="case__contribution", reasons=True),
        ),
    ),
    "rights.Notice": Table(
        (
            Erase(
                {"complainant": ERASED, "contact": ERASED, "words": ERASED, "why": ERASED},
                of="contribution",
                reasons=True,
            ),
        ),
    ),
    "rights.Request": Table(
        (Erase({"why_refused": ERASED}, author="author", reasons=True),),
        nothing=nothing(NUMBER, "reference", "digest") | nothing(WORD, "kind", "state"),
    ),
    "rights.RequestItem": Table(
        (Erase({"redactions": []}, of="contribution", reasons=True),), nothing=nothing(WORD, "withheld")
    ),
    "rights.Erasure": Table(
        nothing=nothing("a keyed digest", "digest")
        | nothing(WORD, "why", "state", "counts")
        | nothing(NUMBER, "reference")
    ),
    "rights.OutputFile": Table(
        nothing=nothing("where a file of ours stands; the file goes", "path", "kind", "why_gone")
    ),
    "insights.Draw": Table(nothing=nothing("chance, and figures", "seed", "counts")),
    "insights.SecondReview": Table(
        (Erase({"reason": ERASED}, of="contribution", reasons=True),),
        nothing=nothing(WORD, "kind", "first_guideline", "first_actor", "guideline"),
    ),
    "rights.LegalDecision": Table(nothing=nothing("the organisation's own ground", "ground")),
}

ERASURE_MAP: Mapping[str, Table] = {
    **_OTHERS,
    **_RECORD,
    **_WORK,
    **_INTAKE,
    **_JUDGEMENT,
    **_CASES,
    **_SANCTIONS,
    **_REST,
}
"""By the name of the model."""
