/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a providers schema in other words: the same content with keys
 * shuffled, other white space, other escapes, the provider object last, and
 * members that nobody knows.
 *
 *   schema-variant SEED [shuffle] [pretty] [escape] [unknown] < IN > OUT */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static unsigned long long state;
static int shuffle, pretty, escape, unknown;

static unsigned
roll (unsigned n)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned) (state >> 33) % n;
}

static void
space (int depth)
{
  if (pretty)
    printf ("%s%*s", roll (8) ? "\n" : "\r\n\t", depth, "");
}

/* One UTF-8 character at S, perhaps as an escape; returns its length. */
static size_t
put_char (const char *s)
{
  unsigned char c = (unsigned char) s[0];
  size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4, i;
  unsigned rune = n == 1 ? c : c & (0xffu >> (n + 1));

  for (i = 1; i < n; i++)
    rune = rune << 6 | (s[i] & 0x3f);
  if (c < 0x20 || c == '"' || c == '\\' || (escape && !roll (6))) {
    if (c == '\n' && roll (2))
      printf ("\\n");
    else if (c == '/' && roll (2))
      printf ("\\/");
    else if (rune < 0x10000)
      printf (roll (2) ? "\\u%04x" : "\\u%04X", rune);
    else
      printf ("\\u%04x\\u%04x", 0xd800 + ((rune - 0x10000) >> 10),
              0xdc00 + ((rune - 0x10000) & 0x3ff));
  } else {
    fwrite (s, 1, n, stdout);
  }
  return n;
}

static void
put_string (const char *s, size_t len)
{
  size_t i;

  putchar ('"');
  for (i = 0; i < len;)
    i += put_char (s + i);
  putchar ('"');
}

/* Whether the object under KEY maps names to objects: there an unknown member
 * would be one more component. */
static int
is_map (const char *key)
{
  static const char *const maps[] = {
    "provider_schemas", "resource_schemas", "data_source_schemas",
    "ephemeral_resource_schemas", "list_resource_schemas",
    "state_store_schemas", "action_schemas", "functions",
    "resource_identity_schemas", "attributes", "block_types", "type", NULL,
  };
  size_t i;

  for (i = 0; maps[i]; i++)
    if (!strcmp (maps[i], key))
      return 1;
  return 0;
}

static void put (const json_t *v, const char *key, int depth);

static void
put_unknown (int depth)
{
  static const char *const values[] = {
    "null", "[]", "{\"a\":[1,{\"block\":{}}]}", "\"x\"", "-1.5e3", "true",
  };

  printf ("\"x_unknown_%u\":%s,", roll (1000), values[roll (6)]);
  space (depth);
}

static void
put_object (const json_t *v, const char *key, int depth)
{
  size_t n = json_object_size (v), i = 0;
  const char **keys = calloc (n + 1, sizeof *keys);
  const char *k;
  json_t *member;

  json_object_foreach ((json_t *) (size_t) v, k, member)
    keys[i++] = k;
  for (i = n; shuffle && i > 1; i--) {
    size_t other = roll ((unsigned) i);
    const char *keep = keys[i - 1];

    keys[i - 1] = keys[other];
    keys[other] = keep;
  }
  /* The provider object, which holds all, goes last. */
  for (i = 0; shuffle && i + 1 < n; i++)
    if (!strcmp (keys[i], "provider_schemas")) {
      keys[i] = keys[n - 1];
      keys[n - 1] = "provider_schemas";
    }
  putchar ('{');
  space (depth + 1);
  if (unknown && !is_map (key) && n && !roll (3))
    put_unknown (depth + 1);
  for (i = 0; i < n; i++) {
    if (i)
      putchar (',');
    space (depth + 1);
    put_string (keys[i], strlen (keys[i]));
    printf (pretty ? " : " : ":");
    /* What an object type maps its names to are types again. */
    put (json_object_get (v, keys[i]), !strcmp (key, "type") ? key
         : is_map (key) ? "" : keys[i], depth + 1);
  }
  space (depth);
  putchar ('}');
  free (keys);
}

static void
put (const json_t *v, const char *key, int depth)
{
  char *text;
  size_t i;

  switch (json_typeof (v)) {
  case JSON_OBJECT:
    put_object (v, key, depth);
    break;
  case JSON_ARRAY:
    putchar ('[');
    for (i = 0; i < json_array_size (v); i++) {
      if (i)
        putchar (',');
      space (depth + 1);
      /* What stands in a type is a type. */
      put (json_array_get (v, i), strcmp (key, "type") ? "" : "type",
           depth + 1);
    }
    space (depth);
    putchar (']');
    break;
  case JSON_STRING:
    put_string (json_string_value (v), json_string_length (v));
    break;
  default:
    text = json_dumps (v, JSON_ENCODE_ANY);
    fputs (text, stdout);
    free (text);
  }
}

int
main (int argc, char **argv)
{
  json_error_t error;
  json_t *root;
  int i;

  if (argc < 2)
    return 2;
  state = strtoull (argv[1], NULL, 10) + 99;
  for (i = 2; i < argc; i++) {
    shuffle |= !strcmp (argv[i], "shuffle");
    pretty |= !strcmp (argv[i], "pretty");
    escape |= !strcmp (argv[i], "escape");
    unknown |= !strcmp (argv[i], "unknown");
  }
  root = json_loadf (stdin, JSON_ALLOW_NUL, &error);
  if (!root) {
    fprintf (stderr, "schema-variant: %s at %d\n", error.text, error.line);
    return 1;
  }
  put (root, "", 0);
  putchar ('\n');
  json_decref (root);
  return ferror (stdout) ? 1 : 0;
}
