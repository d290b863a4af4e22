"""Creates, reads, lists and deletes a run cache through boto3.

    boto3_local.py ENDPOINT_URL

boto3 signs, prefixes hosts and retries in its own way, so what it gets along with is not merely
what our own client sends.
"""

import sys

import boto3
import botocore.config
import botocore.exceptions


def main(endpoint_url):
    omics = boto3.client(
        "omics",
        endpoint_url=endpoint_url,
        region_name="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        # A prefix before `127.0.0.1` is no host.
        config=botocore.config.Config(inject_host_prefix=False, proxies={}),
    )
    created = omics.create_run_cache(
        cacheS3Location="s3://my-bucket/cache/",
        name="from boto3",
        cacheBehavior="CACHE_ALWAYS",
        tags={"team": "genomics"},
        requestId="interop-1",
    )
    assert created["status"] == "ACTIVE", created
    assert created["tags"] == {"team": "genomics"}, created

    again = omics.create_run_cache(
        cacheS3Location="s3://my-bucket/cache/",
        name="from boto3",
        cacheBehavior="CACHE_ALWAYS",
        tags={"team": "genomics"},
        requestId="interop-1",
    )
    assert again["id"] == created["id"], (created, again)

    got = omics.get_run_cache(id=created["id"])
    assert got["name"] == "from boto3", got
    assert got["creationTime"].tzinfo is not None, got

    pages = omics.get_paginator("list_run_caches").paginate(PaginationConfig={"PageSize": 1})
    listed = [item["id"] for page in pages for item in page["items"]]
    assert listed == [created["id"]], listed

    omics.update_run_cache(id=created["id"], name="renamed")
    assert omics.get_run_cache(id=created["id"])["name"] == "renamed"

    omics.delete_run_cache(id=created["id"])
    try:
        omics.get_run_cache(id="999999")
    except omics.exceptions.ResourceNotFoundException:
        pass
    else:
        raise AssertionError("a cache that was never created was found")

    try:
        omics.create_run_cache(cacheS3Location="no location")
    except omics.exceptions.ValidationException:
        pass
    except botocore.exceptions.ParamValidationError as error:
        raise AssertionError("boto3 checked the pattern itself") from error
    else:
        raise AssertionError("a location that is none was accepted")
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1])
