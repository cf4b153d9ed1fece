"""What somebody would write with pywebview: one window, one page, and a Python object that finalizes and stores."""

import json
import sys
import time
from pathlib import Path

import requests
import webview

PAGE, API, STORE = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
users = {}


def tell(step, **values):
    print(json.dumps({"step": step, "at": time.time(), **values}), flush=True)


class Api:
    def address(self):
        return API

    def opened(self, _value):
        tell("opened")

    def go(self, _value):
        sys.stdin.readline()

    def finish(self, value):
        session = value["session"]
        finish = {**session, "clientSecret": "secret"}
        users[session["humanId"]] = requests.post(f"{API}/v1/connect/tokens", json=finish, timeout=15).json()
        STORE.write_text(json.dumps(users))
        tell("stored", seconds=time.time() - value["at"])


webview.create_window("Connect", PAGE.name, js_api=Api())
webview.start(gui="qt", private_mode=True)
