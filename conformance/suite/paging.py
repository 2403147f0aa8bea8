"""Lists: paginators, filters, orders."""

from __future__ import annotations

from typing import Any

from checks import Failed, check, same
from clients import aws_ok, client
from world import fresh, image, make_config, make_model, role


def pages(operation: str, key: str, name: str, **parameters: Any) -> tuple[list[int], list[str]]:
    """How many each page has, and the names of all."""
    found = [page[key] for page in client("sagemaker").get_paginator(operation).paginate(**parameters)]
    return [len(page) for page in found], [item[name] for page in found for item in page]


def models(stem: str, count: int) -> list[str]:
    names = [f"{stem}-{index}" for index in range(count)]
    for name in names:
        client("sagemaker").create_model(
            ModelName=name, PrimaryContainer={"Image": image}, ExecutionRoleArn=role
        )
    return names


@check("paging: models, two a page, none twice, none left out", "boto3")
def _() -> None:
    stem = fresh("paged")
    names = models(stem, 5)
    sizes, got = pages(
        *("list_models", "Models", "ModelName"),
        NameContains=stem,
        SortBy="Name",
        SortOrder="Ascending",
        PaginationConfig={"PageSize": 2},
    )
    same("names", got, names)
    same("page sizes", sizes, [2, 2, 1])


@check("paging: MaxItems and StartingToken", "boto3")
def _() -> None:
    stem = fresh("paged")
    names = models(stem, 3)
    paginator = client("sagemaker").get_paginator("list_models")
    asked = {"NameContains": stem, "SortBy": "Name", "SortOrder": "Ascending"}
    first = paginator.paginate(**asked, PaginationConfig={"PageSize": 1, "MaxItems": 2}).build_full_result()
    rest = paginator.paginate(
        **asked, PaginationConfig={"StartingToken": first["NextToken"]}
    ).build_full_result()
    got = [model["ModelName"] for model in first["Models"] + rest["Models"]]
    same("names", got, names)


@check("paging: endpoint configs, newest first unless asked otherwise", "boto3")
def _() -> None:
    made = [make_config(1) for _ in range(3)]
    _, got = pages(
        *("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"),
        NameContains="conformance-config",
        SortBy="Name",
        SortOrder="Descending",
    )
    same("by name, descending", got, sorted(got, reverse=True))
    same("all there", set(made) <= set(got), True)


@check("paging: endpoints by status", "boto3")
def _() -> None:
    _, in_service = pages(
        *("list_endpoints", "Endpoints", "EndpointStatus"),
        StatusEquals="InService",
        PaginationConfig={"PageSize": 3},
    )
    same("statuses", set(in_service), {"InService"})
    _, failed = pages("list_endpoints", "Endpoints", "EndpointName", StatusEquals="Failed")
    same("failed", failed, [])


@check("paging: a token that is none", "boto3")
def _() -> None:
    make_model()
    try:
        client("sagemaker").list_models(NextToken="nonsense")
    except client("sagemaker").exceptions.ClientError as error:
        same("code", error.response["Error"]["Code"], "ValidationException")
    else:
        raise Failed("expected it to be refused")


@check("paging: the AWS CLI pages by itself", "aws")
def _() -> None:
    stem = fresh("paged")
    names = models(stem, 3)
    got = aws_ok(
        *("sagemaker", "list-models", "--name-contains", stem, "--sort-by", "Name"),
        *("--sort-order", "Ascending", "--page-size", "2", "--query", "Models[].ModelName"),
    )
    same("names", got, names)
