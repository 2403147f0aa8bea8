"""Checks the local AWS at AWS_ENDPOINT_URL with boto3 and the AWS CLI. `run.ts` starts it; see docs/clock.md too."""

from __future__ import annotations

import sys

# Each registers its checks when it is imported; they run in this order.
import steering  # noqa: F401
import resources  # noqa: F401
import seeds  # noqa: F401
import rollouts  # noqa: F401
import errors  # noqa: F401
import paging  # noqa: F401
import waiters  # noqa: F401
import alarms  # noqa: F401
import objects  # noqa: F401
import messages  # noqa: F401
import secrets_and_parameters  # noqa: F401
import deployed  # noqa: F401
from checks import run_all
from clients import missing, versions

if __name__ == "__main__":
    for version in versions():
        print(f"with {version}")
    sys.exit(run_all(missing(), sys.argv[1] if len(sys.argv) > 1 else ""))
