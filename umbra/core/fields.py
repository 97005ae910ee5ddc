"""Request bodies (pydantic), and their validation errors as InvalidInput with plain messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from umbra.core.errors import FieldError, InvalidInput

T = TypeVar("T", bound=BaseModel)

READ_ONLY = frozenset({"id", "version", "created_at", "updated_at"})

_MESSAGES = {
    "missing": "Is required.",
    "extra_forbidden": "Is not a known field.",
    "string_type": "Must be text.",
    "bool_type": "Must be true or false.",
    "bool_parsing": "Must be true or false.",
    "int_type": "Must be a whole number.",
    "int_parsing": "Must be a whole number.",
    "list_type": "Must be a list.",
    "json_invalid": "Is not valid JSON.",
    "union_tag_not_found": "Is required.",
}
_MESSAGES_WITH_VALUES = {
    "greater_than_equal": "Must be at least {ge:g}.",
    "less_than_equal": "Must be at most {le:g}.",
    "union_tag_invalid": "Must be one of {expected_tags}.",
    "literal_error": "Must be one of {expected}.",
    "enum": "Must be one of {expected}.",
}
_MESSAGES_BY_PREFIX = (
    ("date_", "Must be a date that exists, like 2026-02-28."),
    ("time_", "Must be a time of day, like 09:30."),
    (
        "datetime_",
        "Must be a date and time with a UTC offset, like 2026-02-28T09:30:00+01:00.",
    ),
    (
        "timezone_",
        "Must be a date and time with a UTC offset, like 2026-02-28T09:30:00+01:00.",
    ),
    ("uuid_", "Must be an id."),
)


class Body(BaseModel):
    """A request body: unknown fields are refused, read-only fields are ignored.

    Read-only fields are ignored so that a fetched resource can be sent back as it is. A
    subclass names further read-only fields in `_read_only`.
    """

    model_config = ConfigDict(extra="forbid")
    _read_only: ClassVar[frozenset[str]] = READ_ONLY

    @model_validator(mode="before")
    @classmethod
    def _drop_read_only(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if key not in cls._read_only}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The JSON schema, with the read-only fields marked `readOnly`."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).setdefault("properties", {})
        for name in sorted(cls._read_only):
            properties.setdefault(name, {"readOnly": True})
        return schema


class Patch(Body):
    """A merge patch (RFC 7396): only the named fields change, null resets one to its default.

    For a nullable field, null is an ordinary value.
    """

    @model_validator(mode="before")
    @classmethod
    def _replace_null_by_default(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {
            name: cls.model_fields[name].get_default(call_default_factory=True)
            if value is None and name in cls.model_fields and not _is_nullable(cls, name)
            else value
            for name, value in data.items()
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, with null for each field that has a default to go back to."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name in cls.model_fields.keys() & properties.keys():
            if not _is_nullable(cls, name) and _takes_null(cls, name):
                properties[name] = {"anyOf": [properties[name], {"type": "null"}]}
        return schema

    def named(self) -> dict[str, Any]:
        """The fields that the caller sent, with their values."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _takes_null(model: type[BaseModel], field: str) -> bool:
    """Whether null is accepted for a field, because its default is valid."""
    try:
        model.model_validate({field: None})
    except ValidationError:
        return False
    return True


def _is_nullable(model: type[BaseModel], field: str) -> bool:
    return type(None) in get_args(model.model_fields[field].annotation)


def validated(model: type[T], values: Mapping[str, Any]) -> T:
    """`values` as `model`. Raises InvalidInput with one message per invalid field."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from None


def invalid_input(problems: Iterable[Any]) -> InvalidInput:
    """pydantic's error list as InvalidInput; locations become dotted field names."""
    return InvalidInput(
        FieldError(".".join(str(part) for part in problem["loc"]), _message(problem))
        for problem in problems
    )


def _message(problem: Mapping[str, Any]) -> str:
    kind = str(problem["type"])
    if kind == "value_error":
        return str(problem["msg"]).removeprefix("Value error, ")
    if kind in _MESSAGES:
        return _MESSAGES[kind]
    for prefix, message in _MESSAGES_BY_PREFIX:
        if kind.startswith(prefix):
            return message
    if kind in _MESSAGES_WITH_VALUES:
        return _MESSAGES_WITH_VALUES[kind].format_map(problem["ctx"])
    return f"{problem['msg']}."
