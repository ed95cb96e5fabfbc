#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: neither the library nor a plugin has a variable outside of a
# function or a structure, except those listed here with their reason.

. "$PLATING_TEST_FUNCTIONS"

# OBJECT:SYMBOL and why.
allowed='
error:cancelled            of tasks that are cancelled, without memory
error:cancelled_message    its text
entity:pool                memory of the thread for cmark, which passes nothing
error:no_memory            shared by all when there is no memory for an error
error:no_memory_message    its text
instance:serial_gates      gates of serial plugins: one a process, as they say
instance:serial_mutex      guards the list above
instance:serial_once       makes that mutex
op:chunks                  table of ops: a stale handle must never be a pointer
op:free_ops                the same
op:n_slots                 the same
op:table_mutex             guards them
op:table_once              makes that mutex
plugin:is_ltdl_ready       whether libltdl was set up, once for the process
plugin:loaded              table of loaded files, as the linker has one
plugin:mutex               guards both, and libltdl
pipeline-life:kept_runs    runs that orphans may still use, never freed
strand:kept_arenas         memory that orphans may still use, never freed
value:false_value          shared constants, counted like other values
value:null_value           the same
value:true_value           the same
watch:next_file            where the thread makes its next task, for PLATING_AT
watch:next_line            the same
worker:n_orphans           outlives the session, see the source
worker:self                the thread that is running
'

# What is only there with a library.
grep -q '^#define HAVE_CMARK 1' "$builddir/config.h" \
  || allowed=$(echo "$allowed" | grep -v '^entity:pool ')

# globals OBJECT...: prints OBJECT:SYMBOL for each variable that can be
# written.  Constant tables with pointers in them are in .data.rel.ro.
globals ()
{
  for object; do
    name=${object##*/}
    $NM --format=sysv "$object" | awk -F '|' -v object="${name%.o}" '
      function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
      NF >= 7 {
        section = trim($7)
        if ((section ~ /^\.(bss|data|tbss|tdata)/ || section == "*COM*") \
            && section !~ /^\.data\.rel\.ro/) {
          symbol = trim($1)
          # A static of a function: calls.0 with gcc, next.calls with clang.
          sub(/\.[0-9]+$/, "", symbol); sub(/^.*\./, "", symbol)
          print object ":" symbol
        }
      }'
  done
}

objects=$(cd "$builddir" && find common core plugins -path '*/tests/*' \
            -o -path '*/.libs/*.o' -print | sed "s,^,$builddir/," \
            | LC_ALL=C sort)
[ -n "$objects" ] || fail 'no objects found'
globals $objects | LC_ALL=C sort -u > found
for entry in $(echo "$allowed" | sed 's/ .*//'); do
  grep -qxF -e "$entry" found || fail "no longer there, take it off: $entry"
  grep -vxF -e "$entry" found > rest || :
  mv rest found
done
if [ -s found ]; then
  cat found >&2
  fail 'variables that are not in the list'
fi

# The check itself.
cat > planted.c <<'END'
static const char *const table[] = { "a", "b" };
static int counter;
static _Thread_local int of_thread = 1;
int shared = 1;
const char *next (void);
const char *next (void)
{
  static unsigned calls;
  calls++;
  return table[(unsigned) (counter++ + of_thread++ + (int) calls) % 2];
}
END
$CC -fPIC -c planted.c || fail 'the planted file does not compile'
globals planted.o | LC_ALL=C sort > found
printf 'planted:%s\n' calls counter of_thread shared > expected
expect_same expected found
