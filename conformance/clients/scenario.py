"""What the clients in Python share: steps with their references filled in, and requests to the server itself."""

import json
import os
import pathlib
import re
import urllib.request


def steps():
    return json.loads(pathlib.Path(__file__).with_name("scenario.json").read_text(encoding="utf-8"))


def filled(value, answers, number=0):
    """The value with references to earlier answers, and `#`, in place."""
    if isinstance(value, dict):
        return {key: filled(item, answers, number) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, answers, number) for item in value]
    if isinstance(value, str):
        value = re.sub(r"\$\{(\w+)\.(\w+)\}", lambda found: answers[found[1]][found[2]], value)
        return value.replace("#", str(number))
    return value


def control(step):
    url = f"{os.environ['AWS_ENDPOINT_URL_OMICS']}/_omics/{step['control']}"
    body = json.dumps(step["body"]).encode() if "body" in step else None
    request = urllib.request.Request(url, body, {"content-type": "application/json"}, method=step["method"])
    with urllib.request.urlopen(request) as answer:
        return {"answer": answer.status}


def run(call, pages):
    """Makes all steps: `call` and `pages` take an operation and its input and return what to tell."""
    answers = {}
    told = []
    for step in steps():
        if "control" in step:
            told.append(control(step))
            continue
        act = pages if step.get("pages") else call
        for number in range(step.get("times", 1)):
            outcome = act(step["operation"], filled(step["input"], answers, number))
        if "as" in step:
            answers[step["as"]] = outcome["answer"]
        told.append(outcome)
    print(json.dumps(told, default=str))
