"""Sets one part of a long print in a process of its own, so that the memory Typst took ends with it.

Run by its path: told on stdin, `[template, what it says, timestamp, label to ask for or ""]`; the PDF, or the answer, on stdout.
"""

import json
import sys

import typst


def main() -> None:
    template, told, timestamp, label = json.load(sys.stdin.buffer)
    said = {"data": json.dumps(told, ensure_ascii=False)}
    if label:
        made = typst.query(template, f"<{label}>", field="value", one=True, sys_inputs=said).encode()
    else:
        made = typst.compile(template, sys_inputs=said, format="pdf", timestamp=timestamp)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
