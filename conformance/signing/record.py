"""Requests of any content and the signatures botocore gives them, for the tests of the signer.

    python -m venv venv && venv/bin/pip install botocore
    venv/bin/python conformance/signing/record.py 400 1 > conformance/signing/vectors.jsonl

The first argument is the number of requests, the second the seed. To compare with as many fresh
ones as you like, write them elsewhere and name the file:

    venv/bin/python conformance/signing/record.py 10000 $RANDOM > /tmp/vectors.jsonl
    SIGNING_VECTORS=/tmp/vectors.jsonl cargo test -p conformance --test signing

A line is a request: how it is signed (`style`: `v4`, `s3`, `query` or `s3-query`), what is signed,
and what botocore adds.
"""

import datetime
import json
import random
import string
import sys

import botocore.auth
import botocore.awsrequest
import botocore.credentials

SCHEMES = ["http", "https"]
HOSTS = ["example.com", "Example.COM", "omics.us-west-2.amazonaws.com", "[::1]", "127.0.0.1", "xn--bcher-kva.example"]
PORTS = ["", "", "", ":", ":80", ":443", ":8080", ":1"]
SEGMENTS = ["", ".", "..", "...", "a", "b.c", "%2E", "%2F", "%20", "+", "~", "a:b", "a@b", "a;b", "a,b", "(x)", "'q'", "%C3%A4", "!*", "$&=", "%25", "%7e"]
QUERY = ["a", "b", "A", "a-b", "a.b", "a%20b", "a+b", "%2B", "%26", "%3D", "=", "~", "x:y", "x/y", "x?y", "x@y", "%C3%A4", "*", "'", ""]
NAMES = ["x-a", "X-B", "x-amz-meta-c", "Content-Type", "Range", "X-Amz-Target", "x-a-b", "If-Match", "user-agent", "x-amzn-trace-id", "expect", "te", "connection"]
VALUES = ["1", "  padded  ", "two  spaces", "a\tb", "a,b", '"quoted  text"', "", "ü", "日本語", "\U0001f9ec x", "é  é", "a=b;c", "%20"]


def path(rng):
    return "".join("/" + rng.choice(SEGMENTS) for _ in range(rng.randrange(5)))


def query(rng):
    if rng.random() < 0.4:
        return ""
    pairs = []
    for _ in range(rng.randrange(5)):
        pair = rng.choice(QUERY)
        if rng.random() < 0.8:
            pair += "=" + "".join(rng.choice(QUERY) for _ in range(rng.randrange(3)))
        pairs.append(pair)
    return "?" + "&".join(pairs)


def word(rng, letters, most):
    return "".join(rng.choice(letters) for _ in range(rng.randrange(1, most)))


def plain_query(rng):
    """One that botocore does not rewrite before it presigns."""
    names = rng.sample(["a", "b", "A", "a-b", "x_y", "z.~"], rng.randrange(4))
    pairs = [name + "=" + rng.choice(["1", "", "a%20b", "%2F", "%C3%A4", "~"]) for name in names]
    return "?" + "&".join(pairs) if pairs else ""


def case(rng):
    style = rng.choice(["v4", "v4", "v4", "s3", "query", "s3-query"])
    presigned = style.endswith("query")
    url = rng.choice(SCHEMES) + "://" + rng.choice(HOSTS) + rng.choice(PORTS)
    url += path(rng) or ("/" if style.startswith("s3") else "")
    url += plain_query(rng) if presigned else query(rng)
    headers = []
    for _ in range(rng.randrange(5)):
        headers.append([rng.choice(NAMES), rng.choice(VALUES)])
    if rng.random() < 0.1:
        headers.append(["Host", rng.choice(["other.example", "other.example:99"])])
    bodies = ["", "{}", word(rng, string.printable, 300), "日本語"]
    body = "" if presigned else rng.choice(bodies)
    return {
        "style": style,
        "method": rng.choice(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"]),
        "url": url,
        "headers": headers,
        "body": body,
        "access_key": "AKID" + word(rng, string.ascii_uppercase, 17),
        "secret": word(rng, string.ascii_letters + "/+", 41),
        "token": word(rng, string.ascii_letters + "/+=", 60) if rng.random() < 0.4 else None,
        "region": rng.choice(["us-west-2", "eu-isoe-west-1", "x"]),
        "service": rng.choice(["omics", "s3", "execute-api"]),
        "seconds": rng.randrange(4102444800),
        "expires": rng.randrange(1, 604801),
    }


def sign(case):
    now = datetime.datetime.fromtimestamp(case["seconds"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: now.replace(tzinfo=None)
    request = botocore.awsrequest.AWSRequest(
        method=case["method"], url=case["url"], data=case["body"].encode()
    )
    for name, value in case["headers"]:
        request.headers.add_header(name, value)
    credentials = botocore.credentials.Credentials(
        case["access_key"], case["secret"], case["token"]
    )
    arguments = [credentials, case["service"], case["region"]]
    if case["style"].endswith("query"):
        kinds = {"query": botocore.auth.SigV4QueryAuth, "s3-query": botocore.auth.S3SigV4QueryAuth}
        auth = kinds[case["style"]](*arguments, expires=case["expires"])
        auth.add_auth(request)
        parameters = request.url.partition("?")[2].split("&")
        found = dict(pair.partition("=")[::2] for pair in parameters)
        return {"signature": found["X-Amz-Signature"], "signed": found["X-Amz-SignedHeaders"]}
    kinds = {"v4": botocore.auth.SigV4Auth, "s3": botocore.auth.S3SigV4Auth}
    kinds[case["style"]](*arguments).add_auth(request)
    return {"authorization": request.headers["Authorization"]}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    for _ in range(count):
        request = case(rng)
        request.update(sign(request))
        print(json.dumps(request, ensure_ascii=False, separators=(",", ":")))


main()
