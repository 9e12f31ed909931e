"""
Files for the command line, in the current folder.
"""

from __future__ import annotations

import json
from pathlib import Path

from sagemaker_train.interop.documents import Form
from sagemaker_train.interop.files import write
from tests.job_examples import complete, wire

SECRET = "hunter2hunter2"


def right(name: str = "right.json", form: Form = Form.REQUEST) -> str:
    """A file with nothing wrong in it."""
    write(complete().request(), name, form)
    return name


def wrong(name: str = "wrong.json") -> str:
    """A file with two errors and a warning."""
    request = wire(complete())
    request["HyperParameters"] = {"epochs": 3}
    request["Environment"] = {"API_TOKEN": SECRET}
    request["ResourceConfig"]["InstanceType"] = "ml.p99.48xlarge"
    Path(name).write_text(json.dumps(request, indent=2), encoding="utf-8")
    return name
