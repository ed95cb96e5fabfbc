#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The compatible front does what tfplugindocs does: standard output, standard
# error, exit status and the files that are there afterwards are compared for
# each of the command lines below.  $FRONT_CASES: only those whose name
# matches this pattern.
#
# What is compared less strictly, each case saying so:
#   panic   the original dies with a Go stack trace; ours says in one line why.
#           Standard error is not compared, nor are the files: ours keeps the
#           old pages.
#   keeps   a page fails.  The original has emptied the output directory by
#           then and leaves the failing page empty; ours keeps the old pages
#           and writes those that do not fail.  The files are not compared.
#   words   the original's reason is that of a system call of its own making;
#           of standard error only the first words are compared.
#   refused the original dies likewise; ours fails with status 1 and says why.
#   better  the original dies likewise; ours makes the pages.
#   version `--version` names the program's own version.

. "$PLATING_TEST_FUNCTIONS"

requires go

version=v0.25.0
original=$(go env GOPATH)/bin/tfplugindocs
if ! [ -x "$original" ]; then
  original=$tmp/bin/original
  GOBIN=$tmp/bin/original.d go install \
    "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@$version" \
    || skip_without go "no tfplugindocs $version"
  original=$tmp/bin/original.d/tfplugindocs
fi
mkdir -p "$tmp/bin"
ln -s "$builddir/core/plating" "$tmp/bin/tfplugindocs"
ours=$tmp/bin/tfplugindocs
work=$tmp/work
project=$work/terraform-provider-foo
NO_COLOR=
export NO_COLOR
# Go's time is that of $TZ, too.
unset PWD

# -- projects -------------------------------------------------------------

write ()
{
  mkdir -p "$(dirname "$1")"
  cat > "$1"
}

schema ()
{
  write schema.json <<'END'
{
  "format_version": "1.0",
  "provider_schemas": {
    "registry.terraform.io/hashicorp/foo": {
      "provider": { "version": 0, "block": {
        "attributes": {
          "url": { "type": "string", "description": "Where *it* is.",
                   "optional": true } },
        "description": "The foo provider." } },
      "resource_schemas": {
        "foo_a": { "version": 1, "block": {
          "description": "Makes an `a`.",
          "attributes": {
            "id": { "type": "string", "computed": true },
            "name": { "type": "string", "required": true,
                      "description": "Its name." } } } },
        "foo_b": { "version": 0, "block": { "deprecated": true,
          "attributes": {
            "tags": { "type": ["map", "string"], "optional": true } } } }
      },
      "data_source_schemas": {
        "foo_a": { "version": 0, "block": { "description": "Reads one." } } },
      "functions": {
        "join": { "description": "Joins things.", "summary": "joins",
          "return_type": "string",
          "parameters": [ { "name": "x", "type": "string" } ] } },
      "resource_identity_schemas": {
        "foo_a": { "version": 0, "attributes": {
          "name": { "type": "string", "required_for_import": true } } } }
    }
  }
}
END
}

# An ordinary provider.
ordinary ()
{
  schema
  write examples/provider/provider.tf <<'END'
provider "foo" {}
END
  write examples/resources/foo_a/resource.tf <<'END'
resource "foo_a" "x" {
  name = "n"
}
END
  write examples/resources/foo_a/import.sh <<'END'
terraform import foo_a.x n
END
  write examples/resources/foo_a/import-by-identity.tf <<'END'
import {
  to = foo_a.x
}
END
  write templates/guides/start.md <<'END'
---
page_title: Start
---
# Start
END
  write templates/guides/next.md.tmpl <<'END'
# {{ "next" | title }} {{ .Nothing }}
END
  write templates/other.md <<'END'
other
END
  write docs/resources/gone.md <<'END'
gone
END
  write docs/cdktf/python/x.md <<'END'
kept
END
  write docs/index.md <<'END'
old
END
  write docs/other.md <<'END'
stale
END
}

with_fallbacks ()
{
  ordinary
  write templates/resources.md.tmpl <<'END'
# {{.Name}} {{.Type}} {{.ProviderShortName}} {{.RenderedProviderName}}

{{ .SchemaMarkdown | trimspace }}
END
  write templates/data-sources/a.html.markdown <<'END'
static
END
  write templates/functions/join.md.tmpl <<'END'
{{ .Name }}: {{ .FunctionSignatureMarkdown }}
END
  write templates/index.md <<'END'
static index
END
  write templates/index.md.tmpl <<'END'
made index
END
  write templates/resources/unknown.md.tmpl <<'END'
nobody: {{ .Name }}
END
  write templates/functions/unknown.md.tmpl <<'END'
nobody
END
}

# What is deprecated has a template of its own; and is named like another.
own_deprecated ()
{
  ordinary
  sed -i 's/"foo_b": {/"b": { "version": 0, "block": {} }, &/' schema.json
  write templates/resources/b.md.tmpl <<'END'
# {{ .Name }}
END
}

empty () { :; }
only_schema () { schema; }

bad_template ()
{
  ordinary
  write templates/resources/a.md.tmpl <<'END'
{{ .Name
END
}

failing_template ()
{
  ordinary
  write templates/resources/a.md.tmpl <<'END'
{{ .Name | nope }}
END
}

wrong_field ()
{
  ordinary
  write templates/data-sources/a.md.tmpl <<'END'
one
{{ .Nope }}
END
}

missing_file ()
{
  ordinary
  write templates/guides/bad.md.tmpl <<'END'
{{ tffile "examples/nowhere.tf" }}
END
}

unprefixed ()
{
  schema
  sed -i 's/"foo_b"/"bar_b"/' schema.json
}

linked_templates ()
{
  ordinary
  mv templates elsewhere
  ln -s elsewhere templates
}

link_in_templates ()
{
  ordinary
  ln -s ../schema.json templates/link.md
}

pipe_in_templates ()
{
  ordinary
  mkfifo templates/pipe
}

file_as_templates () { schema; echo x > templates; }
file_as_docs () { schema; echo x > docs; }

links_in_docs ()
{
  schema
  mkdir -p docs
  echo x > elsewhere.md
  ln -s ../elsewhere.md docs/index.md
  echo a file > docs/guides
}

linked_docs ()
{
  schema
  mkdir -p elsewhere docs/functions
  echo x > elsewhere/old.md
  echo y > elsewhere.md
  ln -s ../elsewhere docs/resources
  ln -s ../../elsewhere.md docs/functions/join.md
  ln -s nowhere docs/functions/gone.md
}

linked_out ()
{
  schema
  mkdir -p ../outside
  echo x > ../outside/old.md
  ln -s ../outside docs
}

other_namespace () { schema; sed -i 's,/hashicorp/,/acme/,' schema.json; }
bare_name () { schema; sed -i 's,registry.terraform.io/hashicorp/,,' schema.json; }
bad_json () { echo '{"format_version": "1.0", "provider_schemas": {' > schema.json; }
bad_version () { echo '{"format_version": "3.0"}' > schema.json; }
no_version () { echo '{}' > schema.json; }
bad_member () { schema; sed -i 's/"optional": true/"optional": "yes"/' schema.json; }
bad_type () { schema; sed -i 's/"type": "string", "required"/"type": "strong", "required"/' schema.json; }
no_block () { echo '{"format_version":"1.0","provider_schemas":{"foo":{"provider":{"block":{}},"resource_schemas":{"foo_a":{"version":1}}}}}' > schema.json; }
no_provider () { echo '{"format_version":"1.0","provider_schemas":{"foo":{}}}' > schema.json; }
null_resource () { echo '{"format_version":"1.0","provider_schemas":{"foo":{"provider":{"block":{}},"resource_schemas":{"foo_a":null}}}}' > schema.json; }
null_provider () { echo '{"format_version":"1.0","provider_schemas":{"foo":null}}' > schema.json; }
# small MEMBERS: a schema of a provider with these members.
small () { echo "{\"format_version\":\"1.0\",\"provider_schemas\":{\"foo\":{\"provider\":{\"block\":{}},$1}}}" > schema.json; }
null_attribute () { small '"resource_schemas":{"foo_a":{"block":{"attributes":{"x":null}}}}'; }
no_type () { small '"resource_schemas":{"foo_a":{"block":{"attributes":{"x":{"optional":true}}}}}'; }
no_inner_block () { small '"resource_schemas":{"foo_a":{"block":{"block_types":{"x":{"nesting_mode":"list"}}}}}'; }
no_identity_type () { small '"resource_schemas":{"foo_a":{"block":{}}},"resource_identity_schemas":{"foo_a":{"attributes":{"x":{"required_for_import":true}}}}'; }
no_parameter_type () { small '"functions":{"f":{"return_type":"string","parameters":[{"name":"x"}]}}'; }
null_parameter () { small '"functions":{"f":{"return_type":"string","parameters":[null]}}'; }
no_return_type () { small '"functions":{"f":{}}'; }
null_function () { small '"functions":{"f":null}'; }
no_action_block () { small '"action_schemas":{"foo_a":{}}'; }
odd_mode () { small '"resource_schemas":{"foo_a":{"block":{"block_types":{"x":{"nesting_mode":"odd","block":{}}}}}}'; }
no_match () { small '"resource_schemas":{"foo_a":{"block":{"attributes":{"x":{"type":"string"}}}}}'; }
tuple_attribute () { small '"resource_schemas":{"foo_a":{"block":{"attributes":{"x":{"type":["tuple",["string"]],"optional":true}}}}}'; }
dotted () { small '"resource_schemas":{"foo_a.b":{"block":{}}}'; }
empty_provider () { small '"resource_schemas":{}'; }
prefixed_function () { small '"functions":{"foo_f":{"return_type":"string"}}'; }
identity_without () { schema; sed -i '/identity_schemas/,$d' schema.json; sed -i '$ s/,$//' schema.json; echo '}}}' >> schema.json; write examples/resources/foo_a/import-by-identity.tf < /dev/null; }
empty_example () { schema; write examples/resources/foo_a/resource.tf < /dev/null; }
example_is_directory () { schema; mkdir -p examples/resources/foo_a/resource.tf; }
examples_is_file () { schema; mkdir -p examples/resources; echo x > examples/resources/foo_a; }
kind_is_file () { schema; mkdir templates; echo x > templates/resources; }
page_is_directory () { schema; mkdir -p docs/x.md; write templates/x.md.tmpl < /dev/null; }
crlf_template () { ordinary; mkdir -p templates/resources; printf 'a\r\n{{ .Name }}\r\n' > templates/resources/x; mv templates/resources/x templates/resources/a.md.tmpl; }
empty_template () { ordinary; write templates/resources/a.md.tmpl < /dev/null; }

twins () { echo '{"format_version":"1.0","provider_schemas":{"foo":{"provider":{"block":{}},"data_source_schemas":{"foo":{"block":{}},"foo_foo":{"block":{}}}}}}' > schema.json; }
schema_is_directory () { mkdir schema.json; }
temp_dir_there () { ordinary; write tmp/x <<'END'
x
END
}
pattern_name () { mkdir 'e[x]'; cd 'e[x]'; ordinary; cd ..; }
odd_pattern_name () { mkdir 'e[x'; cd 'e[x'; ordinary; cd ..; }

page ()
{
  write "$1" <<'END'
---
page_title: "x"
description: x
subcategory: "One"
---
# x
END
}

legacy_page ()
{
  write "$1" <<'END'
---
layout: foo
page_title: "x"
description: x
---
# x
END
}

valid ()
{
  schema
  page docs/resources/a.md
  page docs/resources/b.md
  page docs/data-sources/a.md
  page docs/functions/join.md
  page docs/guides/g.md
  write docs/index.md <<'END'
---
page_title: "x"
---
END
}

invalid ()
{
  valid
  mv docs/resources/b.md docs/resources/c.md
  echo none > docs/resources/a.md
  page docs/resources/sub/a.md
  page docs/guides/g.txt
  mkdir -p docs/cdktf/resources
  page docs/index.html.md
}

# Directories beside pages whose names begin like theirs.
besides ()
{
  valid
  page docs/resources/a/x.md
  page docs/resources/a/deep/x.md
  page 'docs/resources/a b.md'
  page docs/resources/a-b.md
  page docs/resources/a0.md
  page docs/index.d/x.md
}

# Lines of YAML between the marks of TOML.
toml ()
{
  valid
  sed -i 's/^---$/+++/' docs/resources/a.md docs/index.md
  printf '+++\nLayout = "x"\nDescription + 1\n+++\n' > docs/resources/b.md
  printf '+++\nLayout = "x"\n+++\n' > docs/data-sources/a.md
}

besides_legacy ()
{
  schema
  legacy_page website/docs/r/a/x.html.md
  legacy_page website/docs/r/a.html.md
  legacy_page website/docs/r.html.md
  legacy_page website/docs/r-b/a.html.md
}

legacy ()
{
  schema
  legacy_page website/docs/r/a.html.markdown
  legacy_page website/docs/r/b.html.md
  page website/docs/d/a.html.md
  legacy_page website/docs/bad/x.html.md
  legacy_page website/docs/guides/x.txt
}

mixed () { valid; legacy_page website/docs/r/a.html.md; }
no_docs () { schema; }
allowed () { valid; printf 'One\r\n\nTwo\n' > allowed.txt; }

rendered ()
{
  write docs/index.md <<'END'
---
layout: foo
page_title: "Foo"
sidebar_layout: z
---

# Foo   provider

Some *text*  with   blanks

```hcl
provider "foo" {}
```

```sh
ls
```
END
  write docs/resources/foo_a.html.markdown <<'END'
---
page_title: a
---
# A {#id .c}

* one
* two

| a | b |
|:--|--:|
| long cell | 2 |

```terraform
resource "foo_a" "x" {}
```

~~~hcl
more
~~~

```console
$ terraform import foo_a.x n
```

```
none
```
END
  write docs/functions/f.md <<'END'
---
page_title: f
---
text
END
  write docs/list-resources/l.md <<'END'
no front matter

```hcl
list "foo" "x" {}
```
END
  write docs/guides/g.md <<'END'
guide
END
  write docs/other.txt <<'END'
other
END
}

rendered_legacy ()
{
  rendered
  mkdir website
  mv docs website/docs
  mv website/docs/resources website/docs/r
  write website/docs/cdktf/python/r/q.md <<'END'
q
END
  write website/docs/sub/xindexy.txt <<'END'
odd
END
  write website/foo.erb <<'END'
layout
END
}

rendered_with_templates ()
{
  rendered
  mkdir templates
  write templates/functions/f.md.tmpl <<'END'
this is longer than what will be written and so its end stays where it is, as
the original does not shorten what it opens for writing, whatever is in it
this is longer than what will be written and so its end stays where it is, as
the original does not shorten what it opens for writing, whatever is in it
this is longer than what will be written and so its end stays where it is, as
the original does not shorten what it opens for writing, whatever is in it
this is longer than what will be written and so its end stays where it is, as
the original does not shorten what it opens for writing, whatever is in it
END
  write templates/guides/g.md <<'END'
mine
END
}

rendered_unclosed ()
{
  write docs/resources/a.md <<'END'
---
a: b
# A
END
}

rendered_link () { rendered; ln -s "$1" docs/functions/link.md; }
rendered_link_to_nothing () { rendered_link nowhere; }
rendered_link_to_itself () { rendered_link link.md; }
rendered_link_beside () { rendered_link f.md; }

rendered_guides_only () { write docs/guides/g.md < /dev/null; }

# Programs in the place of go and terraform: what they are asked goes to the
# file calls; they fail if there is a file fail-WHAT.
fake_tools ()
{
  mkdir -p "$tmp/fake"
  write "$tmp/fake/go" <<'END'
#!/bin/sh
echo "go $1 $2 in ${PWD##*/}" >> calls
[ ! -e fail-go ] || { echo 'main.go:1: no'; echo 'and no' >&2; exit 3; }
mkdir -p "${3%/*}"
cp calls "$3"
echo "${3##*/plugins/}" >> calls
[ ! -e fail-init ] || touch "${3%/plugins/*}/fail-init"
[ ! -e fail-schema ] || touch "${3%/plugins/*}/fail-schema"
[ ! -e other ] || touch "${3%/plugins/*}/other"
echo "$PWD" > "${3%/plugins/*}/home"
END
  write "$tmp/fake/terraform" <<'END'
#!/bin/sh
case $1 in
  version) echo '{"terraform_version": "1.9.0"}'; exit ;;
esac
read home < home
echo "terraform $*: $TF_IN_AUTOMATION,$TF_LOG,$TF_LOG_PATH" >> "$home/calls"
cat provider.tf >> "$home/calls"
[ "$1" != init ] || [ ! -e fail-init ] || { echo 'out'; printf '\n\nError: it fails\n\n  more \n\n' >&2; exit 1; }
[ "$1" != providers ] || [ ! -e fail-schema ] || { echo 'no schema' >&2; exit 2; }
[ "$1" != providers ] || cat "$home/schema.json"
END
  chmod +x "$tmp/fake/go" "$tmp/fake/terraform"
}
fake_tools
sources () { ordinary; }
failing_go () { ordinary; touch fail-go; }
failing_init () { ordinary; touch fail-init; }
failing_schema () { ordinary; touch fail-schema; }
failing_name () { other_namespace; }

# -- comparing ----------------------------------------------------------------

# run PROGRAM NAME ARGUMENT...: in a fresh project; what comes of it goes to
# $tmp/NAME.
run ()
{
  program=$1
  into=$tmp/$2
  shift 2
  rm -rf "$work" "$into"
  mkdir -p "$project" "$into"
  cd "$project"
  $make
  cd "$project/$from"
  status=0
  umask 022
  PATH=$search_path "$program" "$@" > "$into/out" 2> "$into/err" \
    < /dev/null || status=$?
  echo "$status" > "$into/status"
  cd "$tmp"
  mv "$work" "$into/tree"
  (cd "$into/tree" && find . -printf '%p %y %m %l\n' | LC_ALL=C sort) \
    > "$into/list"
  sed -i -e 's,^[0-9/]\{10\} [0-9:]\{8\} ,TIME ,' \
    -e 's,/tfws[0-9A-Za-z]*,/tfwsX,g' "$into/out" "$into/err"
}

n=0
failed=0
from=.
search_path=$PATH

differs ()
{
  echo "DIFFERS: $name: $*" >&2
  is_same=no
}

# compare NAME PROJECT HOW ARGUMENT...: HOW is `same` or one of the words
# above.
compare ()
{
  name=$1 make=$2 how=$3
  shift 3
  case $name in
    *${FRONT_CASES:-}*) ;;
    *) return 0 ;;
  esac
  n=$((n + 1))
  is_same=yes
  run "$original" original "$@"
  run "$ours" ours "$@"
  [ $how = better ] || [ $how = refused ] \
    || cmp -s original/status ours/status \
    || differs "exit status $(cat original/status), ours $(cat ours/status)"
  [ $how = better ] || diff -u original/out ours/out > diff.txt \
    || { cat diff.txt >&2; differs 'standard output'; }
  case $how in
    panic)
      grep -q '^panic: ' original/err || differs 'the original does not panic'
      [ "$(wc -l < ours/err)" = 1 ] || differs 'ours is not one line' ;;
    better)
      grep -q '^panic: ' original/err || differs 'the original does not panic'
      [ "$(cat ours/status)" = 0 ] || differs 'ours fails' ;;
    refused)
      grep -q '^panic: ' original/err || differs 'the original does not panic'
      [ "$(cat ours/status)" = 1 ] || differs 'ours does not fail' ;;
    version) ;;
    words)
      sed -i 's/:[^:]*$//' original/err ours/err
      cmp -s original/err ours/err \
        || { diff -u original/err ours/err >&2; differs 'first words'; } ;;
    *)
      diff -u original/err ours/err > diff.txt \
        || { cat diff.txt >&2; differs 'standard error'; } ;;
  esac
  case $how in
    panic | better | refused | keeps) ;;
    *)
      diff -u original/list ours/list > diff.txt \
        || { cat diff.txt >&2; differs 'the files that are there'; }
      find original/tree ours/tree -type p -delete
      diff -r --no-dereference original/tree ours/tree > diff.txt 2>&1 \
        || { cat diff.txt >&2; differs 'what is in the files'; } ;;
  esac
  [ $is_same = yes ] || failed=$((failed + 1))
}

with=--providers-schema=schema.json

# The command line.
compare help empty same --help
compare help-short empty same -h
compare help-generate empty same generate -help
compare help-validate empty same validate --help
compare help-migrate empty same migrate -h
compare help-late empty same generate --provider-name --help
compare help-word empty same help
compare version empty version --version
compare version-later empty same generate --version
compare unknown-command empty same frobnicate
compare value-apart empty same --provider-name foo
compare flags-before empty same --provider-name=foo generate
compare unknown-flag empty same generate --nope
compare unknown-flag-value empty same validate -nope=3
compare no-value empty same generate --provider-name
compare bad-switch empty same generate --ignore-deprecated=xyz
compare bad-syntax empty same generate ---x
compare bad-syntax-equals empty same migrate -=x
compare flag-help empty same generate --h
compare flag-help-validate empty same validate -h=3
compare dashes empty same -- generate
compare extra-arguments only_schema same generate $with extra --nope
compare value-apart-later only_schema same generate --providers-schema schema.json
compare switch-off only_schema same generate $with -ignore-deprecated=F

# generate
compare ordinary ordinary same $with
compare generate ordinary same generate $with --provider-name=terraform-provider-foo
compare rendered-name ordinary same $with --rendered-provider-name=Foo
compare deprecated ordinary same $with --ignore-deprecated
compare own-deprecated own_deprecated same $with --ignore-deprecated
compare fallbacks with_fallbacks same $with
compare fallbacks-deprecated with_fallbacks same $with --ignore-deprecated
compare other-dirs ordinary same $with --rendered-website-dir=out --examples-dir=ex --website-source-dir=tpl
compare absolute-dirs ordinary same $with --rendered-website-dir=/docs
compare temp-dir temp_dir_there same $with --website-temp-dir=tmp
compare temp-dir-fallbacks with_fallbacks same $with --website-temp-dir=./x/y
compare temp-dir-here ordinary same $with --website-temp-dir=.
compare temp-dir-templates ordinary same $with --website-temp-dir=templates
compare temp-dir-docs with_fallbacks same $with --website-temp-dir=docs
compare no-dir empty same --provider-dir=nope
compare file-dir only_schema same --provider-dir=schema.json
compare no-schema empty same $with
compare schema-directory schema_is_directory same $with
compare bad-json bad_json same $with
compare bad-version bad_version same $with
compare no-version no_version same $with
compare bad-member bad_member same $with
compare bad-type bad_type same $with
compare other-namespace other_namespace same $with
compare bare-name bare_name same $with
compare unknown-provider only_schema same $with --provider-name=bar
compare twins twins same $with
compare bad-template bad_template keeps $with
compare failing-template failing_template keeps $with
compare wrong-field wrong_field keeps $with
compare missing-file missing_file keeps $with
compare unprefixed unprefixed keeps $with
compare linked-templates linked_templates same $with
compare link-in-templates link_in_templates same $with
compare pipe-in-templates pipe_in_templates same $with
compare file-as-templates file_as_templates same $with
compare file-as-docs file_as_docs same $with
compare links-in-docs links_in_docs same $with
compare linked-docs linked_docs same $with
compare linked-out linked_out same $with
compare no-block no_block panic $with
compare no-provider no_provider panic $with
compare null-attribute null_attribute refused $with
compare no-type no_type panic $with
compare no-inner-block no_inner_block better $with
compare no-identity-type no_identity_type panic $with
compare no-parameter-type no_parameter_type panic $with
compare null-parameter null_parameter panic $with
compare no-return-type no_return_type panic $with
compare null-function null_function panic $with
compare no-action-block no_action_block panic $with
compare odd-mode odd_mode keeps $with
compare no-match no_match keeps $with
compare tuple-attribute tuple_attribute keeps $with
compare dotted dotted keeps $with
compare empty-provider empty_provider same $with
compare prefixed-function prefixed_function keeps $with
compare identity-without identity_without keeps $with
compare empty-example empty_example keeps $with
compare example-is-directory example_is_directory keeps $with
compare examples-is-file examples_is_file better $with
compare kind-is-file kind_is_file panic $with
compare page-is-directory page_is_directory keeps $with
compare crlf-template crlf_template same $with
compare empty-template empty_template same $with
compare null-resource null_resource keeps $with
compare null-resource-deprecated null_resource panic $with --ignore-deprecated
compare null-provider null_provider panic $with
compare pattern-name pattern_name same --provider-dir='e[x]' --providers-schema='e[x]/schema.json' --provider-name=foo
compare odd-pattern-name odd_pattern_name keeps --provider-dir='e[x' --providers-schema='e[x/schema.json' --provider-name=foo
from=docs
compare from-below ordinary same --provider-dir=.. --providers-schema=../schema.json
from=.

# validate
compare valid valid same validate $with
compare invalid invalid same validate $with
compare besides besides same validate $with
compare besides-legacy besides_legacy same validate $with
compare toml toml same validate $with
compare legacy legacy same validate $with
compare mixed mixed same validate $with
compare no-docs no_docs same validate $with
compare validate-no-schema empty same validate $with
compare validate-no-dir empty same validate --provider-dir=nope
compare validate-namespace other_namespace same validate $with
compare allowed allowed same validate $with --allowed-guide-subcategories=One,Two --allowed-resource-subcategories=Two
compare allowed-file allowed same validate $with --allowed-resource-subcategories-file=allowed.txt
compare allowed-no-file allowed same validate $with --allowed-resource-subcategories-file=nope.txt
compare allowed-no-guides allowed same validate $with --allowed-guide-subcategories-file=nope.txt
compare validate-name valid same validate $with --provider-name=bar

# migrate
compare migrate rendered same migrate
compare migrate-legacy rendered_legacy same migrate
compare migrate-name rendered same migrate --provider-name=bar
compare migrate-dirs rendered same migrate --templates-dir=t --examples-dir=e/f
compare migrate-again rendered_with_templates same migrate
compare migrate-unclosed rendered_unclosed same migrate
compare migrate-link rendered_link_beside same migrate
compare migrate-link-to-nothing rendered_link_to_nothing same migrate
compare migrate-link-to-itself rendered_link_to_itself same migrate
compare migrate-guides rendered_guides_only same migrate
compare migrate-nothing empty same migrate
compare migrate-no-dir empty same migrate --provider-dir=nope
from=docs
compare migrate-from-below rendered same migrate --provider-dir=..
from=.

# Schemas from sources.
search_path=$tmp/fake:/usr/bin:/bin
compare build sources same
compare build-name sources same --provider-name=terraform-provider-bar
compare build-go failing_go same
compare build-init failing_init same
compare build-schema failing_schema same
compare build-other failing_name same
compare build-validate sources same validate
compare build-validate-go failing_go same validate
rm "$tmp/fake/go"
compare build-no-go sources same

echo "front-differential: $n command lines, $failed differ"
[ "$n" -gt 0 ] || fail 'no case'
[ "$failed" = 0 ] || fail "$failed command lines"
