# SPDX-License-Identifier: Apache-2.0
"""Generates test cases from a seed and counts which productions of the
grammar they reach."""

import random
import re

import grammar
from statements import PARTIALS, Statements

TOKEN = re.compile(r"\{%[-+]?|[-+]?%\}|\{\{-?|-?\}\}|\{#|#\}|\w+|\s+|'[^'\n]*'"
                   r"|[^\w\s]")

# What damage puts into a template.
INSERTS = ["|", ".", ",", "(", ")", "[", "]", "{", "}", "==", "=", "~", "!",
           "not", "is", "in", "if", "else", "for", "and", "none", "'", '"',
           "{%", "%}", "{{", "}}", "{#", "endif", "endfor", "@", "$", "\\",
           "1.", "0x", "1e", "**", "*", ":", ";", "loop", "nosuch", "set"]

SETTINGS = {
    "undefined": ["default", "default", "default", "strict", "chainable"],
    "trim_blocks": [False, False, True],
    "lstrip_blocks": [False, False, True],
    "keep_trailing_newline": [False, False, True],
    "main": ["main.tmpl", "main.tmpl", "main.tmpl", "main.html", "main.xml"],
}


def required():
    """The productions that every run must reach, apart from those that
    Statements counts under names of its own."""
    names = []
    for row in grammar.table(grammar.FILTERS):
        names.append("filter:" + row[0])
        names += [f"filter:{row[0]}:{p[0]}" for p in row[3]]
    for row in grammar.table(grammar.TESTS, False):
        names.append("test:" + row[0])
    for row in grammar.table(grammar.METHODS):
        names.append("method:" + row[0])
    names += ["loop." + w for w in grammar.LOOP + ["cycle", "changed"]]
    names += ["operator:" + o for o in grammar.BINARY]
    names += ["compare:" + o for o in grammar.COMPARE]
    names += ["compare:chain", "unary:-", "unary:+", "logic:and", "logic:or",
              "logic:not", "conditional:else", "conditional:short",
              "literal:list", "literal:tuple", "literal:dict",
              "subscript:item", "subscript:slice", "subscript:negative",
              "subscript:dotted", "subscript:number", "call:range",
              "call:dict", "call:namespace", "call:joiner", "call:cycler",
              "call:macro", "call:spread", "precedence", "test-not",
              "test-argument:bare", "argument:positional",
              "argument:keyword", "argument:spread", "output:tuple",
              "expression:group", "name:local", "atom:enormous"]
    names += ["statement:" + s for s in (
        "output set_value set_block namespace condition loop loop_word "
        "with_block macro call_block filter_block block autoescape comment "
        "raw include import_whole import_names do extends").split()]
    names += ["set:plain", "set:unpack", "set:attribute", "set-block:filter",
              "if:elif", "if:else", "for:plain", "for:pair", "for:recursive",
              "for:people", "for:filter", "for:else", "loop:break",
              "loop:continue", "macro:varargs", "macro:kwargs",
              "macro:caller", "macro:name", "call-block:arguments",
              "filter-block:chain", "block:scoped", "block:required",
              "block:super", "block:self", "include:ignore missing",
              "include:with context", "include:without context",
              "import:context", "from:as", "from:context",
              "whitespace:begin-", "whitespace:begin+", "whitespace:end-",
              "whitespace:end+", "whitespace:output-begin",
              "whitespace:output-end", "whitespace:comment",
              "error:type", "error:argument", "damage:delete",
              "damage:insert", "damage:swap", "damage:double",
              "damage:cut"]
    names += ["setting:undefined=strict", "setting:undefined=chainable",
              "setting:trim_blocks", "setting:lstrip_blocks",
              "setting:keep_trailing_newline", "setting:autoescape"]
    return sorted(set(names))


def damage(rng, text, use):
    """TEXT with a token too many, too few or in the wrong place."""
    tokens = TOKEN.findall(text)
    kind = rng.choice(["delete", "insert", "swap", "double", "cut"])
    use("damage:" + kind)
    at = rng.randrange(len(tokens)) if tokens else 0
    if kind == "delete":
        del tokens[at:at + 1]
    elif kind == "insert":
        tokens.insert(at, rng.choice(INSERTS))
    elif kind == "swap":
        other = rng.randrange(len(tokens)) if tokens else 0
        if tokens:
            tokens[at], tokens[other] = tokens[other], tokens[at]
    elif kind == "double":
        tokens[at:at] = tokens[at:at + 1]
    else:
        del tokens[at:]
    return "".join(tokens)


def focused(rng, counts, wanted):
    """A maker that has used WANTED and the template that it made; if chance
    does not want it so, without."""
    for _ in range(20):
        maker = Statements(rng, counts,
                           rng.choice([0, 0, 0, 0.02, 0.05, 0.1]))
        text = maker.focus(wanted)
        if text is None:
            text = maker.template(rng.choice([1, 2, 3]))
        if wanted in maker.used:
            break
    return maker, text


def case(rng, counts, name, wanted):
    """A case and the productions that it reaches."""
    kind = rng.choice(["expression", "expression", "template", "template",
                       "text"])
    if wanted and kind != "text":
        maker, text = focused(rng, counts, wanted)
    else:
        maker = Statements(rng, counts,
                           rng.choice([0, 0, 0, 0.02, 0.05, 0.1]))
        text = maker.output(rng.choice([1, 2, 3, 4])) \
            if kind == "expression" else maker.template(
                rng.choice([1, 2, 3]))
    if rng.random() < 0.12:
        text = damage(rng, text, maker.use)
    settings = {k: rng.choice(v) for k, v in SETTINGS.items()}
    for key in ("trim_blocks", "lstrip_blocks", "keep_trailing_newline"):
        if settings[key]:
            maker.use("setting:" + key)
        else:
            del settings[key]
    maker.use("setting:undefined=" + settings["undefined"])
    if settings["main"] != "main.tmpl":
        maker.use("setting:autoescape")
    templates = {n: t for n, t in PARTIALS.items() if n in text}
    for parent in ("_middle.md",):
        if parent in templates:
            templates["_base.md"] = PARTIALS["_base.md"]
    return {"name": name, "settings": settings, "text": text,
            "templates": templates}, maker.used


def generate(seed, count, acceptable, least=20):
    """COUNT cases from SEED, and more until every production is reached
    LEAST times.  ACCEPTABLE tells which of them can be judged at all."""
    rng = random.Random(seed)
    counts, cases, n = {}, [], 0
    wanted = required()
    while len(cases) < count or n < 6 * count and any(
            counts.get(w, 0) < least for w in wanted):
        n += 1
        seldom = [w for w in wanted if counts.get(w, 0) < least]
        made, used = case(rng, counts, f"generated-{seed}-{n}",
                          rng.choice(seldom) if seldom and n % 8 else None)
        if not acceptable(made):
            continue
        for production in used:
            counts[production] = counts.get(production, 0) + 1
        cases.append(made)
    return cases, counts, [w for w in wanted if counts.get(w, 0) < least]
