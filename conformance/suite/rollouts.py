"""Whole rollouts, as DescribeEndpoint shows them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from checks import check, same
from clients import arn, aws_ok, client
from clock import clock, paused, step_until, wait_until
from seeds import ALL_AT_ONCE, LINEAR, watching, with_wait
from world import Rollout, describe

CANARY: dict[str, Any] = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "CANARY",
            "CanarySize": {"Type": "INSTANCE_COUNT", "Value": 1},
            "WaitIntervalInSeconds": 300,
        },
        "TerminationWaitInSeconds": 120,
        "MaximumExecutionTimeoutInSeconds": 1800,
    },
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-cw-alarm>"}]},
}
ROLLING: dict[str, Any] = {
    "RollingUpdatePolicy": {
        "MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 2},
        "WaitIntervalInSeconds": 300,
    },
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "<your-cw-alarm>"}]},
}


def set_off(alarm: str) -> None:
    """With the AWS CLI, as somebody at a terminal would."""
    aws_ok(
        *("cloudwatch", "set-alarm-state", "--alarm-name", alarm),
        *("--state-value", "ALARM", "--state-reason", "by hand"),
    )


def rolled_back(config: dict[str, Any], serving: int) -> None:
    """Sets the alarm off in the bake with this many green instances, and sees blue take all again."""
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(config, rollout.alarm))
        rollout.step_to_bake(serving)
        set_off(rollout.alarm)
        clock("step", {"seconds": 1})
        status, on_green, _, _ = rollout.pending()
        same("a second after the alarm", (status, on_green), ("Deleting", 0))
        same("blue instances", describe(rollout.endpoint)["ProductionVariants"][0]["CurrentInstanceCount"], 5)
        step_until(rollout.ended)
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))
    same("pending", rollout.pending()[0], "")


@check("rollout: linear at full speed: DescribeEndpoint shows five steps, then InService on the new config", "boto3")
def _() -> None:
    rollout = Rollout()
    seen: list[int] = []
    rollout.update(DeploymentConfig=watching(LINEAR, rollout.alarm))

    def look() -> bool:
        status, serving, _, _ = rollout.pending()
        if status == "Baking" and serving not in seen:
            seen.append(serving)
        return rollout.ended()

    wait_until(look)
    same("green instances in bakes", seen, [1, 2, 3, 4, 5])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("rollout: linear, alarm set off in the third bake: back to the old config", "aws")
def _() -> None:
    rolled_back(LINEAR, serving=3)


@check("rollout: linear, alarm set off in the last bake: back to the old config", "aws")
def _() -> None:
    rolled_back(LINEAR, serving=5)


@check("rollout: canary: one instance bakes 300 s, then all 120 s", "boto3")
def _() -> None:
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(CANARY, rollout.alarm))
        same("bakes", rollout.bakes(), [(1, 5, 300), (5, 5, 120)])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("rollout: canary by percentage: 20 % of five instances is one", "boto3")
def _() -> None:
    by_share = deepcopy(CANARY)
    routing = by_share["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
    routing["CanarySize"] = {"Type": "CAPACITY_PERCENT", "Value": 20}
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(by_share, rollout.alarm))
        same("bakes", rollout.bakes(), [(1, 5, 300), (5, 5, 120)])


@check("rollout: canary, alarm set off while one instance bakes: back to the old config", "aws")
def _() -> None:
    rolled_back(CANARY, serving=1)


@check("rollout: all at once, alarm set off in the bake: back to the old config", "aws")
def _() -> None:
    rolled_back(with_wait(ALL_AT_ONCE), serving=5)


@check("rollout: rolling, in batches of two of five: five serve all the time", "boto3")
def _() -> None:
    rollout, least = Rollout(), 5
    with paused():
        rollout.update(DeploymentConfig=watching(ROLLING, rollout.alarm))

        def look() -> bool:
            nonlocal least
            shown = describe(rollout.endpoint)
            parts = [shown, shown.get("PendingDeploymentSummary", {"ProductionVariants": []})]
            serving = [variant["CurrentInstanceCount"] for part in parts for variant in part["ProductionVariants"]]
            least = min(least, sum(serving))
            return rollout.ended()

        step_until(look)
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))
    same("least instances seen", least, 5)


@check("rollout: rolling, alarm set off in a bake: back to the old config", "boto3")
def _() -> None:
    rollout = Rollout()
    with paused():
        rollout.update(DeploymentConfig=watching(ROLLING, rollout.alarm))
        step_until(lambda: rollout.pending()[0] == "Baking")
        client("cloudwatch").set_alarm_state(
            AlarmName=rollout.alarm, StateValue="ALARM", StateReason="by hand"
        )
        step_until(rollout.ended)
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))


@check("rollout: without a policy: all at once, no bake", "boto3")
def _() -> None:
    rollout = Rollout()
    with paused():
        answer = rollout.update()
        same("EndpointArn", answer["EndpointArn"], arn("endpoint", rollout.endpoint))
        same("bakes", rollout.bakes(), [])
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("rollout: DescribeEndpoint in a bake: pending summary, weights, counts, messages", "boto3")
def _() -> None:
    rollout = Rollout()
    config = watching(LINEAR, rollout.alarm)
    with paused():
        rollout.update(DeploymentConfig=config)
        rollout.step_to_bake(serving=2)
        shown = describe(rollout.endpoint)
        step_until(rollout.ended)
    same("EndpointStatus", shown["EndpointStatus"], "Updating")
    same("EndpointConfigName", shown["EndpointConfigName"], rollout.old)
    same("LastDeploymentConfig", shown["LastDeploymentConfig"], config)
    same("pending config", shown["PendingDeploymentSummary"]["EndpointConfigName"], rollout.new)
    (green,) = shown["PendingDeploymentSummary"]["ProductionVariants"]
    same(
        "green",
        [green[name] for name in ("VariantName", "CurrentInstanceCount", "DesiredInstanceCount")],
        ["AllTraffic", 2, 5],
    )
    (phase,) = green["VariantStatus"]
    same("VariantStatus", phase["Status"], "Baking")
    same(
        "StatusMessage",
        phase["StatusMessage"],
        "Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 2 instance(s).",
    )
    same("StartTime has an offset", phase["StartTime"].utcoffset() is None, False)
    after = describe(rollout.endpoint)
    same("pending when it is over", "PendingDeploymentSummary" in after, False)
    same("LastModifiedTime moved", after["LastModifiedTime"] > shown["LastModifiedTime"], True)


@check("rollout: with the AWS CLI alone", "aws")
def _() -> None:
    rollout = Rollout()

    def shown(query: str) -> Any:
        return aws_ok(
            *("sagemaker", "describe-endpoint", "--endpoint-name", rollout.endpoint, "--query", query)
        )

    with paused():
        aws_ok(
            *("sagemaker", "update-endpoint", "--endpoint-name", rollout.endpoint),
            *("--endpoint-config-name", rollout.new),
        )
        same("status", shown("EndpointStatus"), "Updating")
        # 240 s to provision, 60 s to terminate, and then some.
        clock("step", {"seconds": 600})
        same("afterwards", shown("[EndpointStatus, EndpointConfigName]"), ["InService", rollout.new])
