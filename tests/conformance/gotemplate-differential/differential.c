/* SPDX-License-Identifier: Apache-2.0 */
/* Executes the test cases that are also executed by Go's text/template and
 * prints what came out, one line a case; main.go describes the formats. */

#include <config.h>

#include "differential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test_case {
  char name[64], data[32];
  char *text;
  size_t len;
};

/* Reads the next case.  Returns 0 at the end. */
static int
read_case (FILE *f, struct test_case *c)
{
  if (fscanf (f, "%63s %31s %zu", c->name, c->data, &c->len) != 3
      || fgetc (f) != '\n')
    return 0;
  c->text = malloc (c->len + 1);
  if (!c->text || fread (c->text, 1, c->len, f) != c->len
      || fgetc (f) != '\n')
    return 0;
  return 1;
}

static void
print_escaped (const char *s, size_t len)
{
  size_t i;

  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char) s[i];

    if (c < ' ' || c == '\\' || c == 0x7f)
      printf ("\\x%02x", c);
    else
      putchar (c);
  }
}

static void
run_case (const struct test_case *c, struct tv data)
{
  const struct gotmpl_function_table tables[] = {
    gotmpl_text_functions, gotmpl_extra_functions, differential_functions
  };
  struct gotmpl_set *set = gotmpl_set_new (tables, 3);
  struct gotmpl_error error;
  struct pl_buffer out;
  int status;

  pl_buffer_init (&out);
  gotmpl_error_init (&error);
  status = gotmpl_parse (set, "page", c->text, c->len, &error);
  if (!status)
    status = gotmpl_execute (set, "page", data, NULL, &out, &error);
  printf ("%s\t%s\t", c->name, status ? "error" : "ok");
  print_escaped (out.data, out.len);
  putchar ('\t');
  print_escaped (error.message.data, error.message.len);
  putchar ('\n');
  pl_buffer_release (&out);
  gotmpl_error_release (&error);
  gotmpl_set_free (set);
}

int
main (int argc, char **argv)
{
  struct test_case c = { .text = NULL };
  struct pl_arena arena;
  json_t *description;
  json_error_t error;
  FILE *f;

  if (argc != 3) {
    fprintf (stderr, "usage: gotemplate-differential DATA CASES\n");
    return 2;
  }
  description = json_load_file (argv[1], 0, &error);
  f = fopen (argv[2], "rb");
  if (!description || !f) {
    fprintf (stderr, "gotemplate-differential: cannot read %s\n",
             description ? argv[2] : argv[1]);
    return 2;
  }
  pl_arena_init (&arena, 0);
  while (read_case (f, &c)) {
    run_case (&c, differential_data (&arena, description, c.data));
    pl_arena_reset (&arena);
    free (c.text);
    c.text = NULL;
  }
  free (c.text);
  pl_arena_release (&arena);
  json_decref (description);
  fclose (f);
  return 0;
}
