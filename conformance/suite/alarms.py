"""CloudWatch's alarms and metrics as far as a rollout needs them."""

from __future__ import annotations

from datetime import datetime, timezone

from checks import Failed, check, same
from clients import account, client, region
from clock import clock, paused
from world import Rollout, fresh, make_alarm


def state(alarm: str) -> str:
    (found,) = client("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    return found["StateValue"]


@check("alarms: made, told of, set off, forgotten", "boto3")
def _() -> None:
    cloudwatch = client("cloudwatch")
    with paused():
        alarm = make_alarm()
        (shown,) = cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        same("AlarmArn", shown["AlarmArn"], f"arn:aws:cloudwatch:{region}:{account}:alarm:{alarm}")
        same("TreatMissingData", shown["TreatMissingData"], "notBreaching")
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="by hand")
        same("state", state(alarm), "ALARM")
        # No data is not breaching: within its next evaluation, a minute at most, it is OK.
        clock("step", {"seconds": 61})
        same("state after its next evaluation", state(alarm), "OK")
        history = cloudwatch.describe_alarm_history(AlarmName=alarm, HistoryItemType="StateUpdate")
        summaries = [item["HistorySummary"] for item in history["AlarmHistoryItems"]]
        same("newest change", summaries[0], "Alarm updated from ALARM to OK")
    cloudwatch.delete_alarms(AlarmNames=[alarm])
    same("gone", cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"], [])


@check("alarms: with an unknown name among them none is deleted, and a deleted one has no tags", "boto3")
def _() -> None:
    cloudwatch, alarm = client("cloudwatch"), make_alarm()
    arn = f"arn:aws:cloudwatch:{region}:{account}:alarm:{alarm}"
    try:
        cloudwatch.delete_alarms(AlarmNames=[alarm, fresh("unknown")])
    except cloudwatch.exceptions.ResourceNotFound:
        pass
    else:
        raise Failed("expected ResourceNotFound")
    same("left", len(cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]), 1)
    cloudwatch.delete_alarms(AlarmNames=[alarm])
    same("tags", cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"], [])


@check("alarms: data over the threshold sets one off", "boto3")
def _() -> None:
    cloudwatch = client("cloudwatch")
    namespace = fresh("Metrics")
    with paused():
        alarm = fresh("alarm")
        cloudwatch.put_metric_alarm(
            AlarmName=alarm,
            Namespace=namespace,
            MetricName="Errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=10,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
        )
        cloudwatch.put_metric_data(
            Namespace=namespace, MetricData=[{"MetricName": "Errors", "Value": 11, "Unit": "Count"}]
        )
        clock("step", {"seconds": 120})
        changes = cloudwatch.describe_alarm_history(AlarmName=alarm, HistoryItemType="StateUpdate")
        summaries = [item["HistorySummary"] for item in changes["AlarmHistoryItems"]]
        same("went off", any(summary.endswith("to ALARM") for summary in summaries), True)


@check("alarms: SageMaker's metrics of invocations", "boto3")
def _() -> None:
    cloudwatch, rollout = client("cloudwatch"), Rollout(instances=1)
    with paused():
        for _ in range(3):
            client("sagemaker-runtime").invoke_endpoint(EndpointName=rollout.endpoint, Body=b"x")
        now = clock()["nowMs"] / 1000
        clock("step", {"seconds": 60})
        told = cloudwatch.get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName="Invocations",
            Dimensions=[
                {"Name": "EndpointName", "Value": rollout.endpoint},
                {"Name": "VariantName", "Value": "AllTraffic"},
            ],
            StartTime=datetime.fromtimestamp(now - 120, timezone.utc),
            EndTime=datetime.fromtimestamp(now + 120, timezone.utc),
            Period=60,
            Statistics=["Sum"],
        )
    same("Invocations", [point["Sum"] for point in told["Datapoints"]], [3.0])


@check("alarms: SageMaker's metrics of instances", "boto3")
def _() -> None:
    cloudwatch, rollout = client("cloudwatch"), Rollout(instances=2)
    dimensions = [
        {"Name": "EndpointName", "Value": rollout.endpoint},
        {"Name": "VariantName", "Value": "AllTraffic"},
    ]
    with paused():
        clock("step", {"seconds": 120})
        now = clock()["nowMs"] / 1000
        told = cloudwatch.get_metric_statistics(
            Namespace="/aws/sagemaker/Endpoints",
            MetricName="MemoryUtilization",
            Dimensions=dimensions,
            StartTime=datetime.fromtimestamp(now - 60, timezone.utc),
            EndTime=datetime.fromtimestamp(now, timezone.utc),
            Period=60,
            Statistics=["SampleCount", "Maximum"],
        )
    # A sample of each instance a minute: by their number AWS counts instances.
    same("samples", {point["SampleCount"] for point in told["Datapoints"]}, {2.0})
    same("unit", {point["Unit"] for point in told["Datapoints"]}, {"Percent"})
    listed = cloudwatch.list_metrics(Namespace="/aws/sagemaker/Endpoints", Dimensions=dimensions)
    names = sorted(metric["MetricName"] for metric in listed["Metrics"])
    same("metrics", names, ["CPUUtilization", "DiskUtilization", "MemoryUtilization"])


@check("alarms: composite", "boto3")
def _() -> None:
    cloudwatch = client("cloudwatch")
    with paused():
        one, other, both = make_alarm(), make_alarm(), fresh("composite")
        cloudwatch.put_composite_alarm(
            AlarmName=both, AlarmRule=f'ALARM("{one}") AND NOT ALARM("{other}")'
        )
        cloudwatch.set_alarm_state(AlarmName=one, StateValue="ALARM", StateReason="by hand")
        clock("step", {"seconds": 1})
        (shown,) = cloudwatch.describe_alarms(AlarmNames=[both], AlarmTypes=["CompositeAlarm"])[
            "CompositeAlarms"
        ]
        same("state", shown["StateValue"], "ALARM")
