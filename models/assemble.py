"""Write the pipeline ``zh_govreport``, words by the package's model, for ``spacy.load``.

python models/assemble.py build/zh_govreport
"""

from __future__ import annotations

import sys
from pathlib import Path

import govnlp


def main() -> None:
    """The command."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    nlp = govnlp.load(segmenter="pkuseg")
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{folder}: {len(files)} files, {size:,} bytes")


if __name__ == "__main__":
    main()
