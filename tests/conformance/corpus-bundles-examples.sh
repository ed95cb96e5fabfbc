#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the compiled examples of real bundles are those of the Python tool,
# byte for byte.  What is not there is an example that does not use the
# component at all (W8), with the directory of one that none uses; what
# differs is a note on test-only components, which went by the bundle (W8).
# Each count is what it was when it was looked at.

. "$PLATING_TEST_FUNCTIONS"
requires corpus python

corpus=$CORPUS/bundles/pyvider
[ -d "$corpus/expected-examples" ] \
  || skip_without corpus "no bundles in $CORPUS"
mkdir project
cp -r "$corpus/components" project
cp "$corpus/schema.json" "$corpus/schema-published.json" project
settings='schema-style=flat,test-mode-variable=PYVIDER_TESTMODE'
settings="$settings,published-schema=$PWD/project/schema-published.json"
$PLATING plate -C project --no-config --provider-name pyvider --quiet \
  --providers-schema project/schema.json --generate-examples \
  --plugin "jinja,$settings,provider-version=>= 0.0.5"

cat > compare.py <<'END'
import os, re, sys

expected, made, published = sys.argv[1:3] + [sys.argv[3].split()]
note = re.compile(r"  # This component is registered `test_only`\. Start the\n"
                  r".*\n.*\n")

def files(top):
    return {os.path.relpath(os.path.join(d, f), top)
            for d, _, names in os.walk(top) for f in names}

def read(*parts):
    with open(os.path.join(*parts), newline="") as f:
        return f.read()

def uses(text, name):
    return any(re.search(r'\b(resource|data|action|ephemeral|list|'
                         r'state_store)\s+"%s"|pyvider::%s\s*\(' % (n, n),
                         text)
               for n in (name, "pyvider_" + name))

def is_example(path):
    return (path.endswith((".tf", ".tfquery.hcl"))
            and os.path.basename(path) != "provider.tf")

there, here = files(expected), files(made)
counts = {"same": 0, "W8 example": 0, "W8 directory": 0, "W8 note": 0}
for path in sorted(here - there):
    sys.exit("%s: nobody asked for it" % path)
for path in sorted(there):
    text = read(expected, path)
    kind, name, _ = path.split("/")
    if path in here:
        mine = read(made, path)
        if mine == text:
            counts["same"] += 1
        elif note.sub("", text) == mine and path.endswith("provider.tf") \
                and name in published:
            counts["W8 note"] += 1
        else:
            sys.exit("%s: differs" % path)
    elif is_example(path) and not uses(text, name):
        counts["W8 example"] += 1
    elif not is_example(path) and not os.path.isdir(
            os.path.join(made, kind, name)):
        counts["W8 directory"] += 1
    else:
        sys.exit("%s: missing" % path)
for d, dirs, names in os.walk(made):
    if not dirs and not names:
        sys.exit("%s: empty" % d)
print(", ".join("%s: %d" % c for c in counts.items()))
END
# Names that the published provider has: they are not for tests only.
names=$(grep -o '"pyvider_[a-z_]*"' "$corpus/schema-published.json" \
  | tr -d '"' | sed 's/^pyvider_//' | sort -u | tr '\n' ' ')
python3 compare.py "$corpus/expected-examples" project/examples "$names" \
  > counts || { cat counts; fail 'the examples are others'; }
cat counts
echo 'same: 187, W8 example: 231, W8 directory: 2, W8 note: 1' > expected
expect_same expected counts

# A byte too many is seen.
echo >> project/examples/function/add/add.tf
if python3 compare.py "$corpus/expected-examples" project/examples "$names" \
  > counts 2>&1; then
  fail 'a planted difference was not seen'
fi
expect_text counts 'function/add/add.tf: differs'
