"""Errors as clients get them: class, code, text."""

from __future__ import annotations

from checks import Failed, check, contains, same
from clients import arn, aws, client, refused
from clock import paused, step_until
from seeds import LINEAR, watching
from world import Rollout, describe, fresh, image, make_config, make_model, role, variant


@check("errors: an endpoint that isn't there", "boto3")
def _() -> None:
    sagemaker, name = client("sagemaker"), fresh("Endpoint")
    message = f'Could not find endpoint "{arn("endpoint", name)}".'
    refused(lambda: sagemaker.describe_endpoint(EndpointName=name), "ValidationException", message)
    refused(lambda: sagemaker.delete_endpoint(EndpointName=name), "ValidationException", message)
    config = make_config(1)
    refused(
        lambda: sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config),
        "ValidationException",
        message,
    )


@check("errors: a config that isn't there", "boto3")
def _() -> None:
    sagemaker, name, rollout = client("sagemaker"), fresh("config"), Rollout(instances=1)
    message = f'Could not find endpoint configuration "{arn("endpoint-config", name)}".'
    for call in (
        lambda: sagemaker.describe_endpoint_config(EndpointConfigName=name),
        lambda: sagemaker.delete_endpoint_config(EndpointConfigName=name),
        lambda: sagemaker.create_endpoint(EndpointName=fresh("endpoint"), EndpointConfigName=name),
        lambda: sagemaker.update_endpoint(EndpointName=rollout.endpoint, EndpointConfigName=name),
    ):
        refused(call, "ValidationException", message)


@check("errors: a model that isn't there", "boto3")
def _() -> None:
    sagemaker, name = client("sagemaker"), fresh("model")
    message = f'Could not find model "{arn("model", name)}".'
    for call in (
        lambda: sagemaker.describe_model(ModelName=name),
        lambda: sagemaker.delete_model(ModelName=name),
        lambda: sagemaker.create_endpoint_config(
            EndpointConfigName=fresh("config"), ProductionVariants=[variant(name)]
        ),
    ):
        refused(call, "ValidationException", message)


@check("errors: names that are taken", "boto3")
def _() -> None:
    sagemaker, rollout, model = client("sagemaker"), Rollout(instances=1), make_model()
    refused(
        lambda: sagemaker.create_model(
            ModelName=model, PrimaryContainer={"Image": image}, ExecutionRoleArn=role
        ),
        "ValidationException",
        f'Cannot create already existing model "{arn("model", model)}".',
    )
    refused(
        lambda: sagemaker.create_endpoint_config(
            EndpointConfigName=rollout.old, ProductionVariants=[variant(model)]
        ),
        "ValidationException",
        f'Cannot create already existing endpoint configuration "{arn("endpoint-config", rollout.old)}".',
    )
    refused(
        lambda: sagemaker.create_endpoint(EndpointName=rollout.endpoint, EndpointConfigName=rollout.old),
        "ValidationException",
        f'Cannot create already existing endpoint "{arn("endpoint", rollout.endpoint)}".',
    )


@check("errors: an endpoint that is being created or updated can't be updated or deleted", "boto3")
def _() -> None:
    sagemaker, rollout = client("sagemaker"), Rollout(instances=1)
    third = make_config(1)
    message = f'Cannot update in-progress endpoint "{arn("endpoint", rollout.endpoint)}".'
    with paused():
        rollout.update()
        refused(
            lambda: sagemaker.update_endpoint(EndpointName=rollout.endpoint, EndpointConfigName=third),
            "ValidationException",
            message,
        )
        refused(
            lambda: sagemaker.delete_endpoint(EndpointName=rollout.endpoint), "ValidationException", message
        )
        step_until(rollout.ended)
    same("endpoint", rollout.ended_as(), ("InService", rollout.new))


@check("errors: constraints of the API model, every violation in one message", "boto3")
def _() -> None:
    pattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    refused(
        lambda: client("sagemaker").describe_endpoint(EndpointName="no_underscores"),
        "ValidationException",
        "1 validation error detected: Value 'no_underscores' at 'endpointName' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {pattern}",
    )
    try:
        client("sagemaker").update_endpoint(EndpointName="a_b", EndpointConfigName="c_d")
    except client("sagemaker").exceptions.ClientError as error:
        message = error.response["Error"]["Message"]
        contains("message", message, "2 validation errors detected: ")
        contains("message", message, "at 'endpointName' failed")
        contains("message", message, "at 'endpointConfigName' failed")
        return
    raise Failed("expected it to be refused")


@check("errors: limits on steps: 50 % for a canary, 10 to 50 % for a linear step", "boto3")
def _() -> None:
    rollout = Rollout()
    for percent in (5, 60):
        config = watching(LINEAR, rollout.alarm)
        routing = config["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
        routing["LinearStepSize"] = {"Type": "CAPACITY_PERCENT", "Value": percent}
        try:
            rollout.update(DeploymentConfig=config)
        except client("sagemaker").exceptions.ClientError as error:
            same("code", error.response["Error"]["Code"], "ValidationException")
        else:
            raise Failed(f"expected a step of {percent} % to be refused")
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))


@check("errors: variants of another name, under a deployment's guardrails", "boto3")
def _() -> None:
    sagemaker, rollout, other = client("sagemaker"), Rollout(instances=1), fresh("config")
    sagemaker.create_endpoint_config(
        EndpointConfigName=other, ProductionVariants=[variant(make_model(), 1, "Another")]
    )
    routing = {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 60}
    try:
        sagemaker.update_endpoint(
            EndpointName=rollout.endpoint,
            EndpointConfigName=other,
            DeploymentConfig={"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}},
        )
    except sagemaker.exceptions.ClientError as error:
        same("code", error.response["Error"]["Code"], "ValidationException")
    else:
        raise Failed("expected it to be refused")
    same("endpoint", rollout.ended_as(), ("InService", rollout.old))


@check("errors: as the AWS CLI tells them", "aws")
def _() -> None:
    name = fresh("endpoint")
    code, _, errors = aws("sagemaker", "describe-endpoint", "--endpoint-name", name)
    # 255 from version 1, 254 from version 2.
    same("exit code is 254 or 255", code in (254, 255), True)
    contains(
        "stderr",
        errors,
        "An error occurred (ValidationException) when calling the DescribeEndpoint operation: "
        f'Could not find endpoint "{arn("endpoint", name)}".',
    )


@check("errors: InvokeEndpoint of an endpoint that isn't there", "boto3")
def _() -> None:
    name = fresh("endpoint")
    refused(
        lambda: client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=b"x"),
        "ValidationError",
        f"Endpoint {name} of account 000000000000 not found.",
    )


@check("errors: names of endpoints are found whatever their case, but not by InvokeEndpoint", "boto3")
def _() -> None:
    rollout = Rollout(instances=1)
    upper = rollout.endpoint.upper()
    same("EndpointName", describe(upper)["EndpointName"], rollout.endpoint)
    refused(
        lambda: client("sagemaker-runtime").invoke_endpoint(EndpointName=upper, Body=b"x"),
        "ValidationError",
        f"Endpoint {upper} of account 000000000000 not found.",
    )
