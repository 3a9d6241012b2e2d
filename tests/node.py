"""JavaScript modules that need no page, run by Node: values in, values out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any


def evaluated(module: Path, expression: str, *values: object) -> Any:
    """The value of a JavaScript expression over the module `m` and the given `v`."""
    given = json.dumps(json.dumps(values))  # parsed there, since a literal would treat __proto__ as special
    program = (
        f"import * as m from {json.dumps(module.as_uri())}; const v = JSON.parse({given});"
        f"process.stdout.write(JSON.stringify({expression}) ?? 'null');"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-"], input=program, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
