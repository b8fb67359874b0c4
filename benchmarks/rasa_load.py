"""The load of `benchmarks.load` on Rasa's REST channel, which has no signature to check.

python -m benchmarks.rasa_load PORT CITIZENS CONNECTIONS
"""

from __future__ import annotations

import http.client
import json
import secrets
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.load import SCRIPT


def send(connection: http.client.HTTPConnection, sender: str, text: str) -> float:
    """Milliseconds from sending one message to the replies."""
    started = time.perf_counter()
    connection.request("POST", "/webhooks/rest/webhook", json.dumps({"sender": sender, "message": text}))
    response = connection.getresponse()
    if not json.loads(response.read()):
        sys.exit("the assistant said nothing")
    return 1000 * (time.perf_counter() - started)


def main(port: int, citizens: int, connections: int) -> None:
    own = threading.local()

    def citizen(_: int) -> list[float]:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sender = secrets.token_hex(8)
        return [send(own.connection, sender, text) for text in SCRIPT]

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        latencies = [ms for took in pool.map(citizen, range(citizens)) for ms in took]
    seconds = time.perf_counter() - started
    print(json.dumps({"requests": len(latencies), "seconds": seconds, "latencies": sorted(latencies)}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
