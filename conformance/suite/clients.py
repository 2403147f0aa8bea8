"""The clients under which the local AWS is looked at: boto3 and the AWS CLI, as they come, by AWS_ENDPOINT_URL."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from datetime import datetime, timezone
from typing import Any, Callable

from checks import Failed, contains, same

try:
    import boto3
    import botocore.exceptions
except ImportError:
    boto3 = None

url = os.environ.get("AWS_ENDPOINT_URL", "")
region = "us-east-1"
account = "000000000000"


def missing() -> dict[str, str]:
    """Why clients are not there, by client."""
    absent = {}
    if boto3 is None:
        absent["boto3"] = "boto3 is not installed for this Python"
    if shutil.which("aws") is None:
        absent["aws"] = "the AWS CLI (aws) is not on PATH"
    return absent


def versions() -> list[str]:
    found = []
    if boto3 is not None:
        found.append(f"boto3 {boto3.__version__}, botocore {botocore.__version__}")
    if shutil.which("aws") is not None:
        told = subprocess.run(["aws", "--version"], capture_output=True, text=True, check=False)
        found.append((told.stdout or told.stderr).strip())
    return found


@functools.cache
def client(service: str) -> Any:
    """A boto3 client as a script would make it; where there is no boto3, the AWS CLI in its place."""
    return CliClient(service) if boto3 is None else boto3.client(service)


class CliClient:
    """The operations of a boto3 client by way of the AWS CLI: enough to set up what checks of the CLI look at."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            return aws_ok(
                *(self._service, operation.replace("_", "-"), "--cli-input-json", json.dumps(parameters))
            )

        return call


def instant(told: Any) -> datetime:
    """An instant as boto3 gives it, or as the AWS CLI prints it: epoch seconds (version 1) or ISO 8601."""
    if isinstance(told, datetime):
        return told
    if isinstance(told, str):
        return datetime.fromisoformat(told)
    return datetime.fromtimestamp(told, timezone.utc)


def aws(*arguments: str) -> tuple[int, Any, str]:
    """Runs the AWS CLI: exit code, what it printed (parsed, if it is JSON), stderr."""
    ran = subprocess.run(["aws", *arguments], capture_output=True, text=True, timeout=120, check=False)
    try:
        printed = json.loads(ran.stdout) if ran.stdout.strip() else None
    except ValueError:
        printed = ran.stdout
    return ran.returncode, printed, ran.stderr.strip()


def aws_ok(*arguments: str) -> Any:
    """What the AWS CLI prints; a failed check if it fails."""
    code, printed, errors = aws(*arguments)
    if code != 0:
        raise Failed(f"aws {' '.join(arguments[:2])}: exit code {code}: {errors}")
    return printed


def arn(kind: str, name: str) -> str:
    """SageMaker's ARNs are lower-cased."""
    return f"arn:aws:sagemaker:{region}:{account}:{kind}/{name.lower()}"


def error_of(call: Callable[[], Any]) -> dict[str, Any]:
    """The error that boto3 raises, with all that AWS tells of it."""
    try:
        call()
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]
    raise Failed("expected an error; got none")


def refused(call: Callable[[], Any], code: str, message: str) -> None:
    """Checks that boto3 raises this error: its code and whole message."""
    try:
        call()
    except botocore.exceptions.ClientError as error:
        same("error", (error.response["Error"]["Code"], error.response["Error"]["Message"]), (code, message))
        same("HTTP status", error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        return
    raise Failed(f"expected {code}: {message}; got no error")


def refused_by_client(call: Callable[[], Any], message: str) -> None:
    """Checks that botocore refuses the call's parameters itself, sending nothing."""
    try:
        call()
    except botocore.exceptions.ParamValidationError as error:
        contains("ParamValidationError", str(error), message)
        return
    raise Failed(f"expected botocore to refuse it with {message!r}; it did not")
