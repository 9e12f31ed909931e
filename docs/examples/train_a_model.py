"""
Run a training job from beginning to end: build it, check it, submit it, follow it.

    python docs/examples/train_a_model.py
        against a SageMaker of its own on this machine; costs nothing and takes two seconds

    python docs/examples/train_a_model.py --aws --role ARN --image URI --bucket NAME
        for real, in the region and with the credentials that are set up for AWS
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker

ROLE = "arn:aws:iam::123456789012:role/service-role/SageMakerTraining"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"


def churn_job(role: str, image: str, bucket: str) -> smt.TrainingJobBuilder:
    """A boosted-trees model of customer churn, on spot instances with checkpoints."""
    return (
        smt.TrainingJobBuilder(smt.TrainingJobBuilder.unique("churn"))
        .image(image)
        .role(role)
        .hyperparameters({"objective": "binary:logistic", "num_round": 200, "eta": 0.1})
        .input("train", f"s3://{bucket}/churn/train/", content_type="text/csv")
        .input("validation", f"s3://{bucket}/churn/validation/", content_type="text/csv")
        .output(f"s3://{bucket}/churn/models/")
        .checkpoint(f"s3://{bucket}/churn/checkpoints/")
        .instances("ml.m5.2xlarge", count=2, volume_gb=50)
        .max_runtime(timedelta(hours=1))
        .spot(max_wait=timedelta(hours=2))
        .metric("validation:auc", r"validation-auc:([0-9.]+)")
        .tag("project", "churn")
    )


@contextmanager
def client(aws: bool, region: str | None) -> Iterator[smt.Client]:
    """A client of AWS, or of a SageMaker on this machine, by whose clock hours take no time."""
    if aws:
        with smt.Client(region) as real:
            yield real
        return
    with (
        LocalSageMaker() as local,
        smt.Client(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            clock=local.clock,
        ) as ours,
    ):
        yield ours


def main() -> None:
    """Parse the options and run the job."""
    parser = argparse.ArgumentParser(description="Run a training job, locally or on AWS.")
    parser.add_argument("--aws", action="store_true", help="run it for real; this costs money")
    parser.add_argument("--role", default=ROLE, help="ARN of the role that the job runs as")
    parser.add_argument("--image", default=IMAGE, help="URI of the training image")
    parser.add_argument("--bucket", default="my-bucket", help="where data and models are")
    parser.add_argument("--region", help="of AWS; by default the one that is set up")
    options = parser.parse_args()

    job = churn_job(options.role, options.image, options.bucket)
    print(job.preview().summary)

    findings = smt.check(job)
    print("\nChecked:", *(findings or ["nothing wrong with it"]), sep="\n  ")

    with client(options.aws, options.region) as sagemaker:
        print(f"\nSubmitted to {sagemaker.endpoint_url}:")
        training = sagemaker.submit(job)
        print(f"  {training.arn}")

        print("\nFollowed:")
        for event in training.events():
            print(f"  {event}")

        print("\nIts last words:")
        for line in training.logs(tail=2):
            print(f"  {line.node}  {line.message}")

        ended = training.wait(progress=False)

    print(f"\n{ended.training_job_status}: {ended.billable_time_in_seconds} billable seconds")
    if ended.model_artifacts:
        print(f"  {ended.model_artifacts.s3_model_artifacts}")


if __name__ == "__main__":
    main()
