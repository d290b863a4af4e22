"""The scenario with boto3."""

import re

import boto3
import botocore.exceptions
import scenario

client = boto3.client("omics")


def guarded(act):
    try:
        return {"answer": act()}
    except botocore.exceptions.ParamValidationError:
        return {"error": "ValidationException"}
    except botocore.exceptions.ClientError as error:
        return {"error": error.response["Error"]["Code"]}


def method(operation):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()


def call(operation, values):
    def act():
        answer = getattr(client, method(operation))(**values)
        answer.pop("ResponseMetadata")
        return answer

    return guarded(act)


def pages(operation, values):
    def act():
        size = values.pop("maxResults", None)
        found = client.get_paginator(method(operation)).paginate(**values, PaginationConfig={"PageSize": size})
        return [item["name"] for page in found for item in page["items"]]

    return guarded(act)


scenario.run(call, pages)
