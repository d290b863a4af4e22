"""The page of the local service in a headless Chromium.

    page.py CHROMIUM [SCREENSHOT]

A run cache that boto3 makes appears at once, a fault switched on there hits the next call, and everything can be done
with the keyboard. Waits are generous, for machines that are busy: how long the run cache took is printed. Configured by
what `omics local serve` prints; needs boto3 and websocket-client.
"""

import base64
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import websocket

endpoint = os.environ["AWS_ENDPOINT_URL_OMICS"]
omics = boto3.client("omics", config=botocore.config.Config(retries={"total_max_attempts": 1}))


class Page:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             "--remote-allow-origins=*", "--window-size=1200,900", f"--user-data-dir={folder}", "about:blank"],
            stderr=subprocess.PIPE, text=True,
        )
        for line in self.process.stderr:
            if "DevTools listening on" in line:
                port = line.split(":")[-1].split("/")[0]
                break
        else:
            raise SystemExit("chromium ended without listening")
        targets = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list"))
        url = next(target for target in targets if target["type"] == "page")["webSocketDebuggerUrl"]
        self.socket = websocket.create_connection(url, timeout=20)
        self.numbers = itertools.count(1)
        self.events = []

    def ask(self, method, **params):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def value(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, script, seconds):
        start = time.monotonic()
        end = start + seconds
        while not self.value(script):
            assert time.monotonic() < end, f"not within {seconds} s: {script}\n{self.value('document.body.innerText')}"
            time.sleep(0.02)
        return time.monotonic() - start

    def key(self, key, code, text=None):
        common = {"key": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def tab_to(self, script):
        for _ in range(60):
            if self.value(f"document.activeElement.matches({json.dumps(script)})"):
                return
            self.key("Tab", 9)
        raise AssertionError(f"the keyboard does not reach {script}")


def main(program, screenshot=None):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Page(program, folder)
        try:
            seconds = check(page)
            if screenshot:
                image = page.ask("Page.captureScreenshot", format="png")["data"]
                with open(screenshot, "wb") as file:
                    file.write(base64.b64decode(image))
        finally:
            page.process.kill()
            page.process.wait()
    print(f"ok: a run cache appeared {seconds:.2f} s after boto3 made it")


def check(page):
    page.ask("Runtime.enable")
    page.ask("Log.enable")
    page.ask("Page.enable")
    page.ask("Page.navigate", url=f"{endpoint}/_omics/")
    page.wait("document.body?.dataset.live === 'yes'", 10)

    omics.create_run_cache(cacheS3Location="s3://my-bucket/cache/", name="<b>from boto3</b>", requestId="page-1")
    appeared = page.wait("document.querySelector('#requests')?.innerText.includes('CreateRunCache')", 5)
    appeared += page.wait("document.querySelector('#records')?.innerText.includes('<b>from boto3</b>')", 5)

    # A fault, by keyboard alone: the first choice is throttling.
    page.tab_to("#fault")
    page.tab_to("#add-fault")
    page.key("Enter", 13, "\r")
    page.wait("document.querySelector('#faults').innerText.includes('throttle')", 5)
    try:
        omics.list_run_caches()
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "ThrottlingException", error.response
    else:
        raise AssertionError("the fault did not hit the next call")
    page.wait("document.querySelector('#requests tr').innerText.includes('ThrottlingException')", 5)

    page.tab_to("#faults button")
    page.key("Enter", 13, "\r")
    page.wait("document.querySelector('#faults').rows.length === 0", 5)
    omics.list_run_caches()

    page.wait("document.querySelectorAll('#requests button').length === 3", 5)
    page.value("document.querySelectorAll('#requests button')[2].focus()")
    page.key("Enter", 13, "\r")
    page.wait("document.querySelector('#requests').innerText.includes('--aws-sigv4')", 5)
    said = page.value("document.querySelector('#requests').innerText")
    assert "s3://my-bucket/cache/" in said and "AWS_SECRET_ACCESS_KEY" in said, said

    # The policy lets nothing else run, and nothing was refused that the page needs.
    trouble = [event for event in page.events if event["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]
    assert not trouble, trouble
    page.value("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.bad = 1'}))")
    assert page.value("window.bad") is None
    return appeared


if __name__ == "__main__":
    main(*sys.argv[1:])
