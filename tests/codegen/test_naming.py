"""The naming rule."""

import pytest

from codegen.ir import CodegenError
from codegen.load import stored
from codegen.naming import constant, enum_members, prove, snake, wire_name


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("TrainingJobName", "training_job_name"),
        ("S3Uri", "s3_uri"),
        ("VolumeSizeInGB", "volume_size_in_gb"),
        ("KmsKeyId", "kms_key_id"),
        ("AutoMLJobArn", "auto_ml_job_arn"),
        ("S3DataDistributionType", "s3_data_distribution_type"),
        ("logStreamNamePrefix", "log_stream_name_prefix"),
    ],
)
def test_the_rule_leads_both_ways(wire: str, attribute: str) -> None:
    """A member becomes its attribute, and the attribute leads back to the member."""
    assert snake(wire) == attribute
    assert wire_name(attribute, lower_first=wire[0].islower()) == wire


def test_every_member_of_the_model_is_proved() -> None:
    """No structure of the stored slice breaks the rule, and the proof sees hundreds of members."""
    proved = 0
    for service in stored()["services"].values():
        for name, shape in service["shapes"].items():
            prove(name, list(shape.get("members", ())))
            proved += len(shape.get("members", ()))
    assert proved > 400


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        (["S3Uri", "s3Uri"], "both become 's3_uri'"),
        (["SizeInTB"], "leads back to 'SizeInTb'"),
        (["Class"], "no usable attribute"),
    ],
)
def test_what_breaks_the_rule_stops_the_generator(members: list[str], complaint: str) -> None:
    """A clash, a way that does not lead back and a keyword each stop with a sentence."""
    with pytest.raises(CodegenError, match=complaint):
        prove("Shape", members)


def test_enum_members() -> None:
    """Members are upper-case, with words kept apart and exceptions followed."""
    values = ["ml.p4d.24xlarge", "S3Prefix", "None", "GZIP", "Bytes/Second", "FSxLustre"]
    assert list(enum_members("E", values, {"FSxLustre": "fsx_lustre"})) == [
        "ML_P4D_24XLARGE",
        "S3_PREFIX",
        "NONE",
        "GZIP",
        "BYTES_PER_SECOND",
        "FSX_LUSTRE",
    ]
    assert constant("CreateTrainingJob") == "CREATE_TRAINING_JOB"


def test_two_values_under_one_member_stop_the_generator() -> None:
    """An enum never loses a value to another of the same name."""
    with pytest.raises(CodegenError, match="is taken"):
        enum_members("E", ["a.b", "a-b"], {})
