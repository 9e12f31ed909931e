"""Annotations, taken apart."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import attrs
import pytest

import sagemaker_train.models as m
from sagemaker_train.annotations import Parts, parts
from sagemaker_train.schema import Length, Pattern, Range

NAME = Annotated[str, Length(1, 63), Pattern("[a-z]*")]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, Parts(int)),
        (bool | None, Parts(bool)),
        (NAME, Parts(str, (Length(1, 63), Pattern("[a-z]*")))),
        (
            Annotated[NAME | None, Range(1)],
            Parts(str, (Range(1), Length(1, 63), Pattern("[a-z]*"))),
        ),
        (Sequence[NAME] | None, Parts(Sequence, item=NAME)),
        (
            Annotated[Mapping[str, NAME], Length(0, 5)] | None,
            Parts(Mapping, (Length(0, 5),), item=NAME, key=str),
        ),
        ("Tag", Parts(m.Tag)),
    ],
)
def test_an_annotation_is_its_kind_its_marks_and_what_it_holds(
    annotation: Any, expected: Parts
) -> None:
    """Marks are those of the value itself, outermost first, and ``None`` is left out."""
    assert parts(annotation, m.Tag) == expected


def test_a_mark_is_found_by_its_class() -> None:
    """There is one of each at most, or none."""
    found = parts(NAME, m.Tag)
    assert found.mark(Length) == Length(1, 63)
    assert found.mark(Range) is None


def test_a_class_that_contains_itself_is_found_in_its_own_module() -> None:
    """A quoted class inside of a list is the class of that name beside its owner."""
    listed = parts(attrs.fields(m.SearchExpression).sub_expressions.type, m.SearchExpression)
    assert listed.kind is Sequence
    assert parts(listed.item, m.SearchExpression) == Parts(m.SearchExpression)
