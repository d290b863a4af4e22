"""The scenario with the AWS CLI: its own main function a call, in one process, since starting takes it half a second."""

import contextlib
import io
import json
import re

import awscli.clidriver
import scenario

driver = awscli.clidriver.create_clidriver()


def aws(operation, values, *options):
    command = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
    line = ["omics", command, "--cli-input-json", json.dumps(values), "--output", "json", *options]
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = driver.main(line)
    if code == 0:
        return {"answer": json.loads(stdout.getvalue() or "{}")}
    error = re.search(r"An error occurred \((\w+)\)", stderr.getvalue())
    if error:
        return {"error": error[1]}
    if "Parameter validation failed" in stderr.getvalue():
        return {"error": "ValidationException"}
    raise SystemExit(f"{line}: {stderr.getvalue()}")


def call(operation, values):
    # The page size is an option, and what comes is all pages.
    options = ["--no-paginate"] if operation == "ListRunCaches" else []
    return aws(operation, values, *options)


def pages(operation, values):
    size = values.pop("maxResults", None)
    outcome = aws(operation, values, *(["--page-size", str(size)] if size else []))
    return {"answer": [item["name"] for item in outcome["answer"]["items"]]}


scenario.run(call, pages)
