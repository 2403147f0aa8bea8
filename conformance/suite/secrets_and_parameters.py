"""Secrets Manager and Parameter Store, as scripts use them."""

from __future__ import annotations

from checks import check, contains, same
from clients import account, aws, aws_ok, client, refused, region
from world import fresh


@check("secrets: made, rotated, read by stage, deleted", "boto3")
def _() -> None:
    secrets, name = client("secretsmanager"), fresh("slack/token")
    made = secrets.create_secret(Name=name, SecretString="one", Tags=[{"Key": "team", "Value": "a"}])
    prefix = f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-"
    same("ARN", made["ARN"][:-6], prefix)
    put = secrets.put_secret_value(SecretId=name, SecretString="two")
    same("stages", put["VersionStages"], ["AWSCURRENT"])
    same("current", secrets.get_secret_value(SecretId=made["ARN"])["SecretString"], "two")
    previous = secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
    same("previous", previous["SecretString"], "one")
    shown = secrets.describe_secret(SecretId=name)
    same(
        "versions",
        shown["VersionIdsToStages"],
        {made["VersionId"]: ["AWSPREVIOUS"], put["VersionId"]: ["AWSCURRENT"]},
    )
    same("tags", shown["Tags"], [{"Key": "team", "Value": "a"}])
    listed = secrets.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": [name]}])
    same("listed", [one["Name"] for page in listed for one in page["SecretList"]], [name])
    secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    refused(
        lambda: secrets.get_secret_value(SecretId=name),
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    )


@check("secrets: bytes come back as they were", "boto3")
def _() -> None:
    secrets, name = client("secretsmanager"), fresh("key")
    secrets.create_secret(Name=name, SecretBinary=b"\x00\xff")
    same("SecretBinary", secrets.get_secret_value(SecretId=name)["SecretBinary"], b"\x00\xff")


@check("secrets: parameters, secure ones hidden unless they are decrypted", "boto3")
def _() -> None:
    ssm, name = client("ssm"), "/" + fresh("greenlight/channel")
    same("Version", ssm.put_parameter(Name=name, Value="one", Type="SecureString")["Version"], 1)
    told = ssm.get_parameter(Name=name)["Parameter"]
    same("hidden", "one" in told["Value"], False)
    same("ARN", told["ARN"], f"arn:aws:ssm:{region}:{account}:parameter{name}")
    told = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    same("Value", told["Value"], "one")
    refused(
        lambda: ssm.put_parameter(Name=name, Value="two", Type="SecureString"),
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    )
    several = ssm.get_parameters(Names=[name, "/none"])
    same("InvalidParameters", several["InvalidParameters"], ["/none"])
    ssm.delete_parameter(Name=name)
    try:
        ssm.get_parameter(Name=name)
    except ssm.exceptions.ParameterNotFound:
        return
    same("after its deletion", "found", "ParameterNotFound")


@check("secrets: the first version is current, even if it is put as pending", "boto3")
def _() -> None:
    secrets, name = client("secretsmanager"), fresh("pending")
    secrets.create_secret(Name=name)
    put = secrets.put_secret_value(SecretId=name, SecretString="one", VersionStages=["AWSPENDING"])
    same("stages", put["VersionStages"], ["AWSCURRENT", "AWSPENDING"])
    same("current", secrets.get_secret_value(SecretId=name)["SecretString"], "one")


@check("secrets: a parameter is the same with a slash before its name and without", "boto3")
def _() -> None:
    ssm, name = client("ssm"), fresh("plain").replace("/", "-")
    ssm.put_parameter(Name=name, Value="one", Type="String")
    told = ssm.get_parameter(Name=f"/{name}")["Parameter"]
    same("name and value", (told["Name"], told["Value"]), (f"/{name}", "one"))
    refused(
        lambda: ssm.put_parameter(Name=f"/{name}", Value="two", Type="String"),
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    )


@check("secrets: parameters by path, page by page", "boto3")
def _() -> None:
    ssm, path = client("ssm"), "/" + fresh("app")
    for index in range(12):
        ssm.put_parameter(Name=f"{path}/{index:02}", Value=str(index), Type="String")
    pages = list(ssm.get_paginator("get_parameters_by_path").paginate(Path=path))
    same("pages", [len(page["Parameters"]) for page in pages], [10, 2])


@check("secrets: with the AWS CLI", "aws")
def _() -> None:
    name = fresh("cli")
    aws_ok("secretsmanager", "create-secret", "--name", name, "--secret-string", "one")
    read = aws_ok("secretsmanager", "get-secret-value", "--secret-id", name, "--query", "SecretString")
    same("SecretString", read, "one")
    aws_ok("ssm", "put-parameter", "--name", f"/{name}", "--value", "one", "--type", "String")
    read = aws_ok("ssm", "get-parameter", "--name", f"/{name}", "--query", "Parameter.Value")
    same("Value", read, "one")
    code, _, errors = aws("ssm", "get-parameter", "--name", "/none")
    same("exit code", code == 0, False)
    contains("error", errors, "ParameterNotFound")
