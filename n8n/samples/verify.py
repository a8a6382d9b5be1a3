"""Verifies a webhook of the service in Python 3.9, without a dependency (Standard Webhooks, standardwebhooks.com).

    python3 verify.py vectors.json     runs the test vectors
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import time

# Maximum distance between the timestamp and the clock, in seconds.
TOLERANCE = 5 * 60


def verify(secret, headers, body, now=None):
    """Returns the parsed body of a webhook, or raises ValueError with the reason to refuse it (answer it with 401).

    `secret` is the value of N8N_WEBHOOK_SECRET. `headers` has names in lower case. `body` holds the raw bytes as
    received (`request.get_data()` in Flask, `request.body` in Django): JSON that is parsed and written again has
    another signature. `now` is in seconds since 1970.
    """
    now = time.time() if now is None else now
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not webhook_id:
        raise ValueError("no webhook-id")
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        raise ValueError("no webhook-timestamp")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise ValueError("too old, or the clocks differ")

    key = base64.b64decode(secret.removeprefix("whsec_"))
    # Anybody could sign with an empty key.
    if len(key) < 24:
        raise ValueError("the secret is missing or too short")
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    # While a secret is rotated, the header holds a signature for each of the two, separated by a space.
    matches = [hmac.compare_digest(given.encode(), expected) for given in signatures.split(" ")]
    if not any(matches):
        raise ValueError("wrong signature")
    return json.loads(body)


def mistakes(vectors):
    """Returns the name of each test vector on which `verify` decides wrongly."""

    def is_accepted(vector):
        try:
            verify(vector["secret"], vector["headers"], vector["body"].encode(), vector["now"])
        except ValueError:
            return False
        return True

    return [vector["name"] for vector in vectors if is_accepted(vector) != vector["accepted"]]


def main(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    wrong = mistakes(vectors)
    for name in wrong:
        print(f"wrong: {name}", file=sys.stderr)
    print(f"Python: {len(vectors) - len(wrong)} of {len(vectors)} vectors")
    return 1 if wrong or not vectors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
