# SPDX-License-Identifier: Apache-2.0
"""Reads files of test cases that were written by hand.

Each line is a template, in which the sign ⏎ stands for a newline.  Empty
lines and lines that begin with ";;" are skipped, and these are special:

  @set KEY[=VALUE]...   the settings of the cases that follow; without any,
                        all are the default
  @template NAME TEXT   another template that the cases of this file can use
"""


def setting(word):
    key, _, value = word.partition("=")
    if value in ("", "true", "false"):
        return key, value != "false"
    return key, value


def read(path):
    """The cases of the file at PATH."""
    settings, templates, cases = {}, {}, []
    with open(path, encoding="utf-8", newline="\n") as f:
        lines = f.read().split("\n")
    base = path.rsplit("/", 1)[-1].removesuffix(".cases")
    for n, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(";;"):
            continue
        line = line.replace("⏎", "\n")
        if line.startswith("@set"):
            settings = dict(setting(w) for w in line.split()[1:])
        elif line.startswith("@template "):
            _, name, text = line.split(" ", 2)
            templates[name] = text
        else:
            used = {k: v for k, v in templates.items()
                    if k in line or any(k in templates[t] for t in templates
                                        if t in line)}
            cases.append({"name": f"{base}:{n}", "settings": settings,
                          "text": line, "templates": used})
    return cases
