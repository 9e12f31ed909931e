"""
The version of the distribution ``sagemaker-train-client``.
"""

__version__ = "0.1.0"
