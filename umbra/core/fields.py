"""From pydantic's findings to the family's InvalidInput, in words for a person."""

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

_WORDS = {
    "missing": "Is required.",
    "extra_forbidden": "Is not a field of this.",
    "string_type": "Must be text.",
    "bool_type": "Must be true or false.",
    "bool_parsing": "Must be true or false.",
    "int_type": "Must be a whole number.",
    "int_parsing": "Must be a whole number.",
    "list_type": "Must be a list.",
    "json_invalid": "Is not valid JSON.",
    "union_tag_not_found": "Is required.",
}
_WITH_VALUES = {
    "greater_than_equal": "Must be at least {ge:g}.",
    "less_than_equal": "Must be at most {le:g}.",
    "union_tag_invalid": "Must be one of {expected_tags}.",
    "literal_error": "Must be one of {expected}.",
    "enum": "Must be one of {expected}.",
}
_FAMILIES = (
    ("date_", "Must be a date that exists, like 2026-02-28."),
    ("time_", "Must be a time of day, like 09:30."),
    (
        "datetime_",
        "Must be an instant with its offset, like 2026-02-28T09:30:00+01:00.",
    ),
    (
        "timezone_",
        "Must be an instant with its offset, like 2026-02-28T09:30:00+01:00.",
    ),
    ("uuid_", "Must be an id."),
)


class Body(BaseModel):
    """What a caller may send: unknown fields are refused, read-only ones ignored.

    Ignored so that what was fetched can be put back. A subclass names further
    read-only fields in `_read_only`.
    """

    model_config = ConfigDict(extra="forbid")
    _read_only: ClassVar[frozenset[str]] = READ_ONLY

    @model_validator(mode="before")
    @classmethod
    def _leave_out_read_only(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if key not in cls._read_only}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, with the read-only fields named as such."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).setdefault("properties", {})
        for name in sorted(cls._read_only):
            properties.setdefault(name, {"readOnly": True})
        return schema


class Patch(Body):
    """A merge patch (RFC 7396): only what is named changes, null goes back to the default.

    Where null is a value of its own, it is that value.
    """

    @model_validator(mode="before")
    @classmethod
    def _put_defaults_for_null(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {
            name: cls.model_fields[name].get_default(call_default_factory=True)
            if value is None and name in cls.model_fields and not _may_be_null(cls, name)
            else value
            for name, value in data.items()
        }

    def named(self) -> dict[str, Any]:
        """The changes, by field."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _may_be_null(model: type[BaseModel], field: str) -> bool:
    return type(None) in get_args(model.model_fields[field].annotation)


def validated(model: type[T], values: Mapping[str, Any]) -> T:
    """`values` as `model`, or InvalidInput with a sentence a field."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from None


def invalid_input(problems: Iterable[Any]) -> InvalidInput:
    """pydantic's error list as InvalidInput; locations become dotted names."""
    return InvalidInput(
        FieldError(".".join(str(part) for part in problem["loc"]), _sentence(problem))
        for problem in problems
    )


def _sentence(problem: Mapping[str, Any]) -> str:
    kind = str(problem["type"])
    if kind == "value_error":
        return str(problem["msg"]).removeprefix("Value error, ")
    if kind in _WORDS:
        return _WORDS[kind]
    for prefix, words in _FAMILIES:
        if kind.startswith(prefix):
            return words
    if kind in _WITH_VALUES:
        return _WITH_VALUES[kind].format_map(problem["ctx"])
    return f"{problem['msg']}."
