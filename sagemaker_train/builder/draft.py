"""
The request in progress that a builder holds, and how its methods change it.

A draft is an ordinary request in which required members may still be ``None``. The check of the
whole request reports those together with everything else, so no method here judges a limit; only
what a request could not hold at all (another Python type) is refused at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, cast

import attrs

from sagemaker_train.arguments import described as described, expect as expect
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.display.page import Page

ModelT = TypeVar("ModelT", bound=Model)
ItemT = TypeVar("ItemT")


class Draft:
    """
    A frozen value that holds one request; every change makes another value of the same class.
    """

    __slots__ = ("_request",)
    _request: CreateTrainingJobRequest

    def request(self) -> CreateTrainingJobRequest:
        """
        Give the request as it stands, without checking it.

        Required members that nothing was said about are ``None``.
        """
        return self._request

    @classmethod
    def _holding(cls, request: CreateTrainingJobRequest) -> Self:
        made = cls.__new__(cls)
        object.__setattr__(made, "_request", request)
        return made

    def _with(self, **members: Any) -> Self:
        """
        The same draft with these members of the request replaced.
        """
        return self._holding(attrs.evolve(self._request, **members))

    def _revised(self, member: str, cls: type[Model], **members: Any) -> Self:
        """
        The same draft with these members of one structure replaced; made if it is not there.
        """
        return self._with(**{member: revised(getattr(self._request, member), cls, **members)})

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a builder is immutable; cannot set {name!r}: call its methods")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a builder is immutable; cannot delete {name!r}: call its methods")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Draft) or type(other) is not type(self):
            return NotImplemented
        return self._request == other._request

    def __hash__(self) -> int:
        return hash((type(self), self._request))

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[CreateTrainingJobRequest]]:
        return self._holding, (self._request,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.from_request({self._request!r})"

    def __page__(self) -> Page:
        from sagemaker_train.display.requests import request_page

        return request_page(self._request)

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()


def drafted(cls: type[ModelT], **members: Any) -> ModelT:
    """
    A model of which required members may be missing: they are ``None``.
    """
    absent: dict[str, Any] = {
        field.name: None for field in attrs.fields(cls) if field.default is attrs.NOTHING
    }
    return cls(**(absent | members))


def revised(part: ModelT | None, cls: type[ModelT], **members: Any) -> ModelT:
    """
    The structure with these members replaced; made if it is not there.
    """
    return drafted(cls, **members) if part is None else attrs.evolve(part, **members)


def possibly(member: ItemT) -> ItemT | None:
    """
    A required member as it is in a draft: it may be missing, though its type does not say so.
    """
    return member


def given(**members: Any) -> dict[str, Any]:
    """
    The members that were given; what was left out stays as it was.
    """
    return {name: value for name, value in members.items() if value is not None}


def added(
    items: Iterable[ItemT] | None, item: ItemT, key: Callable[[ItemT], object]
) -> tuple[ItemT, ...]:
    """
    The items and one more, which takes the place of an earlier one with the same key.
    """
    made = list(items or ())
    for position, other in enumerate(made):
        if key(other) == key(item):
            made[position] = item
            break
    else:
        made.append(item)
    return tuple(made)


# What people pass


def seconds(argument: str, value: object) -> int:
    """
    The seconds of the duration that an argument has.

    Raises:
        TypeError: It is neither a ``timedelta`` nor an ``int``.
        ValueError: It has a fraction of a second, which the API cannot express.
    """
    if not isinstance(value, timedelta):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(
                f"{argument} must be a timedelta or a whole number of seconds, "
                f"found {type(value).__name__}"
            )
        return value
    whole, fraction = divmod(value, timedelta(seconds=1))
    if fraction:
        raise ValueError(f"{argument} must be a whole number of seconds, found {value}")
    return whole


def words(argument: str, values: object) -> tuple[str, ...] | None:
    """
    The strings of the list or tuple that an argument has; ``None`` for ``None``.

    Raises:
        TypeError: It is neither list nor tuple, or holds something other than strings.
    """
    if values is None:
        return None
    expect(list | tuple, **{argument: values})
    listed = cast("list[object] | tuple[object, ...]", values)
    for position, value in enumerate(listed):
        if not isinstance(value, str):
            raise TypeError(f"{argument}[{position}] must be a string, found {described(value)}")
    return cast("tuple[str, ...]", tuple(listed))


def settings(argument: str, values: object) -> dict[str, str] | None:
    """
    The strings of the mapping that an argument has; ``None`` for ``None``.

    Raises:
        TypeError: It is no mapping, or a key or value is not a string.
    """
    if values is None:
        return None
    expect(Mapping, **{argument: values})
    made: dict[str, str] = {}
    for key, value in cast("Mapping[object, object]", values).items():
        if not isinstance(key, str):
            raise TypeError(f"{argument}: every key must be a string, found {described(key)}")
        if not isinstance(value, str):
            raise TypeError(f"{argument}[{key!r}] must be a string, found {described(value)}")
        made[key] = value
    return made
