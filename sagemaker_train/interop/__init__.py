"""
Training jobs as other tools write them.

Each module is a pair of small functions between a model and one other form: keyword arguments of
``boto3``, input files of the AWS CLI (``aws_cli``), states of Step Functions (``step_functions``),
manifests of AWS's Kubernetes controllers (``kubernetes``), events of EventBridge
(``eventbridge``), files (``files``), and a ``json_schema`` for editors. Nothing but ``files``
touches a disk, nothing touches a network.

What only recognises and checks a document stays clear of the codec: models are made inside the
functions that return one, so that ``python -m sagemaker_train check`` starts without it.
"""
