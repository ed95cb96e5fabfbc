# SPDX-License-Identifier: Apache-2.0
"""Makes whole templates: statements around the expressions."""

import grammar
from expressions import FILTERS, METHODS, TESTS, Expressions

TEXTS = ["x", "text ", "\n", "a\nb", "  ", "\n\n", "- item", "{ }", "%",
         "é", "<b>&</b>", "\n  indented", "\t", "} }", "# ", "{ ", "'q'"]

# Templates that generated ones refer to.
PARTIALS = {
    "_part.md": "part {{ word }} {{ local }}\n",
    "_loop.md": "{% for n in numbers %}{{ n }},{% endfor %}\n\n",
    "_fails.md": "line one\n{{ word }}\n{{ nope.deeper }}\n",
    "_syntax.md": "fine\n{% if %}\n",
    "_escaped.html": "{{ html }}{{ html|safe }}|{{ '<' ~ word }}",
    "_macros.md": "{% macro wrap(x, y='d') %}<{{ x }}:{{ y }}>{% endmacro %}"
                  "{% macro broken(x) %}\n\n{{ x.a.b }}{% endmacro %}"
                  "{% set exported = 5 %}{% set _private = 6 %}text\n",
    "_context.md": "{% macro here() %}{{ word }}{{ local }}{% endmacro %}"
                   "{% set seen = local %}",
    "_base.md": "head\n{% block top %}base top {{ word }}{% endblock %}\n"
                "{% block body scoped %}{{ seven }}{% block inner %}in"
                "{% endblock %}{% endblock body %}\ntail {{ local }}\n",
    "_middle.md": "{% extends '_base.md' %}{% block top %}middle("
                  "{{ super() }}){% endblock %}",
    "_required.md": "{% block must required %}{% endblock %}",
}

# Which method makes productions with names of this kind: statements, and
# expressions of some type.
AROUND = {
    "set": "set_value", "set-block": "set_block", "if": "condition",
    "for": "loop", "loop": "loop_word", "macro": "macro",
    "call-block": "call_block", "filter-block": "filter_block",
    "block": "block", "include": "include", "import": "import_whole",
    "from": "import_names",
}
INSIDE = {
    "compare": ("with_compare", ["boolean"]),
    "logic": ("with_logic", ["boolean", "string"]),
    "conditional": ("conditional", ["string", "integer", "list"]),
    "literal": ("literal", ["list", "stock"]),
    "subscript": ("subscript", ["list", "string"]),
    "call": ("with_call", ["list", "string", "integer"]),
}


class Statements(Expressions):
    def __init__(self, rng, counts, error_rate):
        self.rng = rng
        self.counts = counts
        self.error_rate = error_rate
        self.names = []
        self.n = 0
        self.blocks = []
        self.in_loop = False
        self.used = set()

    def use(self, production):
        self.used.add(production)

    def fresh_name(self):
        self.n += 1
        return self.rng.choice(["v", "item", "tmp_", "été"]) + str(self.n)

    def tag(self, inside):
        begin = self.rng.choices(["{%", "{%-", "{%+"], [8, 1, 0.5])[0]
        end = self.rng.choices(["%}", "-%}", "+%}"], [8, 1, 0.5])[0]
        for mark, what in ((begin[2:], "begin"), (end[:-2], "end")):
            if mark:
                self.use("whitespace:" + what + mark)
        blank = self.rng.choices([" ", "", "\n", "  "], [10, 1, 0.5, 1])[0]
        if not blank and inside[0] in "+-":
            blank = " "
        return begin + blank + inside + (blank or " ") + end

    def output(self, depth=3):
        self.use("statement:output")
        begin = self.rng.choices(["{{", "{{-"], [9, 1])[0]
        end = self.rng.choices(["}}", "-}}"], [9, 1])[0]
        if begin[2:]:
            self.use("whitespace:output-begin")
        if end[0] == "-":
            self.use("whitespace:output-end")
        text = self.expression("any", depth)
        if self.rng.random() < 0.05:
            self.use("output:tuple")
            text += ", " + self.expression("any", 1)
        blank = self.rng.choices([" ", "\n", "  "], [10, 1, 1])[0]
        return begin + blank + text + blank + end

    def body(self, depth):
        parts = []
        saved = list(self.names)
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            parts.append(self.rng.choice(TEXTS))
            parts.append(self.statement(depth - 1))
        parts.append(self.rng.choice(TEXTS + [""] * 5))
        self.names = saved
        return "".join(parts)

    def statement(self, depth):
        makers = [
            self.output, self.set_value, self.comment, self.raw,
            self.include, self.import_whole, self.import_names, self.do,
            self.loop_word]
        if depth > 0:
            makers += [
                self.condition, self.loop, self.set_block, self.with_block,
                self.macro, self.call_block, self.filter_block, self.block,
                self.autoescape, self.namespace]
        maker = self.choose(makers, lambda m: "statement:" + m.__name__)
        if maker == self.output:
            return self.output()
        self.use("statement:" + maker.__name__)
        return maker(depth)

    def target(self, kind):
        name = self.fresh_name()
        self.added = (name, kind)
        return name

    def pick(self, *kinds):
        return self.rng.choice(kinds)

    def focus(self, production):
        """A template around PRODUCTION, or None if that is only reached
        by chance."""
        words = production.split(":")
        tables = {"filter": (FILTERS, self.with_filter),
                  "test": (TESTS, self.with_test),
                  "method": (METHODS, self.with_method)}
        if words[0] in tables:
            rows, maker = tables[words[0]]
            rows = [r for r in rows if r[0] == words[1]]
            row = self.rng.choice(rows)
            kind = "boolean" if words[0] == "test" else row[2]
            return "{{ " + maker(kind, 1, row) + " }}"
        if production.startswith("loop."):
            what = production[5:]
            self.use(production)
            tail = {"cycle": "cycle('odd', 'even')",
                    "changed": "changed(v)"}.get(what, what)
            return (self.tag("for v in " + self.expression("list", 1))
                    + "{{ loop." + tail + " }}," + self.tag("endfor"))
        if words[0] == "operator":
            self.use(production)
            return "{{ " + self.operand("operand", 1) + " " + words[1] \
                + " " + self.operand("operand", 0) + " }}"
        if words[0] == "unary":
            self.use(production)
            return "{{ " + words[1] + self.operand("number", 1) + " }}"
        if words[0] == "statement":
            maker = getattr(self, words[1], None)
            if maker and maker != self.output:
                self.use(production)
                return maker(2)
        if words[0] in AROUND:
            return getattr(self, AROUND[words[0]])(2)
        if words[0] in INSIDE:
            name, kinds = INSIDE[words[0]]
            text = getattr(self, name)(self.rng.choice(kinds), 2)
            return None if text is None else "{{ " + text + " }}"
        return None

    def set_value(self, depth):
        form = self.choose(["plain", "unpack", "attribute"],
                           lambda f: "set:" + f)
        self.use("set:" + form)
        if form == "unpack":
            a, b = self.fresh_name(), self.fresh_name()
            value = self.rng.choice(["1, 'z'", "(word, none)", "grid[0]",
                                     "'ab'", "[1, 2, 3]", "one"])
            self.names += [(a, "integer"), (b, "string")]
            return self.tag(f"set {a}, {b} = {value}")
        if form == "attribute":
            name = self.rng.choice(["nsp"] * 4 + ["word", "nope"])
            start = self.tag("set nsp = namespace()")
            return start + self.tag(f"set {name}"
                            f".x = {self.expression('any', 1)}")
        kind = self.pick("integer", "string", "list", "stock", "float",
                         "boolean")
        value = self.expression(kind, depth + 1)
        name = self.fresh_name()
        self.names.append((name, kind))
        return self.tag(f"set {name} = {value}")

    def set_block(self, depth):
        name = self.fresh_name()
        text = "set " + name
        if self.rng.random() < 0.4:
            self.use("set-block:filter")
            text += " | " + self.rng.choice(
                ["upper", "trim", "replace('a', 'b')", "upper|trim",
                 "wordcount"])
        made = self.tag(text) + self.body(depth) + self.tag("endset")
        self.names.append((name, "string"))
        return made

    def namespace(self, depth):
        name = self.fresh_name()
        loop = self.expression("iterable", 1)
        return (self.tag(f"set {name} = namespace(n=0, {{'m': 1}})"
                         if self.rng.random() < 0.1
                         else f"set {name} = namespace(n=0)")
                + self.tag(f"for q in {loop}")
                + self.tag(f"set {name}.n = {name}.n + 1")
                + self.tag("endfor") + "{{ " + name + ".n }}")

    def condition(self, depth):
        text = self.tag("if " + self.expression("boolean", depth))
        text += self.body(depth)
        while self.rng.random() < 0.3:
            self.use("if:elif")
            text += self.tag("elif " + self.expression("any", 1))
            text += self.body(depth)
        if self.rng.random() < 0.5:
            self.use("if:else")
            text += self.tag("else") + self.body(depth)
        return text + self.tag("endif")

    def loop(self, depth):
        form = self.choose(["plain", "pair", "recursive", "people"],
                           lambda f: "for:" + f)
        self.use("for:" + form)
        saved, was = list(self.names), self.in_loop
        name = self.fresh_name()
        self.in_loop = True
        if form == "recursive":
            text = self.tag(f"for {name} in tree recursive")
            text += "{{ " + name + ".label }}{{ loop.depth }}"
            self.names.append((name + ".label", "string"))
            text += self.body(depth - 1)
            text += "[{{ loop(" + name + ".children) }}]"
        else:
            if form == "pair":
                other = self.fresh_name()
                head = f"for {name}, {other} in " + self.rng.choice(
                    ["stock.items()", "stock|items", "stock|dictsort",
                     "[(1, 2), (3, 4)]", "people|groupby('age')",
                     "grid[:2]", "grid", "words|batch(2)", "numbers"])
                self.names.append((other, "integer"))
            elif form == "people":
                head = f"for {name} in " + self.expression("people", 1)
                self.names.append((name + ".name", "string"))
                self.names.append((name, "person"))
            else:
                head = f"for {name} in " + self.expression("iterable", 1)
                self.names.append((name, "string"))
            if self.rng.random() < 0.3:
                self.use("for:filter")
                condition = self.rng.choice(
                    [name, name + " is string", name + " != 2",
                     self.expression("boolean", 1)])
                head += " if " + condition
            text = self.tag(head)
            if self.rng.random() < 0.6:
                what = self.choose(grammar.LOOP + ["cycle", "changed"],
                                   lambda w: "loop." + w)
                self.use("loop." + what)
                text += "{{ loop." + {
                    "cycle": "cycle('odd', 'even')",
                    "changed": "changed(" + name + ")"
                }.get(what, what) + " }}"
            text += self.body(depth)
        if form != "recursive" and self.rng.random() < 0.3:
            self.use("for:else")
            self.in_loop = was
            text += self.tag("else") + self.body(depth - 1)
        self.names, self.in_loop = saved, was
        return text + self.tag("endfor")

    def loop_word(self, depth):
        word = self.rng.choice(["break", "continue"])
        self.use("loop:" + word)
        if not self.in_loop:
            return (self.tag("for z in [1, 2, 3]") + "{{ z }}"
                    + self.tag("if z == 2") + self.tag(word)
                    + self.tag("endif") + "," + self.tag("endfor"))
        return self.tag(word)

    def with_block(self, depth):
        saved = list(self.names)
        pairs = []
        for _ in range(self.rng.choice([0, 1, 2])):
            name, kind = self.fresh_name(), self.pick("integer", "string")
            pairs.append(name + " = " + self.expression(kind, 1))
            self.names.append((name, kind))
        text = self.tag("with " + ", ".join(pairs) if pairs else "with")
        text += self.body(depth) + self.tag("endwith")
        self.names = saved
        return text

    def macro(self, depth):
        name = self.fresh_name()
        saved, was = list(self.names), self.in_loop
        form = self.rng.choice(["", "a", "a, b=2", "a, b='x', c=a", "b=[]"])
        self.names = [n for n in self.names if n[1] != "macro"]
        self.names += [("a", "string"), ("b", "integer")]
        self.in_loop = False
        inside = self.body(depth)
        for word in ("varargs", "kwargs", "caller", "name"):
            if self.rng.random() < 0.15:
                self.use("macro:" + word)
                inside += {
                    "varargs": "{{ varargs }}", "kwargs": "{{ kwargs }}",
                    "caller": "{{ caller() if caller }}",
                    "name": "{{ " + name + ".name }}{{ " + name
                            + ".arguments }}{{ " + name + ".catch_kwargs }}"
                }[word]
        self.names, self.in_loop = saved, was
        self.names.append((name, "macro"))
        text = self.tag(f"macro {name}({form})") + inside
        text += self.tag("endmacro" + self.rng.choice([""] * 9 + [" " + name]))
        if self.rng.random() < 0.7:
            text += "{{ " + name + "(" + self.rng.choice(
                ["", "1", "word", "1, 2", "b=9", "1, 2, 3, 4", "q=1"]) + ") }}"
        return text

    def call_block(self, depth):
        macros = [n for n, k in self.names if k == "macro"]
        prefix = ""
        if not macros or self.rng.random() < 0.6:
            name = self.fresh_name()
            prefix = self.tag(f"macro {name}(p='d')") + self.rng.choice(
                ["[{{ caller() }}]", "{{ caller(1) }}{{ caller(p) }}",
                 "{{ p }}", "{{ caller('x', y=2) }}"]) + self.tag("endmacro")
            macros = [name]
        inner = self.rng.choice(["", "(u)", "(u, y=1)", "()"])
        if inner:
            self.use("call-block:arguments")
        saved = list(self.names)
        if "u" in inner:
            self.names.append(("u", "string"))
        text = self.tag("call" + inner + " " + self.rng.choice(macros)
                        + self.rng.choice(["()", "('P')", "(p=word)"]))
        text += self.body(depth) + self.tag("endcall")
        self.names = saved
        return prefix + text

    def filter_block(self, depth):
        rows = [r for r in grammar.table(grammar.FILTERS)
                if r[0] not in ("d", "default", "first", "last")
                and r[1] in ("string", "html", "any")
                and r[2] in ("string", "markup")]
        text = self.filter_text(self.rng.choice(rows), 0)
        if self.rng.random() < 0.3:
            self.use("filter-block:chain")
            text += "|" + self.rng.choice(["upper", "trim", "title", "e"])
        return self.tag("filter " + text) + self.body(depth) \
            + self.tag("endfilter")

    def block(self, depth):
        name = self.rng.choice(["top", "body", "inner", "own", "dup"])
        if name in self.blocks and self.rng.random() < 0.8:
            name = "own" + str(len(self.blocks))
        self.blocks.append(name)
        words = self.rng.choice(["", "", " scoped", " required"
                                 if self.rng.random() < 0.3 else ""])
        if words:
            self.use("block:" + words.strip())
        inside = self.body(depth) if "required" not in words else " \n"
        if self.rng.random() < 0.2:
            self.use("block:super")
            inside += "{{ super() }}"
        if self.rng.random() < 0.1:
            self.use("block:self")
            inside += "{{ self.inner() }}"
        return (self.tag("block " + name + words) + inside
                + self.tag("endblock" + self.rng.choice(["", " " + name])))

    def autoescape(self, depth):
        value = self.rng.choice(["true", "false", "yes", "true"])
        return self.tag("autoescape " + value) + self.body(depth) \
            + self.tag("endautoescape")

    def comment(self, depth):
        text = self.rng.choice(["note", "{{ x }}", "{% if %}", "a\nb", ""])
        begin = self.rng.choice(["{#", "{#", "{#-", "{#+"])
        end = self.rng.choice(["#}", "#}", "-#}", "+#}"])
        if begin[2:] or end[:-2]:
            self.use("whitespace:comment")
        return begin + " " + text + " " + end

    def raw(self, depth):
        text = self.rng.choice(["{{ x }}", "{% if %}{#", " \n plain \n",
                                "{{ '{% raw %}' }}"])
        return self.tag("raw") + text + self.tag("endraw")

    def name_of_template(self):
        self.uses_partials = True
        if self.rng.random() < self.error_rate:
            return self.rng.choice(["'_nowhere.md'", "none", "3",
                                    "'_syntax.md'", "nope", "[]"])
        return self.rng.choice(
            ["'_part.md'", "'_loop.md'", "'_escaped.html'",
             "['_nowhere.md', '_part.md']", "'_' ~ 'part.md'",
             "('_loop.md',)"])

    def include(self, depth):
        text = "include " + self.name_of_template()
        if self.rng.random() < 0.1 + self.error_rate:
            text = "include " + self.rng.choice(
                ["'_fails.md'", "'_fails.md'", "['_no.md', '_not.md']"])
        for word in ("ignore missing", "context"):
            if self.rng.random() < 0.25:
                if word == "context":
                    word = self.rng.choice(["with context",
                                            "without context"])
                self.use("include:" + word)
                text += " " + word
        return self.tag(text)

    def import_whole(self, depth):
        name = self.fresh_name()
        where = self.rng.choice(["_macros.md", "_macros.md", "_context.md",
                                 "_part.md", "_fails.md"])
        text = f"import '{where}' as {name}"
        if self.rng.random() < 0.3:
            self.use("import:context")
            text += self.rng.choice([" with context", " without context"])
        self.uses_partials = True
        return self.tag(text) + "{{ " + name + self.rng.choice(
            [".wrap(1)", ".exported", ".nope", ".here()", ".broken(2)",
             "._private", ".wrap(y=word)", ".seen"]) + " }}"

    def import_names(self, depth):
        where = self.rng.choice(["_macros.md", "_macros.md", "_context.md"])
        names = {"_macros.md": ["wrap", "exported", "broken", "zz"],
                 "_context.md": ["here", "seen"]}[where]
        parts, shown = [], []
        for name in self.rng.sample(names, self.rng.choice([1, 2])):
            if self.rng.random() < 0.3:
                self.use("from:as")
                alias = self.fresh_name()
                parts.append(f"{name} as {alias}")
                name = alias
            else:
                parts.append(name)
            shown.append(name)
        text = f"from '{where}' import " + ", ".join(parts)
        if self.rng.random() < 0.3:
            self.use("from:context")
            text += self.rng.choice([" with context", " without context"])
        self.uses_partials = True
        return self.tag(text) + "{{ " + self.rng.choice(shown) + \
            self.rng.choice(["", "(3)"]) + " }}"

    def do(self, depth):
        return self.tag("do " + self.expression("any", 2))

    def template(self, depth):
        """A whole template."""
        text = self.body(depth)
        if self.rng.random() < 0.12:
            self.use("statement:extends")
            self.uses_partials = True
            parent = self.rng.choice(
                ["'_base.md'", "'_middle.md'"] * 4 +
                ["'_base.md' if yes else '_x.md'", "'_nowhere.md'",
                 "'_required.md'"])
            text = self.tag("extends " + parent) + text
        return text
