"""
The differences between two requests.
"""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.builder.diff import Change, Diff, diff
from sagemaker_train.frozen import FrozenDict
from sagemaker_train.models.structures import RemoteDebugConfig


def job() -> TrainingJobBuilder:
    return (
        TrainingJobBuilder("a")
        .image("image:1")
        .hyperparameters({"lr": 0.1, "epochs": 3})
        .input("train", "s3://my-bucket/train/")
        .input("validation", "s3://my-bucket/validation/")
        .tags({"team": "vision", "cost": "42"})
    )


def test_a_diff_reads_like_what_was_done() -> None:
    """Each change is a line with its sign, path and values, in the order of the request."""
    after = (
        job()
        .hyperparameter("lr", 0.2)
        .image("image:2")
        .input("validation", "s3://my-bucket/other/")
        .without(hyperparameters=["epochs"], tags=["cost"])
        .tag("owner", "ann")
        .network_isolation()
    )
    assert str(diff(job(), after)).splitlines() == [
        "~ hyper_parameters.lr: '0.1' -> '0.2'",
        "- hyper_parameters.epochs: '3'",
        "~ algorithm_specification.training_image: 'image:1' -> 'image:2'",
        "~ input_data_config[validation].data_source.s3_data_source.s3_uri: "
        "'s3://my-bucket/validation/' -> 's3://my-bucket/other/'",
        "+ tags[owner]: 'ann'",
        "- tags[cost]: '42'",
        "+ enable_network_isolation: True",
    ]


def test_changes_are_data() -> None:
    """A change has path, before and after; None is what is not there."""
    changes = diff(job().request(), job().hyperparameter("lr", 0.2).remote_debug().request())
    assert list(changes) == [
        Change("hyper_parameters.lr", "0.1", "0.2"),
        Change("remote_debug_config.enable_remote_debug", None, True),
    ]


def test_items_are_matched_by_name() -> None:
    """Another order of channels is one change, and an inserted channel moves no other."""
    request = job().request()
    channels = request.input_data_config or ()
    turned = attrs.evolve(request, input_data_config=tuple(reversed(channels)))
    assert list(diff(request, turned)) == [
        Change("input_data_config (order)", ("train", "validation"), ("validation", "train"))
    ]
    first = TrainingJobBuilder("a").input("new", "s3://my-bucket/new/").request()
    more = attrs.evolve(request, input_data_config=(*(first.input_data_config or ()), *channels))
    assert {change.path.partition("]")[0] for change in diff(request, more)} == {
        "input_data_config[new"
    }


def test_items_of_the_same_name_are_kept_apart() -> None:
    """Two metrics of one name are both compared."""
    one = job().metric("loss", "a(.*)").metric("loss", "b(.*)")
    other = job().metric("loss", "a(.*)").metric("loss", "c(.*)")
    (change,) = diff(one, other)
    assert (change.before, change.after) == ("b(.*)", "c(.*)")
    assert diff(other, job().metric("loss", "a(.*)"))


def test_empty_is_not_absent() -> None:
    """An empty structure, list or mapping differs from none at all."""
    request = job().request()
    for member, value in {
        "remote_debug_config": RemoteDebugConfig(),
        "environment": FrozenDict[str, str](),
        "unknown_members": {"New": {}},
        "debug_rule_configurations": (),
    }.items():
        changed = attrs.evolve(request, **{member: value})  # type: ignore[arg-type]  # by name
        (change,) = diff(request, changed)
        assert change.path == ("New" if member == "unknown_members" else member)
        assert change.before is None


def test_unknown_members_are_compared() -> None:
    """Members newer than the library are part of the comparison, and null is something."""
    one = job().with_request(New={"Level": 1, "Flag": None})
    other = job().with_request(New={"Level": 2})
    assert str(diff(one, other)).splitlines() == [
        "~ New.Level: 1 -> 2",
        "- New.Flag: null",
    ]


SECRET = "".join(["hunter2", "Xq9", "Lm4"])


@pytest.mark.parametrize(
    "after",
    [
        job().env("DB_PASSWORD", SECRET),
        job().hyperparameter("db_password", SECRET),
        job().tag("password", SECRET),
        job().entrypoint(["login", "--password", SECRET]),
        job().debug_hook("s3://b/", parameters={"db_password": SECRET}),
        job().with_request(New=[{"db_password": SECRET}]),
        job().with_request(New={"db_password": SECRET}),
    ],
    ids=["environment", "hyperparameter", "tag", "entrypoint", "hook", "list", "mapping"],
)
def test_secrets_are_hidden_in_values_and_text(after: TrainingJobBuilder) -> None:
    """A suspected secret is neither in the text of a diff nor in its values."""
    changes = diff(job(), after)
    assert changes
    assert SECRET not in str(changes) + repr(changes)
    assert SECRET not in str(diff(after, job()))


TOKEN = "ghp_" + "q8Zk2LmW9vXc4TbN7RsDf5HjK3pY6wQe1AzB"


@pytest.mark.parametrize(
    "after",
    [
        job().env(TOKEN, "1"),
        job().hyperparameter(TOKEN, 1),
        job().tag(TOKEN, "1"),
        job().input(TOKEN, "s3://bucket/train/"),
        job().with_request(New={TOKEN: 1}),
        job().with_request(New=[{TOKEN: 1}]),
    ],
    ids=["environment", "hyperparameter", "tag", "channel", "mapping", "list"],
)
def test_secrets_are_hidden_in_names_too(after: TrainingJobBuilder) -> None:
    """Nor is a suspected secret in the path of a change, or in a name inside of its values."""
    for changes in (diff(job(), after), diff(after, job())):
        assert changes
        assert TOKEN not in str(changes) + repr(tuple(changes)) + changes._repr_html_()
    assert TOKEN not in repr(after) + repr(after.preview()) + str(after.preview())


def test_no_difference_says_so() -> None:
    """The diff of equal requests is empty, falsy and says so."""
    nothing = diff(job(), job())
    assert nothing == ()
    assert isinstance(nothing, Diff)
    assert repr(nothing) == str(nothing) == "no differences"


def test_only_requests_are_compared() -> None:
    """Anything else is a TypeError that names what was found."""
    with pytest.raises(TypeError, match="request must be CreateTrainingJobRequest, found dict"):
        diff({}, job())  # type: ignore[arg-type]  # what the test is about


names = st.sampled_from(["a", "b", "a, item 1"])
values = st.sampled_from(["x", "y"])
steps = st.lists(
    st.one_of(
        st.builds(lambda n, v: lambda j: j.hyperparameter(n, v), names, values),
        st.builds(lambda n, v: lambda j: j.tag(n, v), names, values),
        st.builds(lambda n, v: lambda j: j.metric(n, v), names, values),
        st.builds(lambda n, v: lambda j: j.input(n, f"s3://{v}/"), names, values),
        st.builds(lambda n, v: lambda j: j.placement(len(v), ultra_server=n), names, values),
        st.builds(lambda n, v: lambda j: j.instance_group(n, v), names, values),
        st.builds(lambda n, v: lambda j: j.debug_collection(n, {v: v}), names, values),
        st.builds(lambda v: lambda j: j.with_request(New=[v]), values),
        st.builds(lambda v: lambda j: j.entrypoint([v]), values),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(steps, steps)
def test_a_diff_is_empty_exactly_for_equal_requests(one: list[object], other: list[object]) -> None:
    """The diff of any two requests is empty if and only if they are equal."""
    jobs: list[TrainingJobBuilder] = []
    for chain in (one, other):
        made = TrainingJobBuilder("a")
        for step in chain:
            made = step(made)  # type: ignore[operator]  # a step takes a builder and gives one
        jobs.append(made)
    assert bool(diff(*jobs)) == (jobs[0] != jobs[1])
    assert {change.path for change in diff(*jobs)} == {
        change.path for change in diff(*reversed(jobs))
    }
