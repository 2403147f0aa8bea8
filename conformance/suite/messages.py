"""EventBridge's patterns, topics and queues: what real AWS takes and refuses."""

from __future__ import annotations

import json
from typing import Any

from checks import Failed, check, contains, same
from clients import account, client, refused, region

try:
    from botocore.exceptions import ClientError
except ImportError:
    pass


def error_of(**call: Any) -> tuple[str, str]:
    """The code and the message that an operation is refused with: `error_of(sqs=("send_message", {…}))`."""
    ((service, (operation, parameters)),) = call.items()
    try:
        getattr(client(service), operation)(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise Failed(f"expected {service} {operation} to be refused")


def matches(pattern: dict[str, Any], detail: dict[str, Any]) -> bool:
    event = {
        "id": "1",
        "source": "shop",
        "detail-type": "Order",
        "account": account,
        "region": region,
        "time": "2026-01-05T00:00:00Z",
        "detail": detail,
    }
    return client("events").test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))[
        "Result"
    ]


def topic() -> str:
    return client("sns").list_topics()["Topics"][0]["TopicArn"]


def queue() -> str:
    return client("sqs").list_queues(QueueNamePrefix="greenlight-local-dead-letters")["QueueUrls"][0]


@check("messages: a pattern's name with dots is the same as nested ones", "boto3")
def _() -> None:
    for pattern in ({"state.status": ["running"]}, {"state": {"status": ["running"]}}):
        for detail in ({"state.status": "running"}, {"state": {"status": "running"}}):
            same(f"{pattern} matches {detail}", matches({"detail": pattern}, detail), True)


@check("messages: patterns that EventBridge refuses", "boto3")
def _() -> None:
    for matcher, reason in (
        ({"anything-but": {"prefix": ""}}, "Null prefix/suffix not allowed"),
        ({"anything-but": ["a", 1]}, "mixed type is not supported"),
        ({"wildcard": "a**"}, "Consecutive wildcard characters at pos 2"),
        ({"wildcard": "*:*:*:*:*:event-bus/*"}, "Rule is too complex - try using fewer wildcard characters"),
    ):
        pattern = json.dumps({"detail": {"a": [matcher]}})
        code, message = error_of(events=("put_rule", {"Name": "refused", "EventPattern": pattern}))
        same("code", code, "InvalidEventPatternException")
        contains("message", message, reason)


@check("messages: malformed ARNs and data types are refused by SNS", "boto3")
def _() -> None:
    refused(
        lambda: client("sns").publish(TopicArn="randomstring", Message="x"),
        "InvalidParameter",
        "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
    )
    attributes = {"a": {"DataType": "String.", "StringValue": "x"}}
    code, message = error_of(
        sns=("publish", {"TopicArn": topic(), "Message": "x", "MessageAttributes": attributes})
    )
    same("code", code, "ParameterValueInvalid")
    contains("message", message, "has an invalid message attribute type")


@check("messages: an earlier receipt handle deletes, and a bare name is a QueueUrl", "boto3")
def _() -> None:
    sqs, url = client("sqs"), queue()
    name = url.rsplit("/", 1)[-1]
    sent = sqs.send_message(QueueUrl=name, MessageBody="conformance")["MessageId"]
    handles = []
    for _ in range(2):
        told = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)["Messages"]
        handles += [message["ReceiptHandle"] for message in told if message["MessageId"] == sent]
    same("handles differ", len(set(handles)), 2)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handles[0])
    left = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
    same("deleted", [message for message in left if message["MessageId"] == sent], [])


@check("messages: a batch may have 1 MiB in all", "boto3")
def _() -> None:
    entries = [{"Id": "1", "MessageBody": "a" * 1_048_576}, {"Id": "2", "MessageBody": "a"}]
    code, message = error_of(sqs=("send_message_batch", {"QueueUrl": queue(), "Entries": entries}))
    same("code", code, "AWS.SimpleQueueService.BatchRequestTooLong")
    same(
        "message",
        message,
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    )


@check("messages: control characters and reserved names are refused by SQS", "boto3")
def _() -> None:
    url = queue()
    code, _message = error_of(sqs=("send_message", {"QueueUrl": url, "MessageBody": "a\x08"}))
    same("of a body", code, "InvalidMessageContents")
    for name, value in (("a", "a\x08"), ("AWS.a", "a"), ("a.", "a"), ("a!", "a"), ("a" * 257, "a")):
        attributes = {name: {"DataType": "String", "StringValue": value}}
        message = {"QueueUrl": url, "MessageBody": "a", "MessageAttributes": attributes}
        same(f"of attribute {name[:9]}", error_of(sqs=("send_message", message))[0], "InvalidParameterValue")
