"""What the parts of `figures` are compared with: the same work, on the same input, in Python or by jq.

    peers.py part NAME SIZE TIMES
    peers.py jq PROGRAM SIZE TIMES
"""

import io
import json
import subprocess
import sys
from types import SimpleNamespace

QUERY = "items[?status=='ACTIVE'].{a: id, b: name} | sort_by(@, &b)"
JQ = '[.items[] | select(.status == "ACTIVE") | {a: .id, b: .name}] | sort_by(.b)'


def answer(items):
    """As `answer` in figures/part.rs."""
    return {
        "items": [
            {
                "arn": f"arn:aws:omics:us-west-2:123456789012:runCache/{at}",
                "cacheBehavior": "CACHE_ALWAYS",
                "cacheS3Uri": f"s3://bucket/caches/{at}",
                "creationTime": "2026-01-02T03:04:05.678000+00:00",
                "id": str(at),
                "name": f"cache {(at * 7919) % 1_000_003}",
                "status": "ACTIVE" if at % 2 == 0 else "DELETED",
            }
            for at in range(items)
        ]
    }


def validate(tags):
    import botocore.session
    from botocore.validate import ParamValidator

    model = botocore.session.get_session().get_service_model("omics")
    shape = model.operation_model("CreateRunCache").input_shape
    document = {
        "cacheS3Location": "s3://bucket/caches/",
        "cacheBehavior": "CACHE_ALWAYS",
        "name": "cache",
        "description": "all of it",
        "cacheBucketOwnerId": "123456789012",
        "requestId": "1",
        "tags": {f"key-{at}": f"value {at}" for at in range(tags)},
    }
    validator = ParamValidator()

    def work():
        assert not validator.validate(document, shape).has_errors()

    return work


def jmespath(items):
    import jmespath

    document = answer(items)
    return lambda: jmespath.compile(QUERY).search(document)


def read_json(items):
    text = json.dumps(answer(items))
    return lambda: json.loads(text)


def formatter(name):
    def prepare(items):
        from awscli.formatter import get_formatter

        document = answer(items)
        arguments = SimpleNamespace(query=None, output=name, color="off")

        def work():
            get_formatter(name, arguments)("list-run-caches", document, io.StringIO())

        return work

    return prepare


def yaml(items):
    import yaml

    document = answer(items)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return lambda: yaml.dump(document, Dumper=dumper, sort_keys=False)


PARTS = {
    "validate": validate,
    "jmespath": jmespath,
    "read-json": read_json,
    "json": formatter("json"),
    "text": formatter("text"),
    "table": formatter("table"),
    "yaml": yaml,
}


def main(kind, name, size, times):
    if kind == "jq":
        text = json.dumps(answer(int(size)), separators=(",", ":")).encode()
        for _ in range(int(times)):
            subprocess.run([name, "--compact-output", JQ], input=text, stdout=subprocess.DEVNULL, check=True)
        return
    work = PARTS[name](int(size))
    for _ in range(int(times)):
        work()


main(*sys.argv[1:])
