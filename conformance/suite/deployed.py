"""What Greenlight's own template makes, as scripts look at it: function URLs, secrets, queues."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from checks import Failed, Skipped, check, contains, same
from clients import account, aws, aws_ok, client, region, url

try:
    import boto3
    import botocore.exceptions
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
except ImportError:
    boto3 = None

stack = "greenlight-local"
signed_function = f"{stack}-operateSigned"


def function_arn(name: str) -> str:
    return f"arn:aws:lambda:{region}:{account}:function:{name}"


def no_url_of(name: str) -> None:
    """Checks that Lambda knows no URL of a function."""
    try:
        client("lambda").get_function_url_config(FunctionName=name)
    except botocore.exceptions.ClientError as error:
        same("error", error.response["Error"]["Code"], "ResourceNotFoundException")
        same("HTTP status", error.response["ResponseMetadata"]["HTTPStatusCode"], 404)
        return
    raise Failed(f"expected ResourceNotFoundException for {name}; got no error")


def post(address: str, body: object, signed: bool) -> tuple[int, dict[str, Any], str]:
    """Posts JSON to a function's URL: status, the body that is answered, AWS's name for what is wrong."""
    data = json.dumps(body).encode()
    request = AWSRequest("POST", address, data=data, headers={"content-type": "application/json"})
    if signed:
        SigV4Auth(boto3.Session().get_credentials(), "lambda", region).add_auth(request)
    sent = urllib.request.Request(address, data=data, headers=dict(request.headers), method="POST")
    try:
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return answer.status, json.load(answer), ""
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers.get("x-amzn-ErrorType", "")


@check("deployed: the URL for signed requests, and functions that have none", "boto3")
def _() -> None:
    shown = client("lambda").get_function_url_config(FunctionName=signed_function)
    same("AuthType", shown["AuthType"], "AWS_IAM")
    same("InvokeMode", shown["InvokeMode"], "BUFFERED")
    same("FunctionArn", shown["FunctionArn"], function_arn(signed_function))
    contains("FunctionUrl", shown["FunctionUrl"], signed_function)
    again = client("lambda").get_function_url_config(FunctionName=shown["FunctionArn"])
    same("by its ARN", again["FunctionUrl"], shown["FunctionUrl"])
    no_url_of(f"{stack}-operate")
    no_url_of("nobody")


@check("deployed: the URL for signed requests, with the AWS CLI", "aws")
def _() -> None:
    shown = aws_ok("lambda", "get-function-url-config", "--function-name", signed_function)
    same("AuthType", shown["AuthType"], "AWS_IAM")
    same("FunctionArn", shown["FunctionArn"], function_arn(signed_function))
    code, _, errors = aws("lambda", "get-function-url-config", "--function-name", f"{stack}-operate")
    same("exit code", code == 0, False)
    contains("error", errors, "ResourceNotFoundException")


@check("deployed: a request signed by botocore is taken, one that nobody signed is not", "boto3")
def _() -> None:
    address = client("lambda").get_function_url_config(FunctionName=signed_function)["FunctionUrl"]
    wish = {"command": "abort", "endpoint": "conformance-none", "reason": "none", "key": "conformance"}
    status, body, _ = post(address, wish, signed=True)
    same("status", status, 200)
    same("done", body["done"], "nothing")
    status, body, _ = post(address, {"command": "abort"}, signed=True)
    same("status of what is no wish", status, 400)
    contains("message", body["message"], "endpoint")
    status, body, error = post(address, wish, signed=False)
    same("status of what nobody signed", (status, error), (403, "AccessDeniedException"))
    contains("Message", body["Message"], "Forbidden")


@check("deployed: the secrets of Slack, links and webhooks", "boto3")
def _() -> None:
    secrets = client("secretsmanager")
    for name in (f"{stack}/slack", f"{stack}/links", f"{stack}/signing"):
        shown = secrets.describe_secret(SecretId=name)
        same("ARN", shown["ARN"][:-6], f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-")
        contains("Description", shown["Description"], "Slack" if name.endswith("slack") else "signs")
    for name in (f"{stack}/links", f"{stack}/signing"):
        same("length", len(secrets.get_secret_value(SecretId=name)["SecretString"]), 64)
    slack = secrets.get_secret_value(SecretId=f"{stack}/slack")["SecretString"]
    same("Slack's is JSON", type(json.loads(slack)), dict)


@check("deployed: the queue of Slack and its dead letters", "boto3")
def _() -> None:
    sqs = client("sqs")
    try:
        queue = sqs.get_queue_url(QueueName=f"{stack}-slack")["QueueUrl"]
    except sqs.exceptions.QueueDoesNotExist as error:
        raise Skipped("the template deploys none") from error
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    same("QueueArn", shown["QueueArn"], f"arn:aws:sqs:{region}:{account}:{stack}-slack")
    redrive = json.loads(shown["RedrivePolicy"])
    contains("deadLetterTargetArn", redrive["deadLetterTargetArn"], f":{stack}-slack-dead-letters")


@check("deployed: the dead letters, with the AWS CLI", "aws")
def _() -> None:
    # Version 1 of the AWS CLI does not take SQS's address from AWS_ENDPOINT_URL.
    sqs = ("--endpoint-url", url, "sqs")
    name = f"{stack}-dead-letters"
    queue = aws_ok(*sqs, "get-queue-url", "--queue-name", name)["QueueUrl"]
    shown = aws_ok(*sqs, "get-queue-attributes", "--queue-url", queue, "--attribute-names", "All")
    same("QueueArn", shown["Attributes"]["QueueArn"], f"arn:aws:sqs:{region}:{account}:{name}")
    same("retention", shown["Attributes"]["MessageRetentionPeriod"], "1209600")
