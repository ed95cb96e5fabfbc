#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: in one process a template that has changed between two runs is
# seen, and two sessions have each their own components, at the same time.

. "$PLATING_TEST_FUNCTIONS"

cat > program.c <<'END'
#include <plating/async.h>
#include <plating/run.h>
#include <stdio.h>

static struct plating_task *
start (struct plating_session *session, const char *dir, const char *name)
{
  struct plating_options *o = plating_options_new ();
  struct plating_task *task;
  char schema[64];

  snprintf (schema, sizeof schema, "%s/schema.json", dir);
  plating_options_set (o, "provider-dir", dir, NULL);
  plating_options_set (o, "provider-name", name, NULL);
  plating_options_set (o, "providers-schema", schema, NULL);
  plating_options_set (o, "plugin", "jinja", NULL);
  task = plating_plate (session, NULL, o);
  plating_options_free (o);
  return task;
}

static int
wait_for (struct plating_session *session, struct plating_task *task)
{
  int failed = plating_session_run (session, task, 0) < 0
               || plating_task_error (task);

  if (failed && plating_task_error (task))
    fprintf (stderr, "%s\n",
             plating_error_message (plating_task_error (task)));
  plating_task_unref (task);
  return failed;
}

int
main (void)
{
  struct plating_session *a, *b;
  struct plating_task *one, *other;
  FILE *f;
  int failed;

  if (plating_session_new (&a, NULL) < 0
      || plating_session_new (&b, NULL) < 0)
    return 1;
  /* Both are under way before one is waited for. */
  one = start (a, "acme", "acme");
  other = start (b, "bolt", "bolt");
  failed = wait_for (a, one) || wait_for (b, other);
  f = fopen ("acme/resources/x.plating/docs/acme_x.tmpl.md", "w");
  fputs ("# new acme\n", f);
  fclose (f);
  failed = failed || wait_for (a, start (a, "acme", "acme"));
  plating_session_free (a);
  plating_session_free (b);
  return failed;
}
END
for name in acme bolt; do
  mkdir -p $name/resources/x.plating/docs
  echo "# old $name" > $name/resources/x.plating/docs/${name}_x.tmpl.md
  echo '{"format_version": "1.0", "provider_schemas": {"x/y/'$name'": {
    "resource_schemas": {"'$name'_x": {"version": 0, "block": {}}}}}}' \
    > $name/schema.json
done
$CC $SANITIZE -std=c17 -I"$srcdir/include" -I"$builddir/include" -o program program.c \
  -L"$builddir/core/.libs" -lplating
"$builddir/run" ./program
[ "$(cat acme/docs/resources/x.md)" = '# new acme' ] || fail 'a template of old'
[ "$(cat bolt/docs/resources/x.md)" = '# old bolt' ] || fail 'the other one'
grep -q '`bolt_x`' bolt/docs/index.md || fail 'components of the other one'
! grep -q 'acme' bolt/docs/index.md || fail 'components of the first'
