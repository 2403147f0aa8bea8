"""S3: large files in parts, as boto3's transfer manager and the AWS CLI send them; copies; versions; tags."""

from __future__ import annotations

import io
import os
import tempfile

from checks import check, same
from clients import aws_ok, client, error_of
from world import fresh

MIB = 1024 * 1024


def bucket() -> str:
    """The bucket of the deployed service: versioned, and its events start nothing outside of models/."""
    (name,) = (one["Name"] for one in client("s3").list_buckets()["Buckets"] if "-models-" in one["Name"])
    return name


def body(size: int) -> bytes:
    """Bytes that differ from part to part."""
    return b"".join(n.to_bytes(8, "big") for n in range(size // 8))


@check("objects: the transfer manager sends 20 MiB in parts, and reads them back", "boto3")
def _() -> None:
    s3, where = client("s3"), {"Bucket": bucket(), "Key": fresh("parts")}
    data = body(20 * MIB)
    s3.upload_fileobj(io.BytesIO(data), where["Bucket"], where["Key"], {"Metadata": {"team": "ml"}})
    head = s3.head_object(**where)
    same("ETag of three parts", head["ETag"][-3:], '-3"')
    same("size and metadata", (head["ContentLength"], head["Metadata"]), (len(data), {"team": "ml"}))
    back = io.BytesIO()
    s3.download_fileobj(where["Bucket"], where["Key"], back)
    same("bytes", back.getvalue() == data, True)


@check("objects: aws s3 cp of 20 MiB, up and down", "aws")
def _() -> None:
    url = f"s3://{bucket()}/{fresh('cp')}"
    with tempfile.TemporaryDirectory() as folder:
        there, back = os.path.join(folder, "there"), os.path.join(folder, "back")
        with open(there, "wb") as file:
            file.write(body(20 * MIB))
        aws_ok("s3", "cp", there, url)
        aws_ok("s3", "cp", url, f"{url}-copy")
        aws_ok("s3", "cp", f"{url}-copy", back)
        with open(there, "rb") as one, open(back, "rb") as other:
            same("bytes", one.read() == other.read(), True)


@check("objects: a copy of one version, with tags of its own", "boto3")
def _() -> None:
    s3, name, key = client("s3"), bucket(), fresh("source")
    first = s3.put_object(Bucket=name, Key=key, Body=b"first", Metadata={"n": "1"}, Tagging="stage=dev")
    s3.put_object(Bucket=name, Key=key, Body=b"second")
    source = {"Bucket": name, "Key": key, "VersionId": first["VersionId"]}
    copied = s3.copy_object(
        Bucket=name,
        Key=f"{key}-copy",
        CopySource=source,
        CopySourceIfMatch=first["ETag"],
        TaggingDirective="REPLACE",
        Tagging="release=r%201",
    )
    same("what was copied", copied["CopySourceVersionId"], first["VersionId"])
    same("ETag", copied["CopyObjectResult"]["ETag"], first["ETag"])
    read = s3.get_object(Bucket=name, Key=f"{key}-copy")
    same("bytes and metadata", (read["Body"].read(), read["Metadata"]), (b"first", {"n": "1"}))
    tags = s3.get_object_tagging(Bucket=name, Key=f"{key}-copy")["TagSet"]
    same("tags", tags, [{"Key": "release", "Value": "r 1"}])


@check("objects: parts copied by range, listed and put together", "boto3")
def _() -> None:
    s3, name, key = client("s3"), bucket(), fresh("ranges")
    data = body(12 * MIB)
    s3.put_object(Bucket=name, Key=key, Body=data)
    where = {"Bucket": name, "Key": f"{key}-copy"}
    upload = {**where, "UploadId": s3.create_multipart_upload(**where)["UploadId"]}
    parts = []
    for number, start in ((1, 0), (2, 6 * MIB)):
        copied = s3.upload_part_copy(
            **upload,
            PartNumber=number,
            CopySource={"Bucket": name, "Key": key},
            CopySourceRange=f"bytes={start}-{start + 6 * MIB - 1}",
        )["CopyPartResult"]
        sums = {member: value for member, value in copied.items() if member.startswith("Checksum")}
        parts.append({"PartNumber": number, "ETag": copied["ETag"], **sums})
    listed = s3.list_parts(**upload)["Parts"]
    same("listed parts", [(p["PartNumber"], p["Size"]) for p in listed], [(1, 6 * MIB), (2, 6 * MIB)])
    going = [one["Key"] for one in s3.list_multipart_uploads(Bucket=name).get("Uploads", [])]
    same("the upload goes on", where["Key"] in going, True)
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    same("bytes", s3.get_object(**where)["Body"].read() == data, True)


@check("objects: parts with boto3's own checksums, of an upload that named no algorithm", "boto3")
def _() -> None:
    s3, where = client("s3"), {"Bucket": bucket(), "Key": fresh("bare")}
    upload = {**where, "UploadId": s3.create_multipart_upload(**where)["UploadId"]}
    sent = s3.upload_part(**upload, PartNumber=1, Body=b"only")
    listed = s3.list_parts(**upload)
    same("checksums listed", [name for name in (*listed, *listed["Parts"][0]) if "Checksum" in name], [])
    parts = [{"PartNumber": 1, "ETag": sent["ETag"]}]
    made = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    same("type of the checksum", made.get("ChecksumType", "FULL_OBJECT"), "FULL_OBJECT")
    same("bytes", s3.get_object(**where)["Body"].read(), b"only")


@check("objects: conditions and version ids are refused in AWS's words", "boto3")
def _() -> None:
    s3, name, key = client("s3"), bucket(), fresh("refused")
    made = s3.put_object(Bucket=name, Key=key, Body=b"x")
    where = {"Bucket": name, "Key": key}
    copy = {**where, "CopySource": where, "CopySourceIfNoneMatch": made["ETag"]}
    error = error_of(lambda: s3.copy_object(**copy))
    same("condition", (error["Code"], error["Condition"]), ("PreconditionFailed", "x-amz-copy-source-If-None-Match"))
    bad = {**where, "VersionId": made["VersionId"][:-4] + "ABCD"}
    for call in (s3.get_object, s3.delete_object):
        error = error_of(lambda call=call: call(**bad))
        same("malformed id", (error["Code"], error["ArgumentName"]), ("InvalidArgument", "versionId"))
    s3.delete_object(**where, VersionId=made["VersionId"])
    error = error_of(lambda: s3.get_object(**where, VersionId=made["VersionId"]))
    same("gone", error["Code"], "NoSuchVersion")
    s3.put_object(**where, Body=b"x")
    s3.copy_object(**where, CopySource=where, StorageClass="STANDARD_IA")
    same("storage class", s3.head_object(**where)["StorageClass"], "STANDARD_IA")


@check("objects: versions and delete markers, a page at a time", "boto3")
def _() -> None:
    s3, name, prefix = client("s3"), bucket(), fresh("versions")
    ids = [s3.put_object(Bucket=name, Key=f"{prefix}/a", Body=str(n))["VersionId"] for n in range(3)]
    marker = s3.delete_object(Bucket=name, Key=f"{prefix}/a")["VersionId"]
    other = s3.put_object(Bucket=name, Key=f"{prefix}/b", Body=b"")["VersionId"]
    pages = s3.get_paginator("list_object_versions").paginate(
        Bucket=name, Prefix=f"{prefix}/", PaginationConfig={"PageSize": 2}
    )
    versions, markers = [], []
    for page in pages:
        versions += [one["VersionId"] for one in page.get("Versions", [])]
        markers += [one["VersionId"] for one in page.get("DeleteMarkers", [])]
    same("versions, newest first", versions, [*reversed(ids), other])
    same("markers", markers, [marker])
