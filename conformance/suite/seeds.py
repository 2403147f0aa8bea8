"""The examples of AWS's two pages, as printed and in the form that runs (docs/seed-examples.md)."""

from __future__ import annotations

import shlex
from copy import deepcopy
from typing import Any

from checks import check, contains, same
from clients import aws, client, refused_by_client
from clock import paused, step_until
from world import Rollout, make_alarm

# "All At Once Traffic Shifting" and "Cambio de tráfico lineal": DeploymentConfig as printed, but for the names.
ALL_AT_ONCE: dict[str, Any] = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE"},
        "TerminationWaitInSeconds": 600,
        "MaximumExecutionTimeoutInSeconds": 1800,
    },
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-cw-alarm>"}]},
}
LINEAR: dict[str, Any] = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "LINEAR",
            "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 20},
            "WaitIntervalInSeconds": 300,
        },
        "TerminationWaitInSeconds": 300,
        "MaximumExecutionTimeoutInSeconds": 3600,
    },
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-cw-alarm>"}]},
}

# The CLI examples as printed, line and quotes.
ALL_AT_ONCE_CLI = (
    "update-endpoint --endpoint-name <your-endpoint-name> --endpoint-config-name <your-config-name> "
    """--deployment-config '"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE"}, """
    """"TerminationWaitInSeconds": 600, "MaximumExecutionTimeoutInSeconds": 1800}, """
    """"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-alarm>"}]}'"""
)
LINEAR_CLI = (
    "update-endpoint --endpoint-name <your-endpoint-name> --endpoint-config-name <your-config-name> "
    """--deployment-config '{"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "LINEAR", """
    """"LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 20}, "WaitIntervalInSeconds": 300}, """
    """"TerminationWaitInSeconds": 300, "MaximumExecutionTimeoutInSeconds": 3600}, """
    """"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-alarm>"}]}'"""
)


def with_wait(config: dict[str, Any]) -> dict[str, Any]:
    """The form that real clients take: WaitIntervalInSeconds is required even where it has no effect."""
    completed = deepcopy(config)
    completed["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"].setdefault("WaitIntervalInSeconds", 0)
    return completed


def watching(config: dict[str, Any], alarm: str) -> dict[str, Any]:
    """The example with its alarm's name filled in."""
    filled = deepcopy(config)
    filled["AutoRollbackConfiguration"]["Alarms"][0]["AlarmName"] = alarm
    return filled


def command(printed: str, rollout: Rollout) -> list[str]:
    """The printed command with its names filled in, taken apart as a shell does."""
    filled = (
        printed.replace("<your-endpoint-name>", rollout.endpoint)
        .replace("<your-config-name>", rollout.new)
        .replace("<your-alarm>", rollout.alarm)
    )
    return ["sagemaker", *shlex.split(filled)]


def refused_command(printed: str, message: str) -> None:
    rollout = Rollout(instances=1)
    code, _, errors = aws(*command(printed, rollout))
    same("exit code is 0", code == 0, False)
    contains("stderr", errors, message)
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))


@check("seeds: all at once, boto3, as printed: botocore wants WaitIntervalInSeconds", "boto3")
def _() -> None:
    rollout = Rollout(instances=1)
    refused_by_client(
        lambda: rollout.update(DeploymentConfig=watching(ALL_AT_ONCE, rollout.alarm)),
        'Missing required parameter in DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration: "WaitIntervalInSeconds"',
    )
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))


@check("seeds: all at once, boto3, with WaitIntervalInSeconds: bakes 600 s with all on green", "boto3")
def _() -> None:
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(with_wait(ALL_AT_ONCE), rollout.alarm))
        same("bakes", rollout.bakes(), [(5, 5, 600)])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("seeds: all at once, CLI, as printed: no braces, no JSON", "aws")
def _() -> None:
    refused_command(ALL_AT_ONCE_CLI, "Error parsing parameter '--deployment-config'")


@check("seeds: all at once, CLI, with both braces: WaitIntervalInSeconds is still missing", "aws")
def _() -> None:
    braced = ALL_AT_ONCE_CLI.replace("--deployment-config '", "--deployment-config '{")[:-1] + "}'"
    refused_command(braced, "Missing required parameter in DeploymentConfig")


@check("seeds: all at once, CLI, with braces and WaitIntervalInSeconds: runs", "aws")
def _() -> None:
    runs = ALL_AT_ONCE_CLI.replace("--deployment-config '", "--deployment-config '{")[:-1] + "}'"
    runs = runs.replace('"ALL_AT_ONCE"', '"ALL_AT_ONCE", "WaitIntervalInSeconds": 0')
    rollout = Rollout()
    with paused():
        code, _, errors = aws(*command(runs, rollout))
        same("exit code and stderr", (code, errors), (0, ""))
        same("bakes", rollout.bakes(), [(5, 5, 600)])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("seeds: linear, boto3, as printed: five steps of one instance", "boto3")
def _() -> None:
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(LINEAR, rollout.alarm))
        same(
            "bakes", rollout.bakes(), [(1, 5, 300), (2, 5, 300), (3, 5, 300), (4, 5, 300), (5, 5, 300)]
        )
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("seeds: linear, CLI, as printed: the last brace is missing", "aws")
def _() -> None:
    refused_command(LINEAR_CLI, "Error parsing parameter '--deployment-config': Invalid JSON")


@check("seeds: linear, CLI, with the last brace: runs", "aws")
def _() -> None:
    rollout = Rollout()
    with paused():
        code, _, errors = aws(*command(LINEAR_CLI[:-1] + "}'", rollout))
        same("exit code and stderr", (code, errors), (0, ""))
        same("bakes", [serving for serving, _, _ in rollout.bakes()], [1, 2, 3, 4, 5])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("seeds: RetainDeploymentConfig, all at once: the DeploymentConfig of CreateEndpoint is used", "boto3")
def _() -> None:
    alarm = make_alarm()
    rollout = Rollout(creation={"DeploymentConfig": watching(with_wait(ALL_AT_ONCE), alarm)})
    with paused():
        rollout.update(RetainDeploymentConfig=True)
        same("bakes", rollout.bakes(), [(5, 5, 600)])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("seeds: RetainDeploymentConfig, linear: its alarms are retained too", "boto3")
def _() -> None:
    alarm = make_alarm()
    rollout = Rollout(creation={"DeploymentConfig": watching(LINEAR, alarm)})
    with paused():
        rollout.update(RetainDeploymentConfig=True)
        rollout.step_to_bake(serving=2)
        client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="by hand")
        step_until(rollout.ended)
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))
