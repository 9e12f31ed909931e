"""
The words that generated code is written in: marks, open enums, models and operations.

A *mark* states a limit (``Length``, ``Range``, ``Pattern``) inside ``Annotated``; it checks nothing
by itself. ``sagemaker_train.checks`` reads the marks when a request is about to leave. Answers of
the service share these types and are never rejected for what the service chose to send.
"""

# Annotations are real here, as in generated code: ``freeze`` reads the type of each field.

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, cast

import attrs

from sagemaker_train.frozen import FrozenDict, freeze


class Length(NamedTuple):
    """
    How many characters, items or entries; ``maximum`` is ``None`` where there is no limit.
    """

    minimum: int = 0
    maximum: int | None = None


class Range(NamedTuple):
    """
    The smallest and the largest number allowed; ``None`` where there is no limit.
    """

    minimum: float | None = None
    maximum: float | None = None


class Pattern(NamedTuple):
    r"""
    A regular expression that the whole string matches.

    ``published`` is the form in the service model, in Java's syntax, which people find in AWS's
    documentation. Where Python reads that differently (``.``, ``\p{...}``), ``translated`` is the
    form to match with.
    """

    published: str
    translated: str = ""

    @property
    def expression(self) -> str:
        """
        The form for Python's ``re.fullmatch`` with ``re.ASCII``.
        """
        return self.translated or self.published


class OpenEnum(StrEnum):
    """
    An enum that also takes values which it does not list.

    AWS adds values all the time. A value unknown to this version becomes a member-like object that
    compares, hashes, prints, pickles and serialises as its string; it is not part of the
    iteration over the class and ``is_known`` tells it apart.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """
        Whether this version of the library lists the value.
        """
        return self._value_ in type(self)._value2member_map_


EnumT = TypeVar("EnumT", bound=OpenEnum)


def member_of(enum: type[EnumT], value: object) -> EnumT:
    """
    Turn a string into a member of an open enum.

    What is no string stays as it is, so that the check of the whole request reports it with its
    path instead of a constructor failing on its own.
    """
    return enum(value) if isinstance(value, str) else cast("EnumT", value)


class InstanceType(OpenEnum):
    """
    An enum of instance types, whose names say what they are: ``ml.p4d.24xlarge``.
    """

    @property
    def family(self) -> str:
        """
        The instance family: ``p4d`` of ``ml.p4d.24xlarge``; empty for a name of another form.
        """
        return self._parts()[0]

    @property
    def size(self) -> str:
        """
        The size within the family: ``24xlarge`` of ``ml.p4d.24xlarge``; empty for another form.
        """
        return self._parts()[1]

    def _parts(self) -> tuple[str, str]:
        prefix, _, rest = self.value.partition(".")
        family, _, size = rest.partition(".")
        return (family, size) if prefix == "ml" and family and size else ("", "")


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=freeze)
class Model:
    """
    What every generated structure is: a frozen value whose fields are ``None`` when absent.

    Change one with ``attrs.evolve(model, field=...)``. Members that the service sent and that this
    version does not know are kept in ``unknown_members`` (wire form) and go back out with the
    rest. ``repr`` shows the fields that are set, with suspected secrets hidden.
    """

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {}

    unknown_members: Mapping[str, Any] = FrozenDict()
    """Members unknown to this version, by AWS name, as JSON values."""

    # Written once here rather than generated for each class, which would double the time that
    # importing a hundred classes takes.

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(
            getattr(self, f.name) == getattr(other, f.name) for f in attrs.fields(type(self))
        )

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, f.name) for f in attrs.fields(type(self)))))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={text}" for name, text in shown_fields(self))
        return f"{type(self).__name__}({shown})"

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()


def shown_fields(model: Model) -> list[tuple[str, str]]:
    """
    The fields of a model that are set, as attribute name and text with secrets hidden.
    """
    from sagemaker_train.checks.secrets import mask

    values: dict[str, object] = {
        field.name: getattr(model, field.name) for field in attrs.fields(type(model))
    }
    if not model.unknown_members:
        del values["unknown_members"]
    values = {name: value for name, value in values.items() if value is not None}
    pair_name = values.get("key")
    texts: list[tuple[str, str]] = []
    for name, value in values.items():
        if name == "value" and isinstance(pair_name, str) and isinstance(value, str):
            texts.append((name, repr(mask(pair_name, value))))
        else:
            texts.append((name, _shown(None, value)))
    return texts


def _shown(name: str | None, value: object) -> str:
    from sagemaker_train.checks.secrets import mask, mask_words

    match value:
        case OpenEnum():
            return repr(value.value)
        case str():
            return repr(mask(name, value))
        case Mapping():
            entries = cast("Mapping[object, object]", value).items()
            shown = (f"{_shown(None, key)}: {_shown(str(key), item)}" for key, item in entries)
            return "{" + ", ".join(shown) + "}"
        case list() | tuple():
            items = cast("Sequence[object]", value)
            if items and all(isinstance(item, str) for item in items):
                return repr(mask_words(cast("Sequence[str]", items)))
            return "[" + ", ".join(_shown(name, item) for item in items) + "]"
        case _:
            return repr(value)


class Service(NamedTuple):
    """
    An AWS service as the wire knows it.
    """

    name: str
    """The name in endpoints and environment variables: ``sagemaker``."""
    service_id: str
    """botocore's ``serviceId``, of which ``AWS_ENDPOINT_URL_<ID>`` is made: ``CloudWatch Logs``."""
    signing_name: str
    """The service in the scope of a signature."""
    target_prefix: str
    """What stands before the operation in ``X-Amz-Target``."""
    json_version: str
    """The version of AWS JSON in ``Content-Type``."""


class ErrorShape(NamedTuple):
    """
    An error that the service model declares.
    """

    code: str
    status: int
    """The HTTP status that goes with it."""
    documentation: str


class Pages(NamedTuple):
    """
    How an operation hands out its results page by page (attribute names).
    """

    token: str
    """The member that carries the token, in the request and in the answer."""
    next_token: str
    limit: str
    """The member of the request that sets the size of a page."""
    items: str
    """The member of the answer that holds the results."""


RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")


@attrs.frozen(kw_only=True)
class Operation(Generic[RequestT, ResponseT]):
    """
    One operation of a service: how it is named on the wire, what it takes, what it gives back.
    """

    name: str
    service: Service
    _input: Callable[[], type[RequestT]] = attrs.field(alias="input")
    """Gives the class of the request, imported when it is first needed."""
    output: Callable[[], type[ResponseT]]
    """Gives the class of the answer, imported when it is first needed; ``NoneType`` for none."""
    errors: tuple[ErrorShape, ...] = ()
    promised: tuple[str, ...] = ()
    """Members (attribute names) without which an answer is no answer."""
    pages: Pages | None = None

    @property
    def input(self) -> type[RequestT]:
        """
        The class of the request.
        """
        return self._input()

    @property
    def target(self) -> str:
        """
        The value of ``X-Amz-Target``.
        """
        return f"{self.service.target_prefix}.{self.name}"
