"""What the drivers in Python share: the loop that makes the calls it is told. `README.md` has the protocol."""

import datetime
import json
import sys


def plain(value):
    """A value as JSON has it: timestamps as RFC 3339 has them, in UTC."""
    if isinstance(value, datetime.datetime):
        text = value.astimezone(datetime.timezone.utc).isoformat()
        return text.replace("+00:00", "Z")
    raise TypeError(f"{value!r} has no form in JSON")


def run(client, version, act):
    """Makes calls until there are no more: `act` takes operation, input and whether all pages are wanted."""
    # What a library prints is not an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"client": client, "version": version}), file=answers, flush=True)
    for line in sys.stdin:
        call = json.loads(line)
        told = act(call["operation"], call["input"], call["pages"])
        print(json.dumps(told, default=plain), file=answers, flush=True)
