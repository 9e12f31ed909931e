"""
What type checkers refuse about the clients. Checked, never run.

A marked line is flagged with the piece of a message that the mark names.
"""

import sagemaker_train as smt


def wrong(client: smt.Client, job: smt.TrainingJobBuilder) -> None:
    """Wrong arguments, and what an answer does not have."""
    smt.Client("us-east-1", "default")  # error: positional argument
    smt.Client(region=["us-east-1"])  # error: "region"
    smt.Client(credentials=("AKIDEXAMPLE", "secret"))  # error: "credentials"
    smt.Client(timeout="30s")  # error: "timeout"
    smt.Client(retry=3)  # error: "retry"
    smt.Client(policy="service")  # error: "policy"
    smt.Client(verify=False)  # error: "verify"
    smt.Credentials("AKIDEXAMPLE")  # error: "secret_access_key"
    client.create_training_job({"TrainingJobName": "a"})  # error: "request"
    client.create_training_job(job, timeout="30s")  # error: "timeout"
    client.create_training_job(job, attempts=3)  # error: "attempts"
    client.create_training_job(job).job_arn  # error: "job_arn"
    client.describe_training_job(job)  # error: "name"
    client.describe_training_job("a").training_start_time.year  # error: "None"
    client.update_training_job(job.build())  # error: "request"
    client.list_training_jobs(state="Failed")  # error: "state"
    client.list_training_jobs(max_results="10")  # error: "max_results"
    client.list_training_jobs(creation_time_after="2026-01-01")  # error: "creation_time_after"
    client.list_training_jobs()[0]  # error: "__getitem__"
    client.search_training_jobs("churn")  # error: "expression"
    client.submit("churn")  # error: "request"
    client.add_tags("arn", {"team": 1})  # error: "int"
    client.region = "us-west-2"  # error: "region"


async def wrong_and_awaited(client: smt.AsyncClient) -> None:
    """The same of the async client, and what was not awaited."""
    await client.create_training_job("churn")  # error: "request"
    (await client.describe_training_job("a")).status  # error: "status"
    client.describe_training_job("a").training_job_arn  # error: "training_job_arn"
    for _ in client.list_training_jobs():  # error: "__iter__"
        pass
    with client:  # error: "__enter__"
        pass
