"""
What type checkers refuse about the builder. Checked by mypy and pyright, never run.

Each line that both of them have to flag ends in a comment with a piece of their message.
"""

import datetime
import pathlib

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.builder.diff import diff

job = TrainingJobBuilder("a")

TrainingJobBuilder()  # error: "name"
TrainingJobBuilder(3)  # error: "str"
job.image("i", input_mode="Flie")  # error: "TrainingInputMode"
job.input_mode("fastfile")  # error: "input_mode"
job.role(None)  # error: "role"
job.rloe("arn")  # error: "rloe"
job.entrypoint("python train.py")  # error: "entrypoint"
job.arguments([1, 2])  # error: "int"
job.input("train")  # error: "s3_uri"
job.input("train", pathlib.Path("s3://b/"))  # error: "Path"
job.input("train", "s3://b/", compression="gzip")  # error: "CompressionType"
job.input("train", "s3://b/", distribution="Sharded")  # error: "S3DataDistribution"
job.input_file_system("train", "fs-1", "/")  # error: "kind"
job.input_file_system("train", "fs-1", "/", kind="NFS")  # error: "FileSystemType"
job.output("s3://b/", compression="Gzip")  # error: "OutputCompressionType"
job.instances("ml.m5.xlarge", count="2")  # error: "int"
job.max_runtime("1h")  # error: "max_runtime"
job.max_runtime(3600.5)  # error: "float"
job.spot()  # error: "max_wait"
job.vpc(["subnet-1"], ["sg-1"])  # error: positional argument
job.vpc(subnets="subnet-1", security_groups=["sg-1"])  # error: "list[str]"
job.hyperparameter("x", None)  # error: "None"
job.hyperparameter("x", datetime.date(2026, 1, 1))  # error: "date"
job.hyperparameter("x", pathlib.Path("a"))  # error: "Path"
job.hyperparameter("x", {1, 2})  # error: "set[int]"
job.hyperparameter("x", b"a")  # error: "hyperparameter"
job.hyperparameter("x", 1, codec="yaml")  # error: "Literal"
job.hyperparameters([("x", 1)])  # error: "hyperparameters"
job.environment({"A": 1})  # error: "int"
job.tag("team", 3)  # error: "tag"
job.serverless("arn", technique="sft")  # error: "CustomizationTechnique"
job.network_isolation("yes")  # error: "network_isolation"
TrainingJobBuilder.from_job(job.request())  # error: "from_job"
TrainingJobBuilder.from_request({})  # error: "from_request"
diff(job, {})  # error: "diff"
job.build().role_arn = "arn"  # error: "role_arn"
job.build(policy="strict")  # error: "build"
