#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the layers hold.  A file of the core includes only its own layer
# or lower ones; core/ includes nothing of plugins/ and plugins nothing of
# core/; common/ includes neither; a library's header is included only where
# the list below says, and never in include/.

. "$PLATING_TEST_FUNCTIONS"

# The core's files, lowest layer first.  A name stands for what begins with
# it and a dash, too: diff for diff-search.c.
layers='
error quote naming log hash symbol varint
value findings
confine file tree roots outdir managed spool setting params diff elf gate timer loop worker process trace watch events
descriptor optables plugin
op functions hostapi instance strand
registry describe examine
catalog plan sink deliver
result companion
task monitor
config options report
run target job setup pipeline
session
waits promise chain gather group batch bound retry
command plugin-verb
main
'

# header: files of the core that may include it.  Of the plugins only what
# talks to providers has a loop of its own.
libraries='
uv.h: loop worker process trace watch events monitor gate op strand instance catalog plan pipeline task session retry main
ltdl.h: plugin
jansson.h: value findings log monitor config registry describe examine report plugin-verb main
'

# check_tree TOP: prints each breach in the tree TOP.
check_tree ()
{
  ( cd "$1" && find include common core plugins \
      \( -name '*.c' -o -name '*.h' -o -name '*.h.in' \) -print \
      | LC_ALL=C sort | grep -v '/tests/' \
      | xargs awk -v layers="$layers" -v libraries="$libraries" '
    function breach(text) { print FILENAME ":" FNR ": " text }
    function base(path) {
      sub(/.*\//, "", path); sub(/\..*/, "", path)
      if (!(path in rank)) sub(/-.*/, "", path)
      return path
    }
    BEGIN {
      n = split(layers, line, "\n")
      for (i = 1; i <= n; i++) {
        m = split(line[i], word, " ")
        for (j = 1; j <= m; j++) rank[word[j]] = i
      }
      n = split(libraries, line, "\n")
      for (i = 1; i <= n; i++) {
        m = split(line[i], word, /[: ]+/)
        for (j = 2; j <= m; j++) allowed[word[1], word[j]] = 1
        if (m) library[word[1]] = 1
      }
    }
    FNR == 1 {
      top = FILENAME; sub(/\/.*/, "", top)
      me = base(FILENAME)
      if (top == "core" && !(me in rank))
        breach("this file has no layer in lint-includes.sh")
    }
    /^[ \t]*#[ \t]*include/ {
      system_header = ($0 ~ /</)
      name = $0; sub(/^[^<"]*[<"]/, "", name); sub(/[>"].*/, "", name)
      if (name in library) {
        if (top == "include")
          breach(name " in a public header")
        else if (!((name, me) in allowed) || top != "core")
          if (top == "core" || top == "common" || (name != "jansson.h" \
              && !(name == "uv.h" \
                   && FILENAME ~ /^plugins\/common\/provider-rpc\//)))
            breach(name " is not for this file")
        next
      }
      if (system_header)
        next
      area = name ~ /\// ? name : top "/" name
      sub(/\/.*/, "", area)
      if (top == "include")
        breach("a public header includes " name)
      else if (top == "common" && area != "common")
        breach("common/ includes " name)
      else if (top == "core" && area != "core" && area != "common")
        breach("core/ includes " name)
      else if (top == "plugins" && area != "plugins" && area != "common")
        breach("a plugin includes " name)
      else if (top == "plugins" && name ~ /^plugins\// \
               && name !~ /^plugins\/common\//) {
        split(FILENAME, mine, "/"); split(name, theirs, "/")
        if (mine[2] != theirs[2])
          breach("a plugin includes another one: " name)
      }
      else if (top == "core" && area == "core") {
        other = base(name)
        if (!(other in rank))
          breach(name " has no layer in lint-includes.sh")
        else if (rank[other] > rank[me])
          breach("includes " name ", which is in a higher layer")
      }
    }' )
}

check_tree "$srcdir" > breaches
if [ -s breaches ]; then
  cat breaches >&2
  fail 'the layers above do not hold'
fi

# The check itself: each of these lines must be found.
mkdir -p bad/include/plating bad/common bad/core bad/plugins/one \
  bad/plugins/common/shared
echo '#include <uv.h>' > bad/include/plating/run.h
echo '#include "core/value.h"' > bad/common/buffer.c
printf '#include "%s"\n' pipeline.h plugins/one/one.h error-text.h \
  > bad/core/value-list.c
echo '#include <ltdl.h>' > bad/core/error.c
echo 'int x;' > bad/core/nobody.c
printf '#include "%s"\n' core/value.h plugins/two/two.h common/buffer.h \
  plugins/common/shared/shared.h > bad/plugins/one/one.c
echo '#include <uv.h>' > bad/plugins/common/shared/shared.c
check_tree "$PWD/bad" > found
cat > expected <<'END'
common/buffer.c:1: common/ includes core/value.h
core/error.c:1: ltdl.h is not for this file
core/nobody.c:1: this file has no layer in lint-includes.sh
core/value-list.c:1: includes pipeline.h, which is in a higher layer
core/value-list.c:2: core/ includes plugins/one/one.h
include/plating/run.h:1: uv.h in a public header
plugins/common/shared/shared.c:1: uv.h is not for this file
plugins/one/one.c:1: a plugin includes core/value.h
plugins/one/one.c:2: a plugin includes another one: plugins/two/two.h
END
expect_same expected found
