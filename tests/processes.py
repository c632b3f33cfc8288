"""What tests ask about processes."""

import os
import time
from pathlib import Path


def is_running(process):
    """Whether a process still runs some seconds later."""
    for _ in range(50):
        status = Path(f"/proc/{process}/stat")
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        if status.is_file() and status.read_text(encoding="utf-8").split(") ")[
            1
        ].startswith("Z"):
            return False
        time.sleep(0.1)
    return True
