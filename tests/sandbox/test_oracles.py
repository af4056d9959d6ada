"""The platforms' own descriptions as oracles: Google's discovery document and Meta's SDK know every field we send."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.resources import files
from typing import Any

import pytest
from tests.sandbox.helpers import Json, Sandbox

SCHEMAS: Json = json.loads(
    files("googleapiclient.discovery_cache").joinpath("documents/youtube.v3.json").read_text("utf-8")
)["schemas"]


def unknown(value: Any, schema: Json, where: str) -> list[str]:  # noqa: ANN401 -- any JSON
    """Keys and types that the discovery document does not have."""
    if "$ref" in schema:
        return unknown(value, SCHEMAS[schema["$ref"]], where)
    if schema.get("type") == "array":
        return [each for item in value for each in unknown(item, schema["items"], where)]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        extra = [f"{where}.{key}" for key in value if key not in known]
        inside = [unknown(each, known[key], f"{where}.{key}") for key, each in value.items() if key in known]
        return extra + [each for found in inside for each in found]
    wanted = {"string": str, "boolean": bool, "integer": int}.get(schema.get("type", ""))
    return [] if wanted is None or isinstance(value, wanted) else [f"{where}: {value!r} is no {schema['type']}"]


def test_youtube_sends_only_what_its_discovery_document_describes(sandbox: Sandbox) -> None:
    top = sandbox.publish("youtube")
    sandbox.publish("youtube", "below", parent=top)
    channel = sandbox.channels["youtube"]["external_id"]
    part = {"part": "snippet,replies,contentDetails,id"}
    answers = {
        "ChannelListResponse": sandbox.get("youtube", "channels", mine="true", **part),
        "PlaylistItemListResponse": sandbox.get("youtube", "playlistItems", playlistId=f"UU{channel[2:]}", **part),
        "CommentThreadListResponse": sandbox.get(
            "youtube", "commentThreads", videoId=sandbox.post_of("youtube"), **part
        ),
        "CommentListResponse": sandbox.get("youtube", "comments", parentId=top, **part),
    }
    for name, answer in answers.items():
        assert answer["items"]
        assert unknown(answer, {"$ref": name}, name) == []


def test_the_oracle_sees_what_is_wrong() -> None:
    assert unknown({"items": [{"id": 3, "colour": "red"}]}, {"$ref": "CommentListResponse"}, "list") == [
        "list.items.colour",
        "list.items.id: 3 is no string",
    ]


# the SDK's class → our platform, and the fields that its node is asked for
NODES = {
    "comment.Comment": (
        "facebook",
        (
            "id,message,created_time,from,is_hidden,is_private,can_hide,can_remove,can_comment,can_reply_privately,"
            "comment_count,like_count,permalink_url,parent,attachment,message_tags"
        ),
    ),
    "pagepost.PagePost": (
        "facebook",
        "id,message,created_time,from,permalink_url,status_type,is_hidden,is_published,story",
    ),
    "igcomment.IGComment": ("instagram", "id,text,timestamp,from,username,hidden,like_count,media,parent_id"),
    "igmedia.IGMedia": (
        "instagram",
        (
            "id,caption,timestamp,permalink,media_type,media_product_type,username,comments_count,like_count,"
            "is_comment_enabled"
        ),
    ),
}


@pytest.mark.filterwarnings("ignore")  # the SDK's own warnings are none of ours
@pytest.mark.parametrize("name", NODES)
def test_meta_s_sdk_knows_every_field_of_our_nodes(sandbox: Sandbox, name: str) -> None:
    module, _, kind = name.partition(".")
    known = vars(getattr(import_module(f"facebook_business.adobjects.{module}"), kind).Field)
    platform, asked = NODES[name]
    node = sandbox.publish(platform) if "comment" in module else sandbox.post_of(platform)
    answer = sandbox.get(platform, node, fields=asked)
    assert set(asked.split(",")) | set(answer) <= {value for each, value in known.items() if not each.startswith("_")}
    assert {"id", "permalink_url", "permalink", "text"} & set(answer)
