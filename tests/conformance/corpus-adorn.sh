#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a project of a real provider to which `plating adorn' has added
# templates and examples gives the default pages plus their example and
# import sections, and nothing else; the examples parse and are in the form
# of `terraform fmt'.  Where tfplugindocs is installed, it makes the same
# pages from the same files.

. "$PLATING_TEST_FUNCTIONS"
requires corpus python terraform

# Compares the pages below PLAIN with those below ADORNED, project
# directories: compare.py PLAIN ADORNED SHORT_NAME
cat > compare.py <<'END'
import os, sys

plain, adorned, short = sys.argv[1:]
kinds = {"resources": "resource.tf", "data-sources": "data-source.tf",
         "functions": "function.tf", "actions": "action.tf",
         "ephemeral-resources": "ephemeral-resource.tf",
         "list-resources": "list-resource.tfquery.hcl",
         "state-stores": "state-store.tf"}

def read(*parts):
    with open(os.path.join(*parts), "rb") as f:
        return f.read()

def pages(top):
    top = os.path.join(top, "docs")
    return sorted(os.path.relpath(os.path.join(d, f), top)
                  for d, _, files in os.walk(top) for f in files)

def directory(page):
    kind, name = os.path.split(page)
    if not kind:
        return os.path.join(adorned, "examples/provider"), "provider.tf"
    name = name[:-len(".md")]
    # The longer name comes first, as it does when a page is made.
    for full in (short + "_" + name, name):
        path = os.path.join(adorned, "examples", kind, full)
        if os.path.isdir(path):
            return path, kinds[kind]
    sys.exit("%s: no examples" % page)

def shown(text, language):
    return b"```" + language + b"\n" + text.strip() + b"\n```"

def check(page):
    before = read(plain, "docs", page)
    after = read(adorned, "docs", page)
    path, file = directory(page)
    section = b"## Example Usage\n\n" + shown(read(path, file), b"terraform")
    if after.count(section) != 1:
        sys.exit("%s: its example is not shown once" % page)
    after = after.replace(section, b"")
    imports = [shown(read(path, f), language)
               for f, language in (("import-by-identity.tf", b"terraform"),
                                   ("import.sh", b"shell"))
               if os.path.exists(os.path.join(path, f))]
    if not imports:
        if after != before:
            sys.exit("%s: more than the example is new" % page)
        return 0
    head = b"\n## Import\n\nImport is supported using the following syntax:\n"
    start = len(before)
    if after[:start] != before or not after[start:].startswith(head):
        sys.exit("%s: more than example and import is new" % page)
    for text in imports:
        start = after.find(text, start)
        if start < 0:
            sys.exit("%s: %r is not shown" % (page, text))
        start += len(text)
    return len(imports)

names = pages(plain)
if names != pages(adorned):
    sys.exit("other pages: %s" % sorted(set(names) ^ set(pages(adorned))))
n_imports = sum(check(page) for page in names)
print(len(names), n_imports)
END

n_sites=0
n_pages=0
n_imports=0
n_same=0
for provider in "$CORPUS"/registry/*; do
  name=${provider##*/}
  name=${name%-defaults}
  set -- --provider-name "terraform-provider-$name" \
    --providers-schema "$provider/schema.json" --quiet
  rm -rf plain adorned
  mkdir plain adorned
  $PLATING plate -C plain "$@"
  $PLATING adorn -C adorned "$@" 2> log
  [ ! -s log ] || { cat log; fail "$name: messages"; }
  (cd adorned && find . -type f -exec sha256sum {} +) > before
  $PLATING adorn -C adorned "$@"
  (cd adorned && sha256sum -c --quiet ../before) \
    || fail "$name: adorn touched what was there"
  [ "$(find adorned -type f | wc -l)" = "$(wc -l < before)" ] \
    || fail "$name: adorn twice added files"
  terraform fmt -check -recursive adorned/examples > differs 2>> errors \
    || { cat differs; fail "$name: not in the form of terraform fmt"; }
  # What its version of terraform does not look at by name.
  find adorned/examples -name '*.tfquery.hcl' -exec cat {} + > query.hcl
  terraform fmt -check - < query.hcl > differs 2>> errors \
    || { cat differs; fail "$name: lists not in the form of terraform fmt"; }
  find adorned/examples -name '*.sh' -exec cat {} + > imports.sh
  sh -n imports.sh || fail "$name: an import is no shell script"
  $PLATING plate -C adorned "$@"
  counts=$(python3 compare.py plain adorned "$name") || fail "$name: $counts"
  n_sites=$((n_sites + 1))
  n_pages=$((n_pages + ${counts% *}))
  n_imports=$((n_imports + ${counts#* }))
  command -v tfplugindocs > tool || continue
  mv adorned/docs ours
  tfplugindocs generate --provider-dir adorned \
    --provider-name "terraform-provider-$name" \
    --providers-schema "$provider/schema.json" > log 2>&1 \
    || { cat log; fail "$name: tfplugindocs"; }
  diff -r adorned/docs ours > differences \
    || { head -50 differences; fail "$name: tfplugindocs has other pages"; }
  rm -rf ours
  n_same=$((n_same + 1))
done
[ "$n_sites" -ge 14 ] || fail "only $n_sites sites"
echo "$n_sites sites, $n_pages pages with an example, $n_imports imports," \
  "$n_same sites the same by tfplugindocs"
