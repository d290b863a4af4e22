"""Driver of the AWS CLI: its own main function a call, in one process, since starting takes it half a second."""

import contextlib
import io
import json
import re

import awscli
import awscli.clidriver
import driver

cli = awscli.clidriver.create_clidriver()

ERROR = re.compile(
    r"An error occurred \((.*?)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (.*)", re.DOTALL
)


def act(operation, values, pages):
    command = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
    options = []
    if pages and "maxResults" in values:
        # The page size is an option, and what comes is all pages.
        options = ["--page-size", str(values.pop("maxResults"))]
    elif operation == "ListRunCaches" and not pages:
        options = ["--no-paginate"]
    line = ["omics", command, "--cli-input-json", json.dumps(values), "--output", "json", *options]
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = cli.main(line)
    if code == 0:
        return {"output": json.loads(stdout.getvalue() or "{}")}
    error = ERROR.search(stderr.getvalue())
    if error:
        return {"error": {"code": error[1], "message": error[2].strip()}}
    if "Parameter validation failed" in stderr.getvalue():
        return {"error": {"code": "ValidationException", "message": stderr.getvalue().strip()}}
    raise SystemExit(f"{line}: {stderr.getvalue()}")


driver.run("awscli", awscli.__version__, act)
