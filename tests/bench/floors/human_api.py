"""A bare Human API over loopback: recorded pages, and tokens for whoever asks. Prints its port, and serves until its
standard input ends."""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGES = {
    path: (kind, base64.b64decode(body)) for path, (kind, body) in json.loads(Path(sys.argv[1]).read_text()).items()
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece
    disable_nagle_algorithm = True

    def do_GET(self):
        kind, body = PAGES.get(self.path.partition("?")[0], ("application/json", b"[]"))
        self.answer(kind, body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        human_id = asked["humanId"]
        answer = {"humanId": human_id, "clientId": asked["clientId"], "publicToken": f"{human_id}-p"}
        self.answer("application/json", json.dumps({**answer, "accessToken": f"{human_id}-a"}).encode())

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"step": "serving", "port": server.server_port}), flush=True)
sys.stdin.readline()
