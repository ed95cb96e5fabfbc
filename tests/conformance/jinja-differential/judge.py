# SPDX-License-Identifier: Apache-2.0
"""Makes test cases, renders them with Jinja2 and compares results.

  judge.py cases SEED COUNT DATA RESULTS FILE.cases... >cases
  judge.py compare CASES JINJA2-RESULTS OTHER-RESULTS [PROGRAM DATA]

Cases and results are lines of JSON.  A case has a name, settings, the text
of the main template and other templates by name.  A result has the name and
either the output or the error: its class, template, line and text.  "cases"
renders them with Jinja2, too, and writes what it gives to RESULTS.  With
PROGRAM, which renders the cases of its standard input, "compare" makes
cases that differ smaller before it shows them."""

import asyncio
import collections
import functools
import json
import pathlib
import re
import signal
import subprocess
import sys
import traceback
import warnings

import jinja2
import jinja2.filters
import markupsafe

import casefile
import generate

# Addresses differ from run to run; they are not printed here.
ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}", re.IGNORECASE)
# What is left of one that was taken apart or turned around, blanks and the
# like removed.
BROKEN_ADDRESS = re.compile(r"0x[0-9a-f]{6}|[0-9a-f]{6}x0", re.IGNORECASE)
# What comes out differently with and without one.
MEASURING = re.compile(r"batch|center|count|find|index|just|length|partition|"
                       r"slice|split|truncate|wrap|zfill|\[")

# Powers that no signal ends: Python computes them to the last digit.
ENDLESS = re.compile(r"\*\*[\s(+'-]*(?:0x|\d{4}|large|huge)")
# What the optimiser makes -(5 ** x) of.
NEGATIVE_BASE = re.compile(r"-\s*[\d_.]+\s*\)\s*\*\*")

# A constant joined to what may be safe text.
CONSTANT = r"(?:'[^']*'|[][{}]|\(\)|\d|[Nn]one|[Tt]rue|[Ff]alse)"
CONSTANTS = re.compile(rf"{CONSTANT}\)*\s*~[\s(]*{CONSTANT}.*\|\s*(?:safe|e)\b"
                       rf"|\|\s*(?:safe|e)\s*\)*\s*~[\s(]*{CONSTANT}")

UNDEFINED = {"default": jinja2.Undefined,
             "strict": jinja2.StrictUndefined,
             "chainable": jinja2.ChainableUndefined}

# Seconds of its own that Jinja2 has for a case: on a busy machine it must not
# be chance which ones are left out.
LIMIT = 3


class Timeout(BaseException):
    pass


def on_alarm(*_):
    raise Timeout


class Bytecode(jinja2.BytecodeCache):
    """Templates that many cases use are compiled once for an environment."""

    def __init__(self):
        self.known = {}

    def load_bytecode(self, bucket):
        if (bucket.key, bucket.checksum) in self.known:
            bucket.bytecode_from_string(
                self.known[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket):
        self.known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def soft_str(s):
    """What filters take for the text of S, which they might measure."""
    text = markupsafe.soft_str(s)
    return text if isinstance(s, str) else ADDRESS.sub("", text)


jinja2.filters.soft_str = soft_str


@functools.lru_cache(maxsize=None)
def environment(undefined, trim_blocks, lstrip_blocks,
                keep_trailing_newline, asynchronous):
    """As the original makes its environment, apart from the settings; its
    templates are in the attribute "texts"."""
    texts = {}

    def load(name):
        if not isinstance(name, str) or name not in texts:
            return None
        return texts[name], name, lambda: True

    result = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        undefined=UNDEFINED[undefined],
        trim_blocks=trim_blocks,
        lstrip_blocks=lstrip_blocks,
        keep_trailing_newline=keep_trailing_newline,
        autoescape=jinja2.select_autoescape(["html", "xml"]),
        cache_size=0,
        bytecode_cache=Bytecode(),
        enable_async=asynchronous)
    result.filters["string"] = soft_str
    result.texts = texts
    return result


def environment_of(settings, templates, asynchronous):
    env = environment(
        settings.get("undefined", "default"),
        settings.get("trim_blocks", False),
        settings.get("lstrip_blocks", False),
        settings.get("keep_trailing_newline", False), asynchronous)
    env.texts.clear()
    env.texts.update(templates)
    return env


def place(error, templates):
    """Where ERROR was raised: the innermost frame in a template."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.name, error.lineno
    name, line = None, 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename in templates:
            name, line = frame.f_code.co_filename, number
    return name, line


def text_of(error):
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.message
    if isinstance(error, (jinja2.TemplatesNotFound, jinja2.TemplateNotFound)):
        return str(error.message or "")
    # How Jinja2 calls what templates call is not told here.
    return re.sub(r"\bjinja2\.[\w.]+\(\) (?=argument after )", "", str(error)
                  .replace("jinja2.runtime.Context.call() ", ""))


# What the host gives to templates.

def schema():
    return "## Schema\n"


def example(key):
    return "```terraform\n" + str(key) + "\n```"


FUNCTIONS = {"schema": schema, "example": example}


def run_case(case, data, asynchronous=False):
    """The result of CASE, or None if it takes too long.

    The original runs Jinja2 asynchronously.  That breaks filters after
    "map" and the like, so the synchronous one is the judge; what the other
    one says of the cases written by hand is compared as well, and each
    difference has to be in asynchronous.txt."""
    settings = case["settings"]
    main = settings.get("main", "main.tmpl")
    templates = dict(case["templates"])
    templates[main] = case["text"]
    result = {"name": case["name"]}
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        env = environment_of(settings, templates, asynchronous)
        template = env.get_template(main)
        values = json.loads(data) | FUNCTIONS
        if asynchronous:
            output = asyncio.run(template.render_async(values))
        else:
            output = template.render(values)
        result["output"] = ADDRESS.sub("", output)
        if result["output"] != output:
            result["had_addresses"] = True
    except Timeout:
        return None
    except MemoryError:
        return None
    except Exception as error:
        name, line = place(error, templates)
        result.update({"error": type(error).__name__, "file": name,
                       "line": line,
                       "text": ADDRESS.sub("", text_of(error))})
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return result


def is_encodable(result):
    try:
        json.dumps(result, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return len(result.get("output", "")) < 100000


def write(item, out=sys.stdout):
    out.write(json.dumps(item, ensure_ascii=False) + "\n")


def read_lines(path):
    with open(path, encoding="utf-8", newline="\n") as f:
        return [json.loads(line) for line in f if line.strip()]


# -- making cases ----------------------------------------------------------

def make_cases(seed, count, data_path, result_path, *paths):
    data = open(data_path, encoding="utf-8").read()
    by_hand = [c for p in paths for c in casefile.read(p)]
    results = [run_case(c, data) for c in by_hand]
    late = [c["name"] for c, r in zip(by_hand, results) if r is None]
    by_hand_failed = sum("error" in (r or {}) for r in results)
    failed = 0

    def acceptable(case):
        nonlocal failed
        if ENDLESS.search(case["text"]):
            return False
        result = run_case(case, data)
        if result is None or not is_encodable(result) or undecided(
                case, result, data):
            return False
        failed += "error" in result
        results.append(result)
        return True

    made, counts, missing = generate.generate(
        int(seed), int(count), acceptable)
    for case in by_hand + made:
        write(case)
    with open(result_path, "w", encoding="utf-8", newline="\n") as out:
        for result in results:
            if result is not None:
                write(result, out)
    with open(result_path + ".async", "w", encoding="utf-8",
              newline="\n") as out:
        for case in by_hand:
            result = run_case(case, data, asynchronous=True)
            if result is None:
                late.append(case["name"] + " (asynchronously)")
            else:
                write(result, out)
    for name in late:
        print(f"{name}: Jinja2 gives no result", file=sys.stderr)
    wanted = generate.required()
    least = sorted(((w, counts.get(w, 0)) for w in wanted),
                   key=lambda item: item[1])
    print(f"seed {seed}: {len(made)} generated templates, {failed} of them "
          f"errors; {len(by_hand)} written by hand, {by_hand_failed} errors",
          file=sys.stderr)
    reached = sum(counts.get(w, 0) >= 20 for w in wanted)
    print(f"{reached} of {len(wanted)} productions of the grammar are "
          "reached at least 20 times; least often: "
          + ", ".join(f"{n} {c}" for n, c in least[:5]), file=sys.stderr)
    for word in missing:
        print(f"not reached 20 times: {word} ({counts.get(word, 0)})",
              file=sys.stderr)
    total = len(made) + len(by_hand)
    enough = 4 * (failed + by_hand_failed) >= total
    if not enough:
        print("less than a quarter are errors", file=sys.stderr)
    if total < 3000:
        print("less than 3000 templates", file=sys.stderr)
    return 0 if enough and not missing and not late and total >= 3000 else 1


def constant(node):
    """The value that the optimiser finds for NODE, or None."""
    try:
        return node.as_const()
    except Exception:
        return None


def is_misjudged(case):
    """Whether the optimiser takes a part of what has none, like 10[:], which
    it believes to be undefined and Python does not; or believes to know what
    constants look like where the run decides whether they are escaped."""
    nodes = jinja2.nodes
    env = environment_of(case["settings"], case["templates"], False)
    try:
        tree = env.parse(case["text"])
    except jinja2.TemplateError:
        return False
    for node in tree.find_all(nodes.Getitem):
        if isinstance(node.arg, nodes.Slice) and isinstance(
                constant(node), jinja2.Undefined):
            return True
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        if constant(scope.options[0].value) is not None:
            continue
        for output in scope.find_all(nodes.Output):
            if any(str(markupsafe.escape(v)) != str(v) for v in (
                    constant(n) for n in output.nodes
                    if not isinstance(n, nodes.TemplateData))):
                return True
    return False


def undecided(case, result, data):
    """Whether Jinja2 itself gives this or that from run to run, or reaches
    what templates here never do; DIFFERENCES.md says why."""
    text = case["text"]
    words = " ".join([text] + list(case["templates"].values()))
    if "__" in words or "lipsum" in words:
        return True
    if BROKEN_ADDRESS.search(re.sub(r"%20|\W", "",
                                    result.get("output", ""))) \
            or "had_addresses" in result and MEASURING.search(text):
        return True
    if NEGATIVE_BASE.search(text) or is_misjudged(case):
        # Faults of the optimiser.
        return True
    if "<locals>.t_" in result.get("text", ""):
        # An unknown filter or test with keywords.
        return True
    if result.get("file", "") is None:
        # Of Python's compiler, of the optimiser or of joining the output.
        return True
    if case["settings"].get("main", "").endswith(("html", "xml")) \
            and CONSTANTS.search(text):
        # The optimiser forgets that text is safe.
        return True
    if "without context" in words:
        # It is broken inside blocks; not in asynchronous mode, which in turn
        # takes what is strictly undefined for an empty list.
        if case["settings"].get("undefined") == "strict":
            return True
        other = run_case(case, data, asynchronous=True)
        if other is None or verdict(result, other):
            return True
    chosen = len(re.findall(r"\brandom\b", text))
    if chosen and re.search(r"\b(or|and|if)\b", text):
        return True
    return chosen > len(re.findall(
        r"(?:\[word\]|'z'|\[none\])\)*\s*\|\s*random\b", text))


# -- comparing --------------------------------------------------------------

# Error classes that are one to a user.
ALIKE = {"TemplateAssertionError": "TemplateSyntaxError",
         "SyntaxError": "TemplateSyntaxError"}


def verdict(theirs, ours):
    """What differs, or None."""
    if ours is None:
        return "no result"
    if "output" in theirs:
        if "output" not in ours:
            return "error instead of output"
        return None if ours["output"] == theirs["output"] else "output"
    if "output" in ours:
        return "output instead of error"
    for what in ("error", "file", "line"):
        a, b = theirs[what], ours.get(what)
        if what != "error" and (theirs["file"] is None
                                or theirs["error"] == "RecursionError"):
            # Python's compiler knows no templates, and where the stack is
            # full is chance.
            continue
        if what == "error":
            a, b = ALIKE.get(a, a), ALIKE.get(b, b)
        if a != b:
            return what
    return None


def is_same_text(theirs, ours):
    """The texts of errors of Python's own begin with their class here."""
    if theirs["error"] == "RecursionError" or not theirs["text"]:
        return True
    if theirs["text"].startswith("Markup."):
        # How MarkupSafe calls the methods of text differs between versions.
        return True
    if "the result is a complex number" in ours["text"]:
        return True
    return ours["text"] in (theirs["text"],
                            theirs["error"] + ": " + theirs["text"])


def run_program(program, data, cases):
    text = "".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases)
    done = subprocess.run([*program.split(" "), data], input=text.encode(),
                          stdout=subprocess.PIPE, timeout=300)
    # Only "\n" ends a line here, not all that Python takes for an end.
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    return {r["name"]: r for r in map(json.loads, filter(None, lines))}


def smaller(case):
    """Cases with a part of the text left out."""
    for key in list(case["templates"]):
        rest = {k: v for k, v in case["templates"].items() if k != key}
        yield dict(case, templates=rest)
    for key, value in case["settings"].items():
        if value is True or key in ("undefined", "main") and value not in (
                "default", "main.tmpl"):
            rest = {k: v for k, v in case["settings"].items() if k != key}
            yield dict(case, settings=rest)
    tokens = generate.TOKEN.findall(case["text"])
    size = max(1, len(tokens) // 2)
    while True:
        for at in range(0, len(tokens), size):
            yield dict(case, text="".join(tokens[:at] + tokens[at + size:]))
        if size == 1:
            break
        size //= 2
    # Statements with their ends.
    for a in range(len(tokens)):
        if tokens[a].startswith(("{%", "{{", "(")):
            for b in range(a + 2, min(a + 40, len(tokens))):
                if tokens[b].endswith(("%}", "}}", ")")):
                    yield dict(case, text="".join(
                        tokens[:a] + tokens[b + 1:]))
                    if tokens[a] == "(":
                        yield dict(case, text="".join(
                            tokens[:a] + tokens[a + 1:b] + tokens[b + 1:]))


def minimal(case, kind, program, data_path, data):
    """CASE as small as it can be with a difference of the same KIND."""
    for _ in range(25):
        tries = []
        for n, smaller_case in enumerate(smaller(case)):
            if n == 400:
                break
            tries.append(dict(smaller_case, name=str(n)))
        ours = run_program(program, data_path, tries)
        for t in tries:
            theirs = run_case(t, data)
            if theirs and verdict(theirs, ours.get(t["name"])) == kind:
                case = dict(t, name=case["name"])
                break
        else:
            break
    return case


def describe(result):
    if result is None:
        return "nothing"
    if "output" in result:
        return "output " + json.dumps(result["output"], ensure_ascii=False)
    return (f"{result['error']} in {result.get('file')}:{result.get('line')}"
            f": {result.get('text')}")


def show(case, theirs, ours, kind):
    print(f"-- {case['name']}: {kind} differs"
          if " " not in kind else f"-- {case['name']}: {kind}")
    plain = {"default", "main.tmpl", False}
    odd = {k: v for k, v in case["settings"].items()
           if v not in plain}
    if odd:
        print("   settings: " + ", ".join(f"{k}={v}" for k, v in odd.items()))
    for name, text in case["templates"].items():
        print(f"   {name}: {json.dumps(text, ensure_ascii=False)}")
    print("   template: " + json.dumps(case["text"], ensure_ascii=False))
    print("   Jinja2:   " + describe(theirs))
    print("   here:     " + describe(ours))


def compare_asynchronous(cases, path, ours):
    """Whether the results in PATH, of Jinja2 in asynchronous mode, are ours
    but for the differences that are explained; each of those is there."""
    table = pathlib.Path(__file__).with_name("asynchronous.txt")
    rows = dict.fromkeys(line for line in table.read_text(
        encoding="utf-8").splitlines() if line and line[0] != "#")
    n = unexplained = 0
    for their in read_lines(path):
        case, our = cases[their["name"]], ours.get(their["name"])
        kind = verdict(their, our)
        n += 1
        if not kind:
            continue
        row = kind + ": " + json.dumps(case["text"], ensure_ascii=False)
        if row in rows:
            rows[row] = True
            continue
        unexplained += 1
        show(case, their, our, kind)
        print("   (in asynchronous mode, which is not explained)")
    for row, is_used in rows.items():
        if not is_used:
            print("-- explained, but not so: " + row)
            unexplained += 1
    print(f"{n} templates in asynchronous mode: {len(rows)} differ as "
          f"explained, {unexplained} otherwise")
    return not unexplained


def compare(case_path, their_path, our_path, program=None, data_path=None,
            most=15):
    cases = {c["name"]: c for c in read_lines(case_path)}
    theirs = {r["name"]: r for r in read_lines(their_path)}
    ours = {r["name"]: r for r in read_lines(our_path)}
    data = ""
    if data_path:
        data = open(data_path, encoding="utf-8").read()
    differing, texts, errors = [], [], collections.Counter()
    large = imaginary = dropped = 0
    for name, their in theirs.items():
        kind = verdict(their, ours.get(name))
        if "error" in their:
            errors[their["error"]] += 1
        if kind == "error instead of output" and ours[name][
                "error"] == "TemplateAssertionError":
            dropped += 1
        elif kind and "integer too large: it has more than" in ours.get(
                name, {}).get("text", ""):
            large += 1
        elif kind and "the result is a complex number" in ours.get(
                name, {}).get("text", ""):
            imaginary += 1
        elif kind:
            differing.append((name, kind))
        elif "error" in their and their["file"] and not is_same_text(
                their, ours[name]):
            texts.append(name)
    signal.signal(signal.SIGVTALRM, on_alarm)
    for name, kind in differing[:int(most)]:
        case = cases[name]
        their, our = theirs[name], ours.get(name)
        if program:
            case = minimal(case, kind, program, data_path, data)
            their = run_case(case, data)
            our = run_program(program, data_path, [case]).get(name)
        show(case, their, our, kind)
    for name in texts[:int(most)]:
        show(cases[name], theirs[name], ours[name], "error text")
    print("errors by class: " + ", ".join(
        f"{n} {c}" for n, c in errors.most_common()))
    print(f"{len(theirs)} templates, {sum(errors.values())} errors: "
          f"{len(differing)} differ; the text of {len(texts)} other errors "
          "differs")
    if dropped:
        print(f"{dropped} templates have unknown filters where Jinja2's "
              "optimiser does not look")
    if large:
        print(f"{large} templates compute with integers of more than 65536 "
              "bits, which are refused here")
    if imaginary:
        print(f"{imaginary} templates compute with complex numbers, which "
              "are refused here")
    agrees = compare_asynchronous(cases, their_path + ".async", ours)
    return 1 if differing or texts or not agrees else 0


def main(arguments):
    command, rest = arguments[0], arguments[1:]
    signal.signal(signal.SIGVTALRM, on_alarm)
    if command == "cases":
        return make_cases(*rest)
    if command == "compare":
        return compare(*rest)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")
    sys.exit(main(sys.argv[1:]))
