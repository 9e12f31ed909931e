"""
What type checkers refuse about the generated models. Checked, never run.
"""

import sagemaker_train as smt
from sagemaker_train import models


def wrong(request: models.CreateTrainingJobRequest, channel: smt.Channel) -> None:
    """Missing, misspelt and mistyped members."""
    models.VpcConfig(["sg-1"], ["subnet-1"])  # error: positional argument
    models.VpcConfig(security_group_ids=["sg-1"])  # error: "subnets"
    models.VpcConfig(security_group_ids="sg-1", subnets=[1])  # error: "int"
    models.StoppingCondition(max_runtime_in_seconds="3600")  # error: "int"
    models.StoppingCondition(max_runtime=3600)  # error: "max_runtime"
    models.Tag(key="team")  # error: "value"
    models.ResourceConfig(instance_type=5)  # error: "str"
    models.DataSource(s3_data_source="s3://bucket/")  # error: "S3DataSource"
    smt.Channel(channel_name="train", data_source={})  # error: "DataSource"
    request.training_job_name = "b"  # error: "training_job_name"
    request.TrainingJobName  # error: "TrainingJobName"
    request.input_data_config[0]  # error: "None"
    request.environment["A"] = "b"  # error: "None"
    channel.data_source.s3_data_source.s3_uri  # error: "None"
    smt.TrainingInputMode.FAST  # error: "FAST"
    smt.to_wire({"TrainingJobName": "a"})  # error: "dict[str, str]"
    smt.from_wire("Channel", {})  # error: "type["
    smt.from_wire(smt.Channel, "{}")  # error: "str"
    smt.models.Chanel  # error: "Chanel"
    smt.Estimator  # error: "Estimator"
