"""
What type checkers refuse about the clients. Checked, never run.

A marked line is flagged with the piece of a message that the mark names.
"""

import sagemaker_train as smt


def wrong(client: smt.Client, job: smt.TrainingJobBuilder) -> None:
    """Wrong arguments, and what an answer does not have."""
    smt.Client("us-east-1", "default")  # error: positional argument
    smt.Client(region=["us-east-1"])  # error: "str | None"
    smt.Client(credentials=("AKIDEXAMPLE", "secret"))  # error: "Credentials | None"
    smt.Client(timeout="30s")  # error: "float"
    smt.Client(retry=3)  # error: "RetryPolicy | None"
    smt.Client(policy="service")  # error: "Policy | None"
    smt.Client(verify=False)  # error: "verify"
    smt.Credentials("AKIDEXAMPLE")  # error: "secret_access_key"
    client.create_training_job({"TrainingJobName": "a"})  # error: "TrainingJobBuilder"
    client.create_training_job(job, timeout="30s")  # error: "float | Timeout"
    client.create_training_job(job, attempts=3)  # error: "attempts"  # unseen: ty
    client.create_training_job(job).job_arn  # error: "job_arn"
    client.describe_training_job(job)  # error: "TrainingJobBuilder"
    client.describe_training_job("a").training_start_time.year  # error: "None"
    client.update_training_job(job.build())  # error: "UpdateTrainingJobRequest"
    client.list_training_jobs(state="Failed")  # error: "state"  # unseen: ty
    client.list_training_jobs(max_results="10")  # error: "int"
    client.list_training_jobs(creation_time_after="2026-01-01")  # error: "datetime"
    client.list_training_jobs()[0]  # error: "__getitem__"  # error[mypy]: not indexable
    client.search_training_jobs("churn")  # error: "SearchExpression"
    client.submit("churn")  # error: "TrainingJobBuilder"
    client.add_tags("arn", {"team": 1})  # error: "int"
    client.region = "us-west-2"  # error: "region"


async def wrong_and_awaited(client: smt.AsyncClient) -> None:
    """The same of the async client, and what was not awaited."""
    await client.create_training_job("churn")  # error: "TrainingJobBuilder"
    (await client.describe_training_job("a")).status  # error: "status"
    client.describe_training_job("a").training_job_arn  # error: "training_job_arn"
    for _ in client.list_training_jobs():  # error: not iterable
        pass
    with client:  # error: "__enter__"
        pass
