# SPDX-License-Identifier: Apache-2.0
# Compares a site with that of the Python tool: check-pages.py RUN OURS THEIRS
# SCHEMA TABLE.  Pages are the same but for lines that the table explains;
# functions' signatures and arguments are those of the schema.

import difflib
import json
import pathlib
import sys

run, ours, theirs, schema, table = sys.argv[1:]
ours, theirs = pathlib.Path(ours), pathlib.Path(theirs)
provider = next(iter(json.load(open(schema))["provider_schemas"].values()))
rows = []
for line in open(table):
    if line.strip() and not line.startswith("#"):
        weakness, runs, sides, file, n, text = line.rstrip("\n").split(" ", 5)
        if run in runs.split(","):
            rows.append([weakness, sides, file, int(n), text, 0])
faults = []
counts = {"same": 0, "explained": 0, "functions": 0}


def type_name(t, small):
    words = {"string": "string", "number": "number", "bool": "bool",
             "dynamic": "dynamic"}
    if isinstance(t, str):
        word = {"bool": "boolean"}.get(t, t) if not small else words[t]
    elif t[0] in ("list", "set", "map"):
        inner = type_name(t[1], small)
        return (t[0] if small else t[0].title()) + " of " + inner
    else:
        word = t[0]
    return word if small else word.title()


def signature(name, f):
    parts = ["%s %s" % (p["name"], type_name(p["type"], True))
             for p in f.get("parameters", [])]
    v = f.get("variadic_parameter")
    if v:
        parts.append("%s %s..." % (v["name"], type_name(v["type"], True)))
    return "`%s(%s) %s`" % (name, ", ".join(parts),
                            type_name(f["return_type"], True))


def argument(p, variadic):
    text = p.get("description", "").strip()
    return "1. `%s` (%s%s%s) %s" % (
        p["name"], "Variadic, " if variadic else "",
        type_name(p["type"], False),
        ", Nullable" if p.get("is_nullable") else "", text)


def sections(text):
    """A page without the sections of a function's schema, and those."""
    kept, cut, name = [], {}, None
    for line in text.split("\n"):
        if line.startswith("## "):
            name = line[3:] if line[3:] in ("Signature", "Arguments",
                                            "Variadic Arguments") else None
            if name:
                cut[name] = []
                continue
        elif line == "---":     # the global footer
            name = None
        (kept if name is None else cut[name]).append(line)
    return "\n".join(kept), cut


def check_function(path, mine, their):
    rest, cut = sections(mine)
    their_rest, their_cut = sections(their)
    name = path.stem
    f = provider["functions"][name]
    # A template with a signature of its own words is compared as it is.
    if "Signature" not in cut or cut == their_cut:
        return mine, their
    counts["functions"] += 1
    wanted = {"Signature": [signature(name, f)],
              "Arguments": [argument(p, False)
                            for p in f.get("parameters", [])]}
    if "variadic_parameter" in f:
        wanted["Variadic Arguments"] = [argument(f["variadic_parameter"],
                                                 True)]
    for key, lines in wanted.items():
        # A description may have several lines.
        lines = "\n".join(lines).split("\n")
        found = [line for line in cut.get(key, [])]
        while found and not found[-1].strip():
            found.pop()
        while found and not found[0].strip():
            found.pop(0)
        if [l.rstrip() for l in found] != [l.rstrip() for l in lines]:
            faults.append("%s: %s: %r, the schema has %r"
                          % (path, key, found, lines))
    if set(cut) != set(wanted):
        faults.append("%s: sections %r" % (path, sorted(cut)))
    return rest, their_rest


# Lines of the provider's own template and examples; what the template's
# calls print is none.
template = [line for name in ("docs/*.tmpl.md", "examples/*.tf")
            for path in (ours.parent / "components").glob(
                "**/provider.plating/" + name)
            for line in path.read_text().split("\n") if "{" not in line]
# Lines of the provider's settings, as its schema has them.
settings = ["- `%s` (%s) - %s" % (name, type_name(a["type"], False),
                                  a["description"])
            for name, a in provider["provider"]["block"]["attributes"].items()
            if a.get("description")]
pages = ()


def is_like(text, line):
    if text == "@moved":
        return all(line in page for page in pages)
    if text == "@template":
        return line in template
    if text == "@settings":
        return line in settings
    return text == ("@empty" if not line else line)


def explain(file, side, line):
    for row in rows:
        if (side in row[1] and row[2] == str(file) and row[5] < row[3]
                and is_like(row[4], line)):
            row[5] += 1
            counts["explained"] += 1
            return
    faults.append("%s: not explained: %s%s" % (file, side, line))


files = {p.relative_to(d) for d in (ours, theirs) for p in d.rglob("*")
         if p.is_file()}
for file in sorted(files):
    if not (ours / file).exists() or not (theirs / file).exists():
        faults.append("%s: only in one of the sites" % file)
        continue
    mine = (ours / file).read_bytes().decode()
    their = (theirs / file).read_bytes().decode()
    if file.parts[0] == "functions":
        mine, their = check_function(file, mine, their)
    if mine == their:
        counts["same"] += 1
        continue
    pages = their.split("\n"), mine.split("\n")
    for line in difflib.ndiff(*pages):
        if line[0] in "+-":
            explain(file, line[0], line[2:])
for row in rows:
    if row[5] != row[3]:
        faults.append("table: %d lines, not %d, are %s %s %s"
                      % (row[5], row[3], row[0], row[2], row[4]))
print("%s: %d of %d pages are the same, %d functions as in the schema, "
      "%d lines explained" % (run, counts["same"], len(files),
                              counts["functions"], counts["explained"]))
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
