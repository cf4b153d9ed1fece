"""Floor: so many finishes sent with ``requests`` alone, so many at once; tells the seconds."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

ADDRESS, COUNT, AT_ONCE = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def post(number):
    finish = {"humanId": f"human-{number}", "clientId": "c1", "sessionToken": f"session-{number}", "clientSecret": "s"}
    answer = requests.post(f"{ADDRESS}/v1/connect/tokens", json=finish, timeout=15)
    assert answer.json()["accessToken"]


begun = time.perf_counter()
with ThreadPoolExecutor(AT_ONCE) as pool:
    list(pool.map(post, range(COUNT)))
print(
    json.dumps({"step": "sent", "seconds": time.perf_counter() - begun, "processor": time.process_time()}), flush=True
)
