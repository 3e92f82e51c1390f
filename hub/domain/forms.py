"""What is wrong with a filled-in form, or a document's content, by its JSON Schema, in words a clerk reads.

A field that is missing makes the application incomplete, which is a matter of correction (许可法 art. 32(4)); one that
nobody knows or that holds something else is the message's fault, and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from jsonschema_rs import Draft202012Validator, ValidationError

from schemas.reading import escaped
from schemas.reference import ContentSchema, FormSchema

_TYPES: Final[Mapping[str, str]] = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "array": "列表",
    "object": "分组",
}


class FormFault(NamedTuple):
    """One thing that is wrong: what kind, where (RFC 6901, into the form), the field's title, the rule in words."""

    kind: Literal["unknown", "invalid", "missing"]
    pointer: str
    field: str
    rule: str


class FormRules:
    """The rules of one form, or of what one type of document says, compiled once."""

    def __init__(self, row: FormSchema | ContentSchema) -> None:
        """Compile; the row was checked to be a schema when it was read."""
        self._schema = row.json_schema
        self._validator = Draft202012Validator(row.json_schema, validate_formats=True)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the form asks for."""
        return frozenset(self._schema.get("properties", ()))

    @property
    def required(self) -> frozenset[str]:
        """The fields that must be there, whatever else is."""
        return frozenset(self._schema.get("required", ()))

    def title_of(self, field: str) -> str | None:
        """Give what a field is called in Chinese; None where the form has no such field, or no name for it."""
        title: str | None = self._schema.get("properties", {}).get(field, {}).get("title")
        return title

    def allows(self, field: str, value: Any) -> bool:
        """Tell whether a field may hold the value, whatever else the form says."""
        return all(fault.kind == "missing" for fault in self.faults({field: value}))

    def faults(self, form: Mapping[str, Any]) -> tuple[FormFault, ...]:
        """Give everything that is wrong, in a fixed order: unknown fields, then invalid ones, then missing ones."""
        if self._validator.is_valid(form):
            return ()
        found = [fault for error in self._validator.iter_errors(form) for fault in self._read(error)]
        return tuple(sorted(set(found), key=lambda fault: (_ORDER[fault.kind], fault.pointer, fault.rule)))

    def _read(self, error: ValidationError) -> list[FormFault]:
        at, keyword, node = _pointer(error.instance_path), error.kind.name, self._node(error.schema_path[:-1])
        said = error.kind.as_dict()
        if keyword == "additionalProperties":
            return [FormFault("unknown", f"{at}/{escaped(name)}", name, "") for name in said["unexpected"]]
        if keyword == "required":
            name = said["property"]
            title = node.get("properties", {}).get(name, {}).get("title", name)
            return [FormFault("missing", f"{at}/{escaped(name)}", title, "")]
        title = node.get("title") or str(error.instance_path[-1] if error.instance_path else "表单")
        return [FormFault("invalid", at, title, _rule(keyword, node))]

    def _node(self, path: list[str | int]) -> Mapping[str, Any]:
        node: Any = self._schema
        for part in path:
            node = node[part]
        return node if isinstance(node, dict) else {}


def _pointer(path: list[str | int]) -> str:
    return "".join([f"/{escaped(part)}" for part in path])


def _rule(keyword: str, node: Mapping[str, Any]) -> str:
    words = _RULES.get(keyword)
    return words(node) if words else "不符合要求"


def _type(node: Mapping[str, Any]) -> str:
    types: list[str] = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return f"应为{'或'.join([_TYPES.get(one, one) for one in types])}"


def _pattern(node: Mapping[str, Any]) -> str:
    return f"应为{node['description']}" if "description" in node else "格式不符"


_ORDER: Final = {"unknown": 0, "invalid": 1, "missing": 2}
_RULES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "type": _type,
    "minLength": lambda node: f"至少{node['minLength']}个字",
    "maxLength": lambda node: f"不超过{node['maxLength']}个字",
    "minimum": lambda node: f"不得小于{node['minimum']}",
    "maximum": lambda node: f"不得大于{node['maximum']}",
    "exclusiveMinimum": lambda node: f"应大于{node['exclusiveMinimum']}",
    "exclusiveMaximum": lambda node: f"应小于{node['exclusiveMaximum']}",
    "multipleOf": lambda node: f"应为{node['multipleOf']}的倍数",
    "enum": lambda node: f"应为{'、'.join([str(value) for value in node['enum']])}之一",
    "const": lambda node: f"应为{node['const']}",
    "pattern": _pattern,
    "format": lambda node: "应为真实日期,如2026-11-23" if node["format"] == "date" else "格式不符",
    "minItems": lambda node: f"至少填写{node['minItems']}项",
    "maxItems": lambda node: f"最多填写{node['maxItems']}项",
    "uniqueItems": lambda _: "不能重复",
    "anyOf": lambda node: node.get("description", "不符合要求"),
}
"""What a keyword of JSON Schema says, in Chinese after the field's title."""
