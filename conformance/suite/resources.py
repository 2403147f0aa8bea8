"""Models, configs, endpoints and their tags, as they are made and told of again; invocations."""

from __future__ import annotations

import os
import tempfile

from checks import check, same
from clients import arn, aws_ok, client
from clock import clock, paused, step_until
from world import Rollout, describe, fresh, image, make_model, role, variant


@check("resources: what CreateModel was given, DescribeModel tells", "boto3")
def _() -> None:
    sagemaker, name = client("sagemaker"), fresh("Model")
    made = sagemaker.create_model(
        ModelName=name,
        PrimaryContainer={"Image": image, "Environment": {"LEVEL": "info"}},
        ExecutionRoleArn=role,
    )
    same("ModelArn", made["ModelArn"], arn("model", name))
    shown = sagemaker.describe_model(ModelName=name)
    same("ModelName", shown["ModelName"], name)
    same("Image", shown["PrimaryContainer"]["Image"], image)
    same("Environment", shown["PrimaryContainer"]["Environment"], {"LEVEL": "info"})
    same("ExecutionRoleArn", shown["ExecutionRoleArn"], role)
    now = clock()["nowMs"] / 1000
    same("CreationTime is simulated", abs(now - shown["CreationTime"].timestamp()) < 3600, True)


@check("resources: what CreateEndpointConfig was given, DescribeEndpointConfig tells", "boto3")
def _() -> None:
    sagemaker, name, model = client("sagemaker"), fresh("Config"), make_model()
    made = sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant(model, 3)])
    same("EndpointConfigArn", made["EndpointConfigArn"], arn("endpoint-config", name))
    shown = sagemaker.describe_endpoint_config(EndpointConfigName=name)
    (only,) = shown["ProductionVariants"]
    same("variant", {key: only[key] for key in variant(model, 3)}, variant(model, 3))
    same("InitialVariantWeight", only["InitialVariantWeight"], 1.0)


@check("resources: tags", "boto3")
def _() -> None:
    sagemaker, rollout = client("sagemaker"), Rollout(instances=1)
    resource = arn("endpoint", rollout.endpoint)
    tags = [{"Key": "team", "Value": "ml"}, {"Key": "stage", "Value": "prod"}]
    sagemaker.add_tags(ResourceArn=resource, Tags=tags)

    def listed() -> list[tuple[str, str]]:
        pages = sagemaker.get_paginator("list_tags").paginate(ResourceArn=resource)
        return sorted((tag["Key"], tag["Value"]) for page in pages for tag in page["Tags"])

    same("tags", listed(), [("stage", "prod"), ("team", "ml")])
    sagemaker.delete_tags(ResourceArn=resource, TagKeys=["stage"])
    same("tags", listed(), [("team", "ml")])


def scaled(instances: int) -> Rollout:
    """An endpoint whose configs say one instance and that was brought to more."""
    sagemaker, rollout = client("sagemaker"), Rollout(instances=1)
    desired = [{"VariantName": "AllTraffic", "DesiredInstanceCount": instances}]
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=rollout.endpoint, DesiredWeightsAndCapacities=desired
    )
    sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=rollout.endpoint, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return rollout


def counts(rollout: Rollout) -> tuple[int, int]:
    (live,) = describe(rollout.endpoint)["ProductionVariants"]
    return live["CurrentInstanceCount"], live["DesiredInstanceCount"]


@check("resources: UpdateEndpointWeightsAndCapacities", "boto3")
def _() -> None:
    same("counts", counts(scaled(3)), (3, 3))


@check("resources: RetainAllVariantProperties keeps the count that an endpoint was brought to", "boto3")
def _() -> None:
    for retain, expected in ((True, (3, 3)), (False, (1, 1))):
        rollout = scaled(3)
        with paused():
            rollout.update(RetainAllVariantProperties=retain)
            step_until(rollout.ended)
        same("endpoint", rollout.ended_as(), ("InService", rollout.new))
        same(f"counts with RetainAllVariantProperties={retain}", counts(rollout), expected)


@check("resources: an invocation through boto3", "boto3")
def _() -> None:
    rollout = Rollout(instances=1)
    answer = client("sagemaker-runtime").invoke_endpoint(
        EndpointName=rollout.endpoint, Body=b"5.1,3.5", ContentType="text/csv"
    )
    same("Body", answer["Body"].read(), b"5.1,3.5")
    same(
        "ContentType and variant",
        (answer["ContentType"], answer["InvokedProductionVariant"]),
        ("text/csv", "AllTraffic"),
    )


@check("resources: an invocation with TargetVariant", "boto3")
def _() -> None:
    runtime, rollout = client("sagemaker-runtime"), Rollout(instances=1)
    answer = runtime.invoke_endpoint(EndpointName=rollout.endpoint, Body=b"x", TargetVariant="AllTraffic")
    same("variant", answer["InvokedProductionVariant"], "AllTraffic")


@check("resources: an invocation through the AWS CLI", "aws")
def _() -> None:
    rollout = Rollout(instances=1)
    with tempfile.TemporaryDirectory() as folder:
        sent, received = os.path.join(folder, "sent"), os.path.join(folder, "received")
        with open(sent, "wb") as body:
            body.write(b"5.1,3.5")
        told = aws_ok(
            *("sagemaker-runtime", "invoke-endpoint", "--endpoint-name", rollout.endpoint),
            *("--content-type", "text/csv", "--body", f"fileb://{sent}", received),
        )
        same("told", told, {"ContentType": "text/csv", "InvokedProductionVariant": "AllTraffic"})
        with open(received, "rb") as body:
            same("received", body.read(), b"5.1,3.5")
