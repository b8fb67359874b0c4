"""The load of benchmarks/turns: signed Twilio messages of many citizens over kept-alive connections.

    python -m benchmarks.load PORT PUBLIC_URL AUTH_TOKEN CITIZENS CONNECTIONS

Every citizen sends the messages of `SCRIPT` in order; prints requests, seconds and latencies (ms) as JSON.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

SCRIPT = (
    "saw 2 lads smash the window of a blue honda outside 14 elm st e8 about 2am last night, one had a crowbar",
    "dark hoodies one tall. ran off to the canal",
    "no",
    "yes",
)


class Line:
    """One kept-alive connection to the webhook."""

    def __init__(self, port: int, public_url: str, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.url, self.token = public_url + "/webhooks/twilio", token.encode()

    def send(self, sender: str, text: str) -> float:
        """Milliseconds from sending one message to its 200."""
        form = {"MessageSid": "SM" + secrets.token_hex(16), "AccountSid": "AC" + "0" * 32, "From": sender,
                "To": "+15005550006", "Body": text, "NumMedia": "0", "SmsStatus": "received"}  # fmt: skip
        signed = self.url + "".join(key + form[key] for key in sorted(form))
        signature = base64.b64encode(hmac.new(self.token, signed.encode(), hashlib.sha1).digest()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        started = time.perf_counter()
        self.connection.request("POST", "/webhooks/twilio", urllib.parse.urlencode(form), headers)
        response = self.connection.getresponse()
        response.read()
        if response.status != 200:
            sys.exit(f"the webhook answered {response.status}")
        return 1000 * (time.perf_counter() - started)


def main(port: int, public_url: str, token: str, citizens: int, connections: int) -> None:
    own = threading.local()

    def citizen(number: int) -> list[float]:
        if not hasattr(own, "line"):
            own.line = Line(port, public_url, token)
        sender = f"+44770{number % 10**7:07d}"
        return [own.line.send(sender, text) for text in SCRIPT]

    first = secrets.randbelow(10**6)
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        latencies = [ms for took in pool.map(citizen, range(first, first + citizens)) for ms in took]
    seconds = time.perf_counter() - started
    print(json.dumps({"requests": len(latencies), "seconds": seconds, "latencies": sorted(latencies)}))


if __name__ == "__main__":
    port, url, token, citizens, connections = sys.argv[1:]
    main(int(port), url, token, int(citizens), int(connections))
