# SPDX-License-Identifier: Apache-2.0
"""Makes expressions of a wanted type, mostly correct ones."""

import grammar

FILTERS = grammar.table(grammar.FILTERS)
TESTS = grammar.table(grammar.TESTS, has_result=False)
METHODS = grammar.table(grammar.METHODS)

# Simple expressions of each type: names out of data.json and literals.
ATOMS = {
    "integer": ["zero", "one", "seven", "minus", "0", "1", "2", "-5", "12",
                "1_000", "0x1f", "0b101", "0o17", "large",
                "9223372036854775807", "numbers[0]", "people[1].age",
                "words|length", "nested.a.list[1]"],
    # Beyond 64 bits, or just not.
    "enormous": ["18446744073709551616", "9223372036854775808",
                 "(-9223372036854775808)", "(large * large)",
                 "(large * large * minus)", "0xffffffffffffffffffff",
                 "huge|int", "(huge|int * large)", "-36893488147419103233",
                 "100000000000000000000000000000000000000000000000000",
                 "'-36893488147419103232'|int"],
    "float": ["half", "pi", "whole", "tiny", "huge", "0.1", "1e3", "2.5e-3",
              "1_0.5", "-1.5", "floats[1]"],
    "string": ["word", "title", "empty", "unicode", "padded", "text",
               "digits", "'a'", '"double"', "'it\\'s'", "'a' 'b'",
               "'\\n|\\t|\\\\'", "'\\u00e9\\x41'", "words[1]",
               "people[0].name", "'{{ x }}'", "html", "nested.a.b.c"],
    "boolean": ["yes", "no", "true", "false", "True", "False",
                "people[0].on"],
    "none": ["nothing", "none", "None"],
    "list": ["numbers", "words", "mixed", "grid", "nobody", "people",
             "[]", "[1, 2]", "['x', 1.0, none]", "(1, 'b')", "(1,)", "()",
             "range(4)|list", "[1, [2, (3,)], {'k': []}]", "stock|list"],
    "numbers": ["numbers", "floats", "[1, 2.5, -3]", "range(3)", "(4, 2)",
                "grid[0]"],
    "words": ["words", "['b', 'A', 'c']", "title.split()"],
    "people": ["people", "people[:2]", "people|list"],
    "person": ["people[0]", "people|last", "people[2]"],
    "stock": ["stock", "void", "{'a': 1, 'B': 2}", "{'x': none}",
              "dict(a=1, b='c')", "nested.a", "people[0]"],
    "attributes": ["{'id': word, 'n': 1, 'x': none}", "stock", "void",
                   "{'class': html, 'data-u': nope}"],
    "missing": ["nope", "stock.nope", "numbers[9]", "stock['zz']",
                "nested.a.x", "people[0]['q']"],
    "html": ["html", "'<p>a  <i>b</i>\\n c &amp; d</p><!-- no -->'", "word"],
    "link": ["link", "'http://a.example/' ~ word", "'x@y.example mailto:z@z.example'",
             "title", "'(https://example.com/a_(b))'"],
    "word": ["word", "'harbour'", "words[0]"],
    "single": ["[word]", "'z'", "[none]"],
    "fresh": ["[1, 2, 3]", "[]", "['x']", "numbers|list"],
    "freshmap": ["{'a': 1}", "dict(stock)", "{}"],
    "filtername": ["'upper'", "'nosuch'", "'d'"],
    "testname": ["'odd'", "'nosuch'", "'=='"],
    "formatted": ["'%s'", "'<%r>'", "'%5s|'", "'%-6s|'", "'%%%s'",
                  "'%.2s'"],
    "formattedpy": ["'{}'", "'{0}-{0}'", "'{!r:>8}'", "'{{{}}}'"],
    "formattedmap": ["'{a}'", "'{b!r:>8}{{'", "'{name}, {age:4}'",
                     "'{address[zip]}'", "'{pears}'", "'{}'"],
    "count": ["1", "2", "3", "4"],
    "width": ["0", "5", "10", "12", "21"],
}

WIDER = {
    "any": ["integer", "float", "string", "boolean", "none", "list", "stock",
            "missing", "markup"],
    "number": ["integer", "float", "boolean"],
    "sized": ["string", "list", "stock", "words"],
    "iterable": ["list", "numbers", "words", "stock", "string", "iterator"],
    "operand": ["integer", "float"],
}

# What errors are made of: a type in the place of another.
WRONG = ["integer", "string", "none", "list", "stock", "missing", "float"]


class Expressions:
    """Needs from its subclass: rng, use(), error_rate, names."""

    def choose(self, options, key):
        """One of OPTIONS, those reached seldom more often."""
        weights = [8 if self.counts.get(key(o), 0) < 30 else 1
                   for o in options]
        return self.rng.choices(options, weights)[0]

    def expression(self, kind, depth):
        """An expression of type KIND as text."""
        if kind.startswith("|"):
            return self.rng.choice(kind[1:-1].replace("'|n'", "'\\n'")
                                   .split("|"))
        if self.rng.random() < self.error_rate and kind not in (
                "count", "width"):
            self.use("error:type")
            kind = self.rng.choice(WRONG)
        if kind in WIDER:
            return self.expression(self.rng.choice(WIDER[kind]), depth)
        if depth <= 0 or kind in ("count", "width") \
                or self.rng.random() < 0.25:
            return self.atom(kind)
        return self.compound(kind, depth - 1)

    def atom(self, kind):
        own = [n for n, k in self.names if k == kind]
        if own and self.rng.random() < 0.4:
            self.use("name:local")
            return self.rng.choice(own)
        if kind == "iterator":
            return self.rng.choice(["words|map('upper')", "numbers|select",
                                    "grid|map('first')", "stock.items()"])
        if kind == "groups":
            return "people|groupby('city')"
        if kind == "markup":
            return self.rng.choice(["html|safe", "'<i>'|e", "'&'|safe"])
        if kind == "integer" and self.rng.random() < 0.12:
            kind = "enormous"
        self.use("atom:" + kind)
        return self.rng.choice(ATOMS[kind])

    def compound(self, kind, depth):
        makers = [m for m in (
            ("filter", self.with_filter), ("filter", self.with_filter),
            ("filter", self.with_filter),
            ("method", self.with_method), ("method", self.with_method),
            ("operator", self.with_operator),
            ("test", self.with_test), ("compare", self.with_compare),
            ("logic", self.with_logic), ("conditional", self.conditional),
            ("literal", self.literal), ("subscript", self.subscript),
            ("call", self.with_call), ("group", self.grouped))]
        for _ in range(4):
            made = self.choose(makers, lambda m: "expression:" + m[0])[1](
                kind, depth)
            if made is not None:
                return made
        return self.atom(kind)

    def operand(self, kind, depth):
        """An expression that binds tighter than any operator."""
        text = self.expression(kind, depth)
        simple = text.replace("_", "a").replace(".", "a").isalnum()
        if simple or text[0] in "([" and self.rng.random() < 0.3:
            return text
        if self.rng.random() < 0.1:
            self.use("precedence")
            return text
        return "(" + text + ")"

    def arguments(self, parameters, depth, label, keywords=True):
        parts, keyword = [], False
        for name, kind, optional, only in parameters:
            if optional and self.counts.get(label + ":" + name, 0) > 30 \
                    and self.rng.random() < 0.5:
                keyword = True
                continue
            value = self.expression(kind, min(depth, 1))
            if only or keyword or keywords and self.rng.random() < 0.25:
                if not keywords and not only:
                    break
                if name in ("one", "value", "name") and not only:
                    if keyword:
                        break
                    parts.append(value)
                    continue
                keyword = True
                self.use("argument:keyword")
                parts.append(name + self.rng.choice(["=", " = "]) + value)
            else:
                self.use("argument:positional")
                parts.append(value)
            self.use(label + ":" + name)
        if self.rng.random() < self.error_rate / 2:
            self.use("error:argument")
            parts.append(self.rng.choice(["nosuch=1", "1" if not keyword
                                          else "bad=none"]))
        if parts and self.rng.random() < 0.05:
            self.use("argument:spread")
            parts.append(self.rng.choice(["**{}", "*[]" if not keyword
                                          else "**void"]))
        return ", ".join(parts)

    def filter_text(self, row, depth):
        name = row[0]
        self.use("filter:" + name)
        inside = self.arguments(row[3], depth, "filter:" + name)
        return name + ("(" + inside + ")" if inside or
                       self.rng.random() < 0.1 else "")

    def with_filter(self, kind, depth, row=None):
        rows = [r for r in FILTERS if r[2] in (kind, "any")]
        if not row and (not rows or kind in ("numbers", "words", "people",
                                             "sized")):
            return None
        row = row or self.choose(rows, lambda r: "filter:" + r[0])
        self.use("expression:filter")
        text = self.operand(row[1], depth)
        bar = self.rng.choice(["|", " | "])
        text += bar + self.filter_text(row, depth)
        if (row[2] != kind or kind == "list") and self.rng.random() < 0.9:
            text = self.converted(kind, text)
        return text

    def converted(self, kind, text):
        """TEXT made into a KIND by a filter."""
        last = {"integer": "int", "float": "float", "string": "string",
                "list": "list"}.get(kind)
        return text + "|" + last if last else text

    def with_method(self, kind, depth, row=None):
        rows = [r for r in METHODS if r[2] in (kind, "any")]
        if not rows and not row:
            return None
        row = row or self.choose(rows, lambda r: "method:" + r[0])
        self.use("expression:method")
        self.use("method:" + row[0])
        args = self.arguments(row[3], depth, "method:" + row[0],
                              keywords=False)
        text = f"{self.operand(row[1], depth)}.{row[0]}({args})"
        return text if row[2] == kind else self.converted(kind, text)

    def with_operator(self, kind, depth):
        self.use("expression:operator")
        if kind == "string":
            op = self.rng.choice(["~", "~", "+", "%", "*"])
            self.use("operator:" + op)
            if op == "%":
                return (self.atom("formatted") + " % "
                        + self.operand("any", depth))
            if op == "*":
                return self.operand("string", depth) + " * 2"
            return (self.operand("any" if op == "~" else kind, depth)
                    + " " + op + " "
                    + self.operand("any" if op == "~" else kind, depth))
        if kind == "list":
            self.use("operator:+")
            return f"{self.atom('fresh')} + {self.atom('fresh')}"
        if kind not in ("integer", "float"):
            return None
        if self.rng.random() < 0.2:
            op = self.rng.choice(["-", "+"])
            self.use("unary:" + op)
            return op + self.operand(kind, depth)
        op = self.choose(["+", "-", "*", "//", "%", "**"] if kind ==
                         "integer" else grammar.BINARY[:-1],
                         lambda o: "operator:" + o)
        self.use("operator:" + op)
        left = self.operand(kind, depth)
        right = self.rng.choice(["2", "3", "half"]) if op == "**" \
            else self.operand("operand", depth)
        if op == "**":
            # Jinja2 computes a constant "-2" before, and then prints it
            # without brackets into Python.
            left = self.atom(kind).lstrip("-")
        return left + self.rng.choice([" ", ""]) + op + " " + right

    def with_test(self, kind, depth, row=None):
        if kind != "boolean":
            return None
        row = row or self.choose(TESTS, lambda r: "test:" + r[0])
        self.use("expression:test")
        if not row[0][0].isalpha():
            # Operators are tests only by name.
            self.use("test:" + row[0])
            arg = self.expression(row[3][0][1], 0)
            return (f"[{self.expression(row[1], 0)}]|select('{row[0]}', "
                    f"{arg})|list|length == 1")
        self.use("test:" + row[0])
        text = self.operand(row[1], depth)
        text += self.rng.choice([" is ", " is ", " is not "]) + row[0]
        if "not" in text:
            self.use("test-not")
        if row[3]:
            argument = self.expression(row[3][0][1], 0)
            if self.rng.random() < 0.3 and argument.isalnum():
                self.use("test-argument:bare")
                text += " " + argument
            else:
                text += "(" + argument + ")"
            self.use("test:" + row[0] + ":" + row[3][0][0])
        return text

    def with_compare(self, kind, depth):
        if kind != "boolean":
            return None
        op = self.choose(grammar.COMPARE, lambda o: "compare:" + o)
        self.use("expression:compare")
        self.use("compare:" + op)
        if "in" in op:
            return f"{self.operand('any', depth)} {op} " \
                + self.operand(self.rng.choice(["list", "stock"]), depth)
        side = "any" if op in ("==", "!=") else self.rng.choice(
            ["operand", "string", "numbers"])
        text = self.operand(side, depth) + f" {op} " + self.operand(
            side, depth)
        if self.rng.random() < 0.15:
            self.use("compare:chain")
            text += self.rng.choice([" == ", " < ", " != "]) + self.operand(
                side, 0)
        return text

    def with_logic(self, kind, depth):
        op = self.rng.choice(["and", "or", "not"])
        self.use("expression:logic")
        self.use("logic:" + op)
        if op == "not":
            return "not " + self.operand("any", depth) \
                if kind == "boolean" else None
        return (self.operand(kind, depth) + f" {op} "
                + self.operand(kind, depth))

    def conditional(self, kind, depth):
        self.use("expression:conditional")
        text = (self.operand(kind, depth) + " if "
                + self.operand("boolean", depth))
        if self.rng.random() < 0.85:
            self.use("conditional:else")
            text += " else " + self.operand(kind, depth)
        else:
            self.use("conditional:short")
        return "(" + text + ")"

    def literal(self, kind, depth):
        items = [self.expression("any", depth - 1)
                 for _ in range(self.rng.randrange(4))]
        end = self.rng.choice(["", "", ","]) if items else ""
        if kind == "stock":
            self.use("literal:dict")
            self.use("expression:literal")
            return "{" + ", ".join(
                f"{self.rng.choice(['1', repr('k'), repr('b'), 'word'])}: "
                + i for i in items) + end + "}"
        if kind != "list":
            return None
        self.use("expression:literal")
        if self.rng.random() < 0.5:
            self.use("literal:list")
            return "[" + ", ".join(items) + end + "]"
        self.use("literal:tuple")
        if len(items) == 1:
            end = ","
        return "(" + ", ".join(items) + end + ")"

    def subscript(self, kind, depth):
        forms = ["item", "slice", "negative", "dotted", "number"]
        form = self.choose(forms, lambda f: "subscript:" + f)
        self.use("expression:subscript")
        self.use("subscript:" + form)
        if form == "slice":
            if kind not in ("list", "string", "words", "numbers"):
                return None
            parts = [self.rng.choice(["", "1", "-1", "2", "0", "none"])
                     for _ in range(self.rng.choice([2, 2, 3]))]
            return self.operand(kind, depth) + "[" + ":".join(parts) + "]"
        if form == "item":
            text = self.rng.choice(["stock['pears']", "mixed[3]",
                                    "nested['a']['b']", "people[0]['age']"])
        elif form == "negative":
            text = self.operand("list", depth) + "[-1]"
        elif form == "dotted":
            text = self.rng.choice(["stock.Figs", "nested.a.b", "nested.items",
                                    "people[1].city", "stock.items"])
            text += "()" if text == "stock.items" else ""
        else:
            text = self.operand("list", depth) + ".0"
        return self.converted(kind, text)

    def with_call(self, kind, depth):
        form = self.choose(["range", "dict", "namespace", "joiner",
                            "cycler", "macro", "spread"],
                           lambda f: "call:" + f)
        self.use("expression:call")
        self.use("call:" + form)
        if form == "range":
            text = "range(" + self.rng.choice(
                ["3", "1, 4", "5, 0, -2", "0"]) + ")"
        elif form == "dict":
            text = self.rng.choice([
                "dict(a=1, **stock)", "dict([('x', 1)])", "dict()",
                "dict(stock, z=2)"])
        elif form == "namespace":
            text = "namespace(a=" + self.expression(kind, 0) + ").a"
        elif form == "joiner":
            text = "joiner(" + self.rng.choice(["", "'|'", "sep='-'"]) + ")()"
        elif form == "cycler":
            text = "cycler(" + self.expression(kind, 0) + ", 2)." \
                + self.rng.choice(["next()", "current"])
        elif form == "macro":
            macros = [n for n, k in self.names if k == "macro"]
            if not macros:
                return None
            text = self.rng.choice(macros) + "(" + self.rng.choice(
                ["", "1", "word, 2", "b=3", "1, 2, 3", "zz=1"]) + ")"
        else:
            text = self.rng.choice([
                "range(*[1, 3])", "dict(**{'q': 1})", "range(*(2,))",
                "'{}{}'.format(*words)", "'{a}'.format(**{'a': 1})"])
        return self.converted(kind, text)

    def grouped(self, kind, depth):
        self.use("expression:group")
        return "(" + self.expression(kind, depth) + ")"
