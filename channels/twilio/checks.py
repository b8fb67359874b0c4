"""What Twilio's own values look like.

Shapes: https://www.twilio.com/docs/glossary/what-is-a-sid.
"""

from __future__ import annotations

import re

#: The sid of a message.
SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
