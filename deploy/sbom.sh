#!/usr/bin/env bash
# Writes build/tayang.cdx.json and has it judged by the validator of those who made the format.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python deploy/sbom.py build/tayang.cdx.json
tools=$(deploy/tools.sh)
"$tools/bin/python" - build/tayang.cdx.json <<'PYTHON'
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text("utf-8"))
sys.exit(f"not valid CycloneDX 1.6: {fault}" if fault else None)
PYTHON
echo "valid CycloneDX 1.6"
