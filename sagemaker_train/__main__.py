"""
``python -m sagemaker_train``: check, convert and describe request files.
"""

import sys

from sagemaker_train.cli import main

if __name__ == "__main__":
    sys.exit(main())
