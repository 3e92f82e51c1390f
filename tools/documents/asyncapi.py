"""The AsyncAPI 3.0 description of what others publish and read, made from the words and the table of topics.

Payloads refer to the JSON Schemas in docs/schemas, so the two can't differ. ``commands`` and ``states`` are the hub's
own and left out.
"""

import inspect
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

from schemas import envelope
from schemas.commands import COMMANDS
from schemas.dead_letters import PREFIX, Death, Obituary, Origin
from schemas.facts import FACTS
from schemas.notices import NOTICES
from schemas.reference import ROW
from schemas.seals import SIGNATURE, LogSealed
from schemas.topics import DEAD_LETTERS, INBOX, REFERENCE, RESULTS, SEALS, TOPICS, WORK
from schemas.topics import FACTS as FACTS_TOPIC
from schemas.values import Value

Json = dict[str, Any]

_DEAD: Final = Obituary("", Origin("", 0, 0, 0), "", Death.DEFECT, "", 0)
"""Only to be asked for the names of its headers."""
_ABOUT: Final = """\
Applications filed at any window, decided where they belong. Every record is a CloudEvent 1.0 in Kafka's binary mode:
the value is the data, each attribute a `ce_` header. Inboxes also take the structured mode. Read `work`, `results` and
`facts` with `isolation.level=read_committed`; drop a record whose subject, `hub_number` and `ce_id` you have seen."""
_OF_CHANNEL: Final[Mapping[str, tuple[str, str, str]]] = {
    INBOX: ("inbox", "receive", "Commands of one endpoint. The topic proves the sender, its append time the receipt."),
    WORK: ("work", "send", "What the units of one endpoint have to handle, and what changes about it."),
    RESULTS: ("results", "send", "Receipts, answers, refusals and decisions for what one endpoint filed or did."),
    FACTS_TOPIC: ("facts", "send", "Everything that happened, numbered and chained per case; kept for ever."),
    REFERENCE: (
        "reference",
        "send",
        "Regions, units, items, routing, regimes and calendars, each row with its period.",
    ),
    SEALS: ("seals", "send", "Once an hour and partition of `facts`: how far it reaches and what is in it, signed."),
    DEAD_LETTERS: ("deadLetters", "send", "Records that died, as they came, with headers that say why."),
}


def described() -> str:
    """Give the document as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def document() -> Json:
    """Give the document."""
    messages = _messages()
    by_channel: dict[str, list[str]] = {
        INBOX: [ce_type for ce_type, command in COMMANDS.items() if not command.internal],
        WORK: [ce_type for ce_type in NOTICES if ce_type.startswith("cn.tongban.work.")],
        RESULTS: [ce_type for ce_type in NOTICES if not ce_type.startswith("cn.tongban.work.")],
        FACTS_TOPIC: list(FACTS),
        REFERENCE: ["reference-row"],
        SEALS: [LogSealed.ce_type],
        DEAD_LETTERS: ["dead-letter"],
    }
    return {
        "asyncapi": "3.0.0",
        "id": "urn:tongban:hub",
        "info": {
            "title": "全省通办 message hub",
            "version": version("tongban-hub"),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {_OF_CHANNEL[topic][0]: _channel(topic, names) for topic, names in by_channel.items()},
        "operations": {_OF_CHANNEL[topic][0]: _operation(topic) for topic in by_channel},
        "components": {
            "messages": {name: messages[name] for names in by_channel.values() for name in names},
            "schemas": _schemas(),
        },
    }


def _channel(topic: str, names: Iterable[str]) -> Json:
    row = next(row for row in TOPICS if row.name == topic)
    parameters: Json = {
        "endpoint": {"description": "A region (520122) or a unit with a system of its own (520100-water)."}
    }
    return {
        "address": f"{topic}{{endpoint}}" if row.per_endpoint else topic,
        "description": _OF_CHANNEL[topic][2],
        **({"parameters": parameters} if row.per_endpoint else {}),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {"bindingVersion": "0.5.0", **({"partitions": row.partitions} if row.partitions else {})}
        },
    }


def _operation(topic: str) -> Json:
    name, action, _ = _OF_CHANNEL[topic]
    return {"action": action, "channel": {"$ref": f"#/channels/{name}"}}


def _messages() -> dict[str, Json]:
    """Each word once; what the hub only tells itself is no message of this document."""
    told: dict[str, Json] = {}
    sealed = {LogSealed.ce_type: LogSealed}
    for words, headers in ((COMMANDS, "sent"), (FACTS, "fact"), (NOTICES, "notice"), (sealed, "seal")):
        told |= {ce_type: _message(ce_type, model, headers) for ce_type, model in words.items()}
    told["reference-row"] = _bare("reference-row", "One row; the key is kind/code/valid-from/revision.", "row", "none")
    told["dead-letter"] = _bare("dead-letter", "The record as it came.", "anything", "dead")
    return told


def _message(ce_type: str, model: type[Value], headers: str) -> Json:
    text = " ".join(inspect.cleandoc(vars(model).get("__doc__") or "").split())
    return {
        "name": ce_type,
        **({"summary": text} if text else {}),
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/{headers}-headers"},
        "payload": {"$ref": f"schemas/{ce_type}.json"},
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
    }


def _bare(name: str, summary: str, payload: str, headers: str) -> Json:
    told: Json = {"name": name, "summary": summary, "payload": {"$ref": f"#/components/schemas/{payload}"}}
    if headers != "none":
        told["headers"] = {"$ref": f"#/components/schemas/{headers}-headers"}
    return told


def _schemas() -> Json:
    rows = ROW.json_schema(ref_template="#/components/schemas/row-{model}")
    definitions = {f"row-{name}": schema for name, schema in rows.pop("$defs").items()}
    # a tool's hint, with its references in a place where no standard expects any
    rows.pop("discriminator")
    hub = {
        envelope.NUMBER: "number of the fact in its case, from 1",
        envelope.DIGEST: "over the digest before, type and bytes of the fact: SHA-256 in hex, or sm3: and SM3 in hex",
    }
    cause = {envelope.CAUSE: "the command that caused it: endpoint|ce_source|ce_id"}
    reference = {envelope.REFERENCE: "offset of `reference` that it was decided under"}
    dead = {name.removeprefix(PREFIX) for name, _ in _DEAD.headers(())}
    return {
        "sent-headers": _headers({}),
        "notice-headers": _headers(hub),
        "seal-headers": _headers({SIGNATURE: "Ed25519 (RFC 8032) over the value, base64"}),
        "fact-headers": _headers(hub | cause | reference),
        "dead-headers": {
            "type": "object",
            "description": "The original headers, and these.",
            "properties": {PREFIX + name: {"type": "string"} for name in sorted(dead)}
            | {f"{PREFIX}error": {"enum": [death.value for death in Death]}},
        },
        "anything": {"description": "Whatever was sent; its schema is that of `ce_type`, where it has one."},
        "row": rows,
        **definitions,
    }


def _headers(ours: Mapping[str, str]) -> Json:
    limits = {"ce_id": 64, "ce_source": 200, "ce_type": 64, "ce_subject": 64}
    optional = {"ce_time": 64, "ce_dataschema": 200, "traceparent": 200}
    texts = {name: {"type": "string", "maxLength": limit} for name, limit in (limits | optional).items()}
    return {
        "type": "object",
        "required": [*envelope.REQUIRED, *ours],
        "properties": {"ce_specversion": {"const": "1.0"}}
        | texts
        | {name: {"type": "string", "description": text} for name, text in ours.items()},
    }
