# SPDX-License-Identifier: Apache-2.0
"""Compares the pages of odd projects with those of the Python tool:
compare.py DIRECTORY TABLE.  The index is not compared, the tables of other
tests say why; it must link all pages that are there, and no others."""

import pathlib
import re
import sys

top, table = pathlib.Path(sys.argv[1]), sys.argv[2]
rows = {}
for line in open(table, encoding="utf-8"):
    if line.strip() and line[0] != "#":
        rows[tuple(line.split())] = 0
same, faults = 0, []


def pages(directory):
    return {str(p.relative_to(directory)): p.read_bytes()
            for p in directory.rglob("*.md")} if directory.is_dir() else {}


def differs(project, what, path):
    row = (project, what, path)
    if row in rows:
        rows[row] += 1
    else:
        faults.append("%s: %s: %s" % row)


for project in sorted(p.name for p in top.iterdir()):
    theirs = pages(top / project / "theirs")
    ours = pages(top / project / "docs")
    index = ours.pop("index.md", b"").decode()
    theirs.pop("index.md", None)
    for path in sorted(theirs.keys() | ours.keys()):
        if path not in ours:
            differs(project, "theirs", path)
        elif path not in theirs:
            differs(project, "ours", path)
        elif ours[path] != theirs[path]:
            differs(project, "other", path)
        else:
            same += 1
    links = set(re.findall(r"^- \[`.*`\]\(\./(.*)\)$", index, re.M))
    if links != ours.keys():
        faults.append("%s: the index links %s" % (
            project, sorted(links ^ ours.keys())))
for row, n in rows.items():
    if not n:
        faults.append("not so: %s %s %s" % row)
print("%d pages are the same, %d differ as explained" % (same, len(rows)))
for fault in faults:
    print(fault)
sys.exit(1 if faults or same < 60 else 0)
