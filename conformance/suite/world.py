"""Models, endpoint configs, endpoints and alarms for the checks, and what DescribeEndpoint shows of a rollout."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from clients import account, client, instant
from clock import paused, step_until

_serial = itertools.count(1)

# Not one of the registry's: a stand-in that answers its ping and echoes.
image = f"{account}.dkr.ecr.us-east-1.amazonaws.com/echo:1"
role = f"arn:aws:iam::{account}:role/greenlight-local-model"


def fresh(kind: str) -> str:
    """A name that no other check uses."""
    return f"conformance-{kind}-{next(_serial)}"


def make_model() -> str:
    name = fresh("model")
    client("sagemaker").create_model(
        ModelName=name, PrimaryContainer={"Image": image}, ExecutionRoleArn=role
    )
    return name


def variant(model: str, instances: int = 5, name: str = "AllTraffic") -> dict[str, Any]:
    return {
        "VariantName": name,
        "ModelName": model,
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": instances,
    }


def make_config(instances: int = 5) -> str:
    name = fresh("config")
    client("sagemaker").create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=[variant(make_model(), instances)]
    )
    return name


def make_alarm() -> str:
    """An alarm as AWS's examples make it: data that is missing is not breaching."""
    name = fresh("alarm")
    client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SageMaker",
        MetricName="Invocation5XXErrors",
        Dimensions=[
            {"Name": "EndpointName", "Value": name},
            {"Name": "VariantName", "Value": "AllTraffic"},
        ],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )
    return name


def describe(endpoint: str) -> dict[str, Any]:
    return client("sagemaker").describe_endpoint(EndpointName=endpoint)


@dataclass
class Rollout:
    """An endpoint that is InService on `old`, and a config `new` to bring it to, with an alarm to watch."""

    instances: int = 5
    creation: dict[str, Any] = field(default_factory=dict)
    endpoint: str = field(default_factory=lambda: fresh("endpoint"))
    alarm: str = field(default_factory=make_alarm)

    def __post_init__(self) -> None:
        self.old, self.new = make_config(self.instances), make_config(self.instances)
        with paused():
            client("sagemaker").create_endpoint(
                EndpointName=self.endpoint, EndpointConfigName=self.old, **self.creation
            )
            step_until(lambda: self.status() == "InService")

    def update(self, **parameters: Any) -> dict[str, Any]:
        return client("sagemaker").update_endpoint(
            EndpointName=self.endpoint, EndpointConfigName=self.new, **parameters
        )

    def status(self) -> str:
        return describe(self.endpoint)["EndpointStatus"]

    def ended_as(self) -> tuple[str, str]:
        shown = describe(self.endpoint)
        return shown["EndpointStatus"], shown["EndpointConfigName"]

    def ended(self) -> bool:
        return self.status() != "Updating"

    def pending(self) -> tuple[str, int, int, Any]:
        """What the pending summary shows: status, green instances that serve of how many, since when."""
        summary = describe(self.endpoint).get("PendingDeploymentSummary")
        if summary is None:
            return "", 0, 0, None
        green = summary["ProductionVariants"][0]
        (phase,) = green["VariantStatus"]
        return (
            phase["Status"],
            green["CurrentInstanceCount"],
            green["DesiredInstanceCount"],
            instant(phase["StartTime"]),
        )

    def step_to_bake(self, serving: int) -> None:
        """Steps the paused clock to the bake in which this many green instances serve."""
        step_until(lambda: self.pending()[:2] == ("Baking", serving))

    def bakes(self) -> list[tuple[int, int, int]]:
        """Steps the paused clock to the end. Each bake: green instances that serve, of how many, its seconds."""
        seen: list[tuple[int, int, Any]] = []
        ends: list[Any] = []

        def look() -> bool:
            status, serving, desired, since = self.pending()
            if seen and len(ends) < len(seen) and (serving, since) != (seen[-1][0], seen[-1][2]):
                ends.append(since)
            if status == "Baking" and (not seen or seen[-1][2] != since):
                seen.append((serving, desired, since))
            return self.ended()

        step_until(look)
        return [
            (serving, desired, round((end - since).total_seconds()))
            for (serving, desired, since), end in zip(seen, ends, strict=True)
        ]
