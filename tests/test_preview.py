"""
The preview of a request: body, summary, cost, needs.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sagemaker_train import display
from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.builder.cost import span
from sagemaker_train.builder.draft import drafted
from sagemaker_train.builder.needs import Need, NeedKind
from sagemaker_train.builder.preview import preview
from sagemaker_train.models.structures import Channel, StoppingCondition
from sagemaker_train.transport.codec import dumps, to_wire

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist:1"
ROLE = "arn:aws:iam::123456789012:role/training"
PLAN = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/june"
MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/nova"
DATA_SET = "arn:aws:sagemaker:us-east-1:123456789012:hub-content/my-hub/DataSet/dialogs"
SECRET = "".join(["hunter2", "Xq9", "Lm4"])


def job() -> TrainingJobBuilder:
    return (
        TrainingJobBuilder("mnist-1")
        .image(IMAGE)
        .role(ROLE)
        .input("train", "s3://data-bucket/mnist/", content_type="text/csv")
        .output("s3://model-bucket/models/")
        .instances("ml.m5.xlarge", count=2, volume_gb=30)
        .max_runtime(timedelta(hours=1))
    )


def test_the_body_is_what_is_sent() -> None:
    """The body is byte for byte what the transport sends, secrets included."""
    made = job().env("DB_PASSWORD", SECRET).with_request(New={"Level": 1})
    body = made.preview().body
    assert body == dumps(to_wire(made.request()))
    assert json.loads(body)["Environment"] == {"DB_PASSWORD": SECRET}


def test_everything_printed_hides_secrets() -> None:
    """A suspected secret is in no text of a preview."""
    made = (
        job()
        .env("DB_PASSWORD", SECRET)
        .hyperparameter("db_password", SECRET)
        .tag("password", SECRET)
        .entrypoint(["train", "--password", SECRET])
    )
    shown = made.preview()
    assert SECRET not in shown.summary + str(shown) + repr(shown)
    assert shown.summary.count("<hidden") == 4


@pytest.mark.parametrize("before", ["https://", "s3://", ""])
def test_needs_are_printed_without_secrets(before: str) -> None:
    """A login in an address, and a key that is a secret, are in no text of a need."""
    token = "".join(["ghp_", "Zk3vR8sQ1xW5nB7mT2yL9cJ4hF6gD0pAeUi1"])
    image = f"https://user:{SECRET}@registry/train"
    made = (
        job()
        .image(image)
        .hyperparameters({token: "s3://one/", "data": f"{before}user:{SECRET}@two.s3.x.com/a"})
    )
    needs = made.preview().needs
    told = f"{needs} {' '.join(map(str, needs))} {made.preview()}"
    assert SECRET not in told
    assert token not in told
    assert needs[0] == Need(NeedKind.BUCKET, "one", (f"hyper_parameters.{token}",))
    assert Need(NeedKind.IMAGE, image, ("algorithm_specification.training_image",)) in needs


def test_the_summary_tells_the_job() -> None:
    """The summary has what the chain said, one thing to a line."""
    made = (
        job()
        .spot(max_wait=timedelta(hours=3))
        .checkpoint("s3://model-bucket/checkpoints/")
        .hyperparameter("lr", 0.1)
        .vpc(subnets=["subnet-1"], security_groups=["sg-1"])
    )
    assert made.preview().summary.splitlines() == [
        "Job              mnist-1",
        f"Runs             {IMAGE} · File mode",
        f"Role             {ROLE}",
        "Reads            train: s3://data-bucket/mnist/ · text/csv",
        "Writes           s3://model-bucket/models/",
        "Checkpoints      s3://model-bucket/checkpoints/",
        "Instances        2 × ml.m5.xlarge, 30 GB each",  # times
        "Limits           runs at most 1 h, with waiting at most 3 h",
        "Network          subnet-1, sg-1",
        "Options          managed spot training",
        "Hyperparameters  lr = 0.1",
    ]


def test_the_summary_says_what_the_view_of_the_request_says() -> None:
    """Each fact of a request is written once, and both show it in the same words."""
    made = job().instance_group("big", "ml.p3.2xlarge").warm_pool(600).max_pending(1800)
    view = " ".join(display.show(made).text(200).split())
    for line in made.preview().summary.splitlines()[1:]:
        assert line.partition("  ")[2].strip() in view


def test_the_summary_shortens_nothing() -> None:
    """A value is told in full, however long."""
    key = "a/" * 400
    assert f"s3://bucket/{key}" in job().output(f"s3://bucket/{key}").preview().summary


def test_the_summary_of_less_usual_jobs() -> None:
    """Groups, preferences, file systems, data sets and serverless jobs are told as well."""
    groups = job().instance_group("big", "ml.p3.2xlarge").warm_pool(600).max_pending(1800)
    summary = groups.preview().summary
    assert "Instances  big: 1 × ml.p3.2xlarge, 30 GB each" in summary  # times
    assert "Instances  then kept warm for 10 min" in summary
    wishes = job().instance_preference("ml.p3.2xlarge").with_request(New={})
    summary = wishes.preview().summary
    assert "prefers ? × ml.p3.2xlarge, 30 GB each" in summary  # times
    assert "And        New" in summary
    mixed = (
        TrainingJobBuilder("tune")
        .serverless(MODEL, job_type="Evaluation", evaluation="BenchmarkEvaluation")
        .input_file_system("a", "fs-01234567", "/data", kind="EFS")
        .input_dataset("b", DATA_SET)
    )
    summary = mixed.preview().summary
    for word in ("Evaluation", "BenchmarkEvaluation", MODEL):
        assert f"Runs   {word}\n" in summary
    assert "Reads  a: fs-01234567:/data" in summary
    assert f"Reads  b: {DATA_SET}" in summary


def test_a_draft_can_be_previewed() -> None:
    """Nothing said yet is no error: it is left out, costs what nobody knows, needs nothing."""
    shown = TrainingJobBuilder("a").preview()
    assert shown.summary == "Job  a"
    assert shown.cost.billable_instance_seconds is None
    assert shown.needs == ()
    assert str(shown).endswith("needs nothing")
    empty = drafted(Channel, channel_name="train")
    told = TrainingJobBuilder("a").with_request(input_data_config=[empty]).preview()
    assert "Reads  train: (no source)" in told.summary
    assert told.needs == ()
    bare = TrainingJobBuilder("a").encrypt(output_key="k").metric("a", "b").preview()
    assert bare.summary == "Job  a"


# Cost


def test_the_most_is_runtime_times_instances() -> None:
    """Training can cost the maximum runtime on each instance."""
    cost = job().preview().cost
    assert cost.billable_instance_seconds == 2 * 3600
    assert [str(item) for item in cost.items] == ["training: 2 x ml.m5.xlarge for at most 1:00:00"]
    assert str(cost).startswith("7,200 billable instance-seconds (2.0 instance-hours)")


def test_without_a_limit_the_default_of_a_day_counts() -> None:
    """A job without maximum runtime counts as one day, and the notes say so."""
    cost = job().with_request(stopping_condition=None).preview().cost
    assert cost.billable_instance_seconds == 2 * 86_400
    assert "default of 1 day" in cost.notes[0]


def test_spot_and_retries_add_nothing() -> None:
    """Waiting for spot capacity and further attempts are within the same number, and noted."""
    cost = job().spot(max_wait=timedelta(days=2)).retries(5).preview().cost
    assert cost.billable_instance_seconds == 2 * 3600
    assert "maximum wait" in cost.notes[0]
    assert "all attempts together" in cost.notes[1]


def test_groups_warm_pool_and_rules_are_added() -> None:
    """Every group counts; the warm pool and rules with instances of their own come on top."""
    cost = (
        job()
        .instance_group("a", "ml.p3.2xlarge", 1)
        .instance_group("b", "ml.m5.xlarge", 3)
        .warm_pool(timedelta(minutes=10))
        .debug_rule("free", "image")
        .profiler_rule("own", "image", instance_type="ml.t3.medium")
        .preview()
        .cost
    )
    assert [(item.what, item.instance_type, item.instance_seconds) for item in cost.items] == [
        ("training", "ml.p3.2xlarge", 3600),
        ("training", "ml.m5.xlarge", 3 * 3600),
        ("warm pool", "ml.p3.2xlarge", 600),
        ("warm pool", "ml.m5.xlarge", 3 * 600),
        ("rule own", "ml.t3.medium", 3600),
    ]
    assert cost.billable_instance_seconds == 4 * 3600 + 4 * 600 + 3600


def test_of_preferences_the_largest_counts() -> None:
    """One preference will be chosen, so the one with the most instances is the bound."""
    wishes = (
        job().instance_preference("ml.p5.48xlarge", 1).instance_preference("ml.p4d.24xlarge", 4)
    )
    cost = wishes.preview().cost
    assert cost.billable_instance_seconds == 4 * 3600
    assert cost.items[0].instance_type == "ml.p4d.24xlarge"
    shared = job().instance_preference("ml.p5.48xlarge", training_plan=PLAN).instance_count(2)
    assert shared.preview().cost.billable_instance_seconds == 2 * 3600
    assert any("training plan" in note for note in shared.preview().cost.notes)


@pytest.mark.parametrize(
    "unclear",
    [
        job().with_request(resource_config=None),
        TrainingJobBuilder("a").volume(30),
        job().instance_preference("ml.p5.48xlarge"),
        job().instances("ml.m5.xlarge", 0),
        job().serverless(MODEL),
    ],
    ids=["nothing", "only a volume", "no count", "count 0", "serverless"],
)
def test_what_nobody_knows_is_said_to_be_unknown(unclear: TrainingJobBuilder) -> None:
    """Without instances, or without servers, there is no number but a reason."""
    cost = unclear.preview().cost
    assert cost.billable_instance_seconds is None
    assert cost.notes
    assert str(cost).startswith("unknown\n")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00:00"), (3661, "1:01:01"), (86_400, "1 day 0:00:00"), (180_000, "2 days 2:00:00")],
)
def test_spans_are_written_for_people(seconds: int, text: str) -> None:
    """A time is written as days and a clock."""
    assert span(seconds) == text


# Needs


def test_needs_are_listed_once_with_every_place() -> None:
    """Everything that has to exist is listed by kind, with all the paths that name it."""
    made = (
        job()
        .hyperparameter(
            "sagemaker_submit_directory", "s3://code-bucket/source.tar.gz", codec="json"
        )
        .profiler(interval_ms=500)
        .input("more", "s3://data-bucket/more/", hub_content=MODEL)
        .input_file_system("fs", "fs-01234567", "/data", kind="EFS")
        .input_dataset("set", DATA_SET)
        .private_registry(credentials_lambda="arn:aws:lambda:us-east-1:123456789012:function:f")
        .encrypt(volume_key="volume-key", output_key="alias/models")
        .training_plan(PLAN)
        .placement(1, ultra_server="u-1")
        .vpc(subnets=["subnet-1"], security_groups=["sg-1"])
        .debug_rule("r", "rules-image", s3_uri="https://rule-bucket.s3.us-east-1.amazonaws.com/r")
        .checkpoint("https://s3.us-east-1.amazonaws.com/model-bucket/c")
        .tensorboard("s3://board-bucket/")
        .mlflow("arn:mlflow")
        .model_package("arn:group", source="arn:package")
    )
    needs = made.preview().needs
    assert [(need.kind.name, need.name) for need in needs] == [
        ("BUCKET", "code-bucket"),
        ("IMAGE", IMAGE),
        ("LAMBDA", "arn:aws:lambda:us-east-1:123456789012:function:f"),
        ("ROLE", ROLE),
        ("BUCKET", "data-bucket"),
        ("HUB_CONTENT", MODEL),
        ("FILE_SYSTEM", "fs-01234567"),
        ("HUB_CONTENT", DATA_SET),
        ("BUCKET", "model-bucket"),
        ("KMS_KEY", "alias/models"),
        ("BUCKET", "board-bucket"),
        ("KMS_KEY", "volume-key"),
        ("TRAINING_PLAN", PLAN),
        ("ULTRA_SERVER", "u-1"),
        ("SUBNET", "subnet-1"),
        ("SECURITY_GROUP", "sg-1"),
        ("IMAGE", "rules-image"),
        ("BUCKET", "rule-bucket"),
        ("MLFLOW", "arn:mlflow"),
        ("MODEL_PACKAGE_GROUP", "arn:group"),
        ("MODEL_PACKAGE", "arn:package"),
    ]
    assert (
        Need(
            NeedKind.BUCKET,
            "model-bucket",
            ("output_data_config.s3_output_path", "checkpoint_config.s3_uri"),
        )
        in needs
    )


def test_needs_of_less_usual_jobs() -> None:
    """Algorithms, plans of preferences, base models and evaluators are needs as well."""
    made = (
        TrainingJobBuilder("a")
        .algorithm("my-algorithm")
        .instance_preference("ml.p5.48xlarge", training_plan=PLAN)
        .serverless(MODEL, evaluator="arn:evaluator")
        .output("ftp://nowhere/")
        .checkpoint("https://example.com/nowhere")
    )
    assert [need.kind for need in made.preview().needs] == [
        NeedKind.ALGORITHM,
        NeedKind.TRAINING_PLAN,
        NeedKind.HUB_CONTENT,
        NeedKind.EVALUATOR,
    ]
    assert str(made.preview().needs[0]) == (
        "algorithm my-algorithm (algorithm_specification.algorithm_name)"
    )


def test_a_printed_preview_has_all_three_parts() -> None:
    """The text of a preview is summary, cost and needs."""
    text = str(preview(job()))
    assert text.startswith(preview(job()).summary)
    assert "costs at most\n  7,200 billable" in text
    assert f"needs\n  container image {IMAGE}" in text


def test_values_of_wrong_types_cannot_be_previewed() -> None:
    """A structure of another class is refused by its path, before anything is read from it."""
    made = job().with_request(resource_config=StoppingCondition())
    with pytest.raises(TypeError, match="resource_config must be an instance of ResourceConfig, f"):
        made.preview()


def test_a_time_beyond_all_measure_is_shown() -> None:
    """A number that is too large for a float is shown as any other."""
    shown = job().max_runtime(10**400).preview()
    assert "runs at most 1157407407407" in str(shown)
    assert "instance-hours" in str(shown)
    assert "runs at most 1157407407407" in display.show(shown).html()


def test_only_requests_are_previewed() -> None:
    """Anything else is a TypeError that names what was found."""
    with pytest.raises(TypeError, match="request must be CreateTrainingJobRequest, found dict"):
        preview({})  # type: ignore[arg-type]  # what the test is about
