"""Driver of boto3."""

import re

import boto3
import botocore.exceptions
import driver

client = boto3.client("omics")


def act(operation, values, pages):
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    try:
        if pages:
            return {"output": all_pages(method, values)}
        output = getattr(client, method)(**values)
        output.pop("ResponseMetadata")
        return {"output": output}
    except botocore.exceptions.ParamValidationError as error:
        return {"error": {"code": "ValidationException", "message": str(error)}}
    except botocore.exceptions.ClientError as error:
        told = error.response["Error"]
        return {"error": {"code": told["Code"], "message": told["Message"]}}


def all_pages(method, values):
    size = values.pop("maxResults", None)
    pages = client.get_paginator(method).paginate(**values, PaginationConfig={"PageSize": size})
    return pages.build_full_result()


driver.run("boto3", boto3.__version__, act)
