"""`python -m matchmaker.scoring.lexicon.check [DIRECTORY]`: print what is wrong with the data files."""

from __future__ import annotations

import sys
from pathlib import Path

from matchmaker.scoring.lexicon.findings import check
from matchmaker.scoring.lexicon.loader import DATA_DIR


def main() -> int:
    """Print the findings; exit status 1 when there is an error."""
    findings = check(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA_DIR)
    for one in findings:
        sys.stdout.write(f"{one.level} {one.code} {one.file} {one.concept}: {one.message}\n")
    return 1 if any(one.level == "error" for one in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
