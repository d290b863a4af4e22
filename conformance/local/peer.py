"""A run-cache service as one would write it in an afternoon: threads and SQLite with full sync, no signatures, no checks.

    peer.py FILE

It prints its port. What `local-load` measures ours beside.
"""

import json
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

local = threading.local()


def database():
    if not hasattr(local, "database"):
        local.database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
        local.database.execute("pragma journal_mode = wal")
        local.database.execute("pragma synchronous = full")
    return local.database


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        rows = database().execute("select record from caches order by position limit 100")
        self.answer(200, {"items": [json.loads(record) for (record,) in rows]})

    def do_POST(self):
        values = json.loads(self.rfile.read(int(self.headers["content-length"])))
        record = {
            "arn": "arn:aws:omics:us-east-1:123456789012:runCache/1",
            "cacheBehavior": "CACHE_ON_FAILURE",
            "cacheS3Uri": values["cacheS3Location"] + "/00000000-0000-4000-8000-000000000000/",
            "creationTime": "2026-01-01T00:00:00Z",
            "id": "1",
            "name": values.get("name"),
            "status": "ACTIVE",
        }
        database().execute(
            "insert into caches (token, record) values (?, ?)", (values["requestId"], json.dumps(record))
        )
        self.answer(201, record)


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


database().execute("create table caches (position integer primary key, token text unique, record text)")
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
