"""JSON as all our files and `--json` write it."""

from __future__ import annotations

import json
import re

# Escaped inside JSON strings: terminals obey C1 controls, line separators break scripts, surrogates break UTF-8.
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def to_text(value: object) -> str:
    """JSON that a person can read and that no character in it can leave."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
