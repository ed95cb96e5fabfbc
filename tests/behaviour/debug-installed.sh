#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a program that is linked with the installed library, stripped as
# packages have it, is told in debug mode of each thing that it has forgotten,
# with the line where the task was made, or the function.

. "$PLATING_TEST_FUNCTIONS"

requires "${MAKE%% *}" "$PKG_CONFIG"
unset MAKEFLAGS MFLAGS MAKELEVEL
fixtures=$builddir/tests/fixtures/stages/.libs
[ -f "$fixtures/plating-slow-renderer.so" ] || skip 'the fixtures were not built'

for part in include core; do
  ( cd "$builddir/$part" && $MAKE -s install DESTDIR="$tmp/root" ) > log 2>&1 \
    || { cat log >&2; fail "make install in $part"; }
done
library=$(find root -name 'libplating.so.*' -type f)
includes=$(find root -type d -name plating -path '*/include/*')
[ -n "$library" ] && [ -n "$includes" ] || fail 'nothing was installed'
! command -v strip > /dev/null 2>&1 || strip --strip-unneeded "$library"

cat > program.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <plating/async.h>
#include <plating/observe.h>
#include <uv.h>

static struct plating_session *session;

static void
slow_callback (struct plating_task *task, void *data)
{
  (void) data;
  plating_task_error (task);
  uv_sleep (80);
}

static void
ignore (struct plating_task *task, void *data)
{
  (void) task;
  (void) data;
}

static __attribute__ ((noinline)) struct plating_task *
without_a_place (void)
{
  struct plating_task *task = plating_delay (session, NULL, 0);

  return plating_task_state (task) ? task : NULL;
}

int
main (int argc, char **argv)
{
  struct plating_options *o = plating_options_new ();
  struct plating_task *task;

  if (argc != 2 || plating_session_new (&session, NULL) < 0)
    return 1;
  plating_options_set (o, "plugin-path", argv[1], NULL);
  plating_options_set (o, "discover", "fake,count=2", NULL);
  plating_options_set (o, "provider-dir", "provider", NULL);
  plating_options_set (o, "plugin", "pages", NULL);
  plating_options_set (o, "plugin", "slow", NULL);
  plating_options_set (o, "in-memory", "true", NULL);

  plating_task_unref (PLATING_AT (plating_delay (session, NULL, 0))); /* A */
  plating_task_unref (without_a_place ());

  task = PLATING_AT (plating_task_new (session, NULL, NULL, NULL)); /* B */
  plating_task_on_end (task, ignore, NULL);
  plating_task_fail (task, NULL);
  plating_task_unref (task);

  task = PLATING_AT (plating_task_new (session, NULL, NULL, NULL)); /* C */
  plating_task_on_end (task, slow_callback, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_task_unref (task);

  task = PLATING_AT (plating_task_new (session, NULL, NULL, NULL)); /* D */
  plating_task_complete (task, NULL, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_session_run (session, task, 0);
  plating_task_error (task);
  plating_task_unref (task);

  task = PLATING_AT (plating_plate (session, NULL, o)); /* E */
  plating_options_free (o);
  plating_session_run (session, task, 0);
  if (!plating_task_result (task))
    fprintf (stderr, "%s\n",
             plating_error_message (plating_task_error (task)));
  plating_task_unref (task);
  plating_session_free (session);
  return 0;
}
END
$CC $SANITIZE -std=c17 -D_GNU_SOURCE -I"${includes%/plating}" -o program \
  program.c "$library" $($PKG_CONFIG --cflags --libs libuv)
mkdir provider
LD_LIBRARY_PATH=$tmp/${library%/*} PLATING_DEBUG=1 ./program "$fixtures" \
  2> log || { cat log >&2; fail "the program: status $?"; }

# told TEXT WHERE: there is one such line, with that place.
told ()
{
  grep -F -e "$1" log | grep -qF -e "$2" \
    || { cat log >&2; fail "not told: $1 … $2"; }
}

at () { echo "program.c:$(grep -n "/\* $1 \*/" program.c | cut -d: -f1)"; }

told '(delay) was never awaited, made at' "$(at A)"
told '(delay) was never awaited, made by' 'without_a_place+0x'
told 'ended, but nobody looked at its outcome, made at' "$(at B)"
told 'callback slow_callback+0x0 ' "(task), made at $(at C)"
told 'was completed twice, made at' "$(at D)"
told "callback render of plugin 'slow-renderer' held the loop for" \
  "(operation), made at $(at E)"
told "a handle is left on the session's loop: timer" 'never_called'
