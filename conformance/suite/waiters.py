"""Waiters, which go by what DescribeEndpoint answers and nothing else."""

from __future__ import annotations

from checks import Failed, check, contains, same
from clients import aws, client
from world import Rollout, fresh

try:
    from botocore.exceptions import WaiterError
except ImportError:
    WaiterError = Exception


def wait(name: str, endpoint: str) -> None:
    """As `waiter.wait()`, looking every host second instead of every thirty."""
    client("sagemaker").get_waiter(name).wait(
        EndpointName=endpoint, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )


@check("waiters: endpoint_in_service through an update, endpoint_deleted through a deletion", "boto3")
def _() -> None:
    rollout = Rollout(instances=2)
    rollout.update()
    wait("endpoint_in_service", rollout.endpoint)
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))
    client("sagemaker").delete_endpoint(EndpointName=rollout.endpoint)
    wait("endpoint_deleted", rollout.endpoint)


@check("waiters: endpoint_in_service gives up at once on an endpoint that isn't there", "boto3")
def _() -> None:
    try:
        wait("endpoint_in_service", fresh("endpoint"))
    except WaiterError as error:
        contains("WaiterError", str(error), "terminal failure state")
        return
    raise Failed("expected a WaiterError")


@check("waiters: aws sagemaker wait", "aws")
def _() -> None:
    rollout = Rollout(instances=1)
    code, _, errors = aws("sagemaker", "wait", "endpoint-in-service", "--endpoint-name", rollout.endpoint)
    same("endpoint-in-service", (code, errors), (0, ""))
    code, _, errors = aws("sagemaker", "wait", "endpoint-deleted", "--endpoint-name", fresh("endpoint"))
    same("endpoint-deleted", (code, errors), (0, ""))
    code, _, errors = aws("sagemaker", "wait", "endpoint-in-service", "--endpoint-name", fresh("endpoint"))
    same("endpoint-in-service of none", code, 255)
    contains("stderr", errors, "Waiter EndpointInService failed")
