"""
What type checkers refuse about jobs in the hand. Checked, never run.
"""

import sagemaker_train as smt
from sagemaker_train.jobs import AsyncTrainingJob, TrainingJob, as_completed, wait_all


def wrong(job: TrainingJob) -> None:
    """Wrong arguments of a handle."""
    job.wait("1h")  # error: "timedelta"
    job.wait(on_interrupt="kill")  # error: "Literal"
    job.wait(60, False)  # error: positional argument
    job.wait(progress="bar")  # error: "JobProgress"
    job.wait().model_artifacts.s3_model_artifacts  # error: "None"
    job.logs(tail="10")  # error: "int"
    job.logs(since=3600)  # error: "datetime"
    job.logs(nodes="algo-1")  # error: overload
    next(job.logs(events=True)).stream  # error: "stream"
    job.metrics(period=1.5)  # error: "int"
    job.update(True)  # error: positional argument
    job.rerun()  # error: "name"
    job.name = "b"  # error: "name"
    job.statsu  # error: "statsu"
    wait_all(["a", "b"])  # error: "str"
    wait_all(job)  # error: "Iterable[TrainingJob]"
    as_completed([job], timeout="1h")  # error: "timedelta"


async def wrong_and_awaited(client: smt.Client, job: AsyncTrainingJob) -> None:
    """What was not awaited, and the wrong kind of handle."""
    job.describe().training_job_arn  # error: "training_job_arn"
    (await job.wait()).final_metric_data_list[0]  # error: "None"
    wait_all([job])  # error: "AsyncTrainingJob"
    await client.job("a").wait()  # error: "DescribeTrainingJobResponse"
