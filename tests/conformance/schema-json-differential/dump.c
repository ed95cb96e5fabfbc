/* SPDX-License-Identifier: Apache-2.0 */
/* Reads each schema file of a pack with the plugin schema-json and writes
 * what it found, in the form of dump.go.
 *
 *   dump PACK OUTPUT */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <plating/plugin.h>

#include "common/buffer.h"
#include "plugins/common/schemaview/json.h"
#include "plugins/schema-json/tests/fake-host.h"

struct printer {
  struct pl_buffer out;
  const struct plating_schema_view *view;
  unsigned depth;
};

static const struct {
  uint32_t flag;
  const char *word;
} flag_words[] = {
  { PLATING_FLAG_REQUIRED, "required" },
  { PLATING_FLAG_OPTIONAL, "optional" },
  { PLATING_FLAG_COMPUTED, "computed" },
  { PLATING_FLAG_SENSITIVE, "sensitive" },
  { PLATING_FLAG_DEPRECATED, "deprecated" },
  { PLATING_FLAG_WRITE_ONLY, "write_only" },
  { PLATING_FLAG_NULLABLE, "nullable" },
  { PLATING_FLAG_REQUIRED_FOR_IMPORT, "required_for_import" },
  { PLATING_FLAG_OPTIONAL_FOR_IMPORT, "optional_for_import" },
  { PLATING_FLAG_MARKDOWN, "markdown" },
};

static const struct plating_schema_node *
node_at (const struct printer *p, uint32_t i)
{
  return plating_schema_node_at (p->view, i);
}

static void
put_quoted (struct printer *p, struct plating_text text)
{
  size_t i;

  pl_buffer_putc (&p->out, '"');
  for (i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char) text.ptr[i];

    if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
      pl_buffer_printf (&p->out, "\\x%02x", c);
    else
      pl_buffer_putc (&p->out, (char) c);
  }
  pl_buffer_putc (&p->out, '"');
}

static void
put_indent (struct printer *p)
{
  pl_buffer_fill (&p->out, ' ', p->depth);
}

/* The text of node I's extra KEY as the source has it; empty if there is
 * none. */
static struct plating_text
find_extra (const struct printer *p, uint32_t i, const char *key)
{
  uint32_t low = 0, high = p->view->n_extras;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;

    if (plating_schema_extra_at (p->view, middle)->node < i)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < p->view->n_extras; low++) {
    const struct plating_schema_extra *extra
      = plating_schema_extra_at (p->view, low);

    if (extra->node != i)
      break;
    if (extra->key.len == strlen (key)
        && !memcmp (extra->key.ptr, key, extra->key.len))
      return extra->json;
  }
  return (struct plating_text) { NULL, 0 };
}

static void
put_flags (struct printer *p, uint32_t i)
{
  const struct plating_schema_node *node = node_at (p, i);
  size_t k;

  for (k = 0; k < sizeof flag_words / sizeof flag_words[0]; k++)
    if (node->flags & flag_words[k].flag)
      pl_buffer_printf (&p->out, " %s", flag_words[k].word);
  if (node->flags & PLATING_FLAG_TUPLE_TOO)
    pl_buffer_puts (&p->out, " tuple_too");
}

/* What the string JSON, with its quotes, stands for. */
static void
put_source (struct printer *p, struct plating_text json)
{
  struct sj_string s;
  char decoded[256];

  if (json.len == 0 || !sj_read_string (json.ptr + 1, &s)
      || sj_string_room (&s) > sizeof decoded) {
    pl_buffer_puts (&p->out, "lost");
    return;
  }
  pl_buffer_puts (&p->out, "other ");
  put_quoted (p, (struct plating_text) {
    decoded, sj_string_decode (&s, decoded)
  });
}

static void
put_mode (struct printer *p, uint32_t i)
{
  const struct plating_schema_node *node = node_at (p, i);
  const char *word = "";

  pl_buffer_puts (&p->out, " mode=");
  switch (node->mode) {
  case PLATING_MODE_SINGLE:
    word = "single";
    break;
  case PLATING_MODE_LIST:
    word = "list";
    break;
  case PLATING_MODE_SET:
    word = "set";
    break;
  case PLATING_MODE_MAP:
    word = "map";
    break;
  case PLATING_MODE_GROUP:
    word = "group";
    break;
  case PLATING_MODE_OTHER:
    put_source (p, find_extra (p, i, "nesting_mode"));
    break;
  default:
    break;
  }
  pl_buffer_printf (&p->out, "%s min=%llu max=%llu", word,
                    (unsigned long long) node->min_items,
                    (unsigned long long) node->max_items);
}

/* Numbers of the children of PARENT that are of KIND, sorted by name; the
 * caller frees them. */
static const struct plating_schema_view *sorted_view;

static int
compare_nodes (const void *one, const void *other)
{
  const struct plating_schema_node *a, *b;
  size_t n;
  int order;

  a = plating_schema_node_at (sorted_view, *(const uint32_t *) one);
  b = plating_schema_node_at (sorted_view, *(const uint32_t *) other);
  n = a->name.len < b->name.len ? a->name.len : b->name.len;
  order = n ? memcmp (a->name.ptr, b->name.ptr, n) : 0;
  if (order == 0)
    order = a->name.len < b->name.len ? -1 : a->name.len > b->name.len;
  return order;
}

static uint32_t *
sorted_children (const struct printer *p, uint32_t parent, uint16_t kind,
                 size_t *n)
{
  uint32_t end = node_at (p, parent)->end, i, *all;

  *n = 0;
  for (i = parent + 1; i < end; i = node_at (p, i)->end)
    ++*n;
  all = malloc ((*n + 1) * sizeof *all);
  if (!all)
    exit (2);
  *n = 0;
  for (i = parent + 1; i < end; i = node_at (p, i)->end)
    if (node_at (p, i)->kind == kind)
      all[(*n)++] = i;
  if (kind == PLATING_NODE_ELEMENT)
    return all;
  sorted_view = p->view;
  qsort (all, *n, sizeof *all, compare_nodes);
  return all;
}

static void put_type (struct printer *p, uint32_t i);

/* The parts of node I, each with its name if NAMED and END behind it. */
static void
put_parts (struct printer *p, uint32_t i, const char *name, int is_object,
           const char *end)
{
  size_t n, k;
  uint32_t *parts = sorted_children (p, i, is_object ? PLATING_NODE_FIELD
                                     : PLATING_NODE_ELEMENT, &n);

  pl_buffer_printf (&p->out, "%s(", name);
  for (k = 0; k < n; k++) {
    if (is_object) {
      put_quoted (p, node_at (p, parts[k])->name);
      pl_buffer_putc (&p->out, ':');
    }
    put_type (p, parts[k]);
    pl_buffer_puts (&p->out, end);
  }
  pl_buffer_putc (&p->out, ')');
  free (parts);
}

static void
put_type (struct printer *p, uint32_t i)
{
  switch (node_at (p, i)->type) {
  case PLATING_TYPE_NONE:
    pl_buffer_puts (&p->out, "none");
    break;
  case PLATING_TYPE_STRING:
    pl_buffer_puts (&p->out, "string");
    break;
  case PLATING_TYPE_NUMBER:
    pl_buffer_puts (&p->out, "number");
    break;
  case PLATING_TYPE_BOOL:
    pl_buffer_puts (&p->out, "bool");
    break;
  case PLATING_TYPE_DYNAMIC:
    pl_buffer_puts (&p->out, "dynamic");
    break;
  case PLATING_TYPE_LIST:
    put_parts (p, i, "list", 0, "");
    break;
  case PLATING_TYPE_SET:
    put_parts (p, i, "set", 0, "");
    break;
  case PLATING_TYPE_MAP:
    put_parts (p, i, "map", 0, "");
    break;
  case PLATING_TYPE_TUPLE:
    put_parts (p, i, "tuple", 0, ";");
    break;
  case PLATING_TYPE_OBJECT:
    put_parts (p, i, "object", 1, ";");
    break;
  default:
    pl_buffer_puts (&p->out, "?");
  }
}

static void
put_attributes (struct printer *p, uint32_t parent)
{
  size_t n, k;
  uint32_t *all = sorted_children (p, parent, PLATING_NODE_ATTRIBUTE, &n);

  for (k = 0; k < n; k++) {
    const struct plating_schema_node *node = node_at (p, all[k]);

    put_indent (p);
    pl_buffer_puts (&p->out, "attribute ");
    put_quoted (p, node->name);
    if (node->flags & PLATING_FLAG_MISSING) {
      pl_buffer_puts (&p->out, " null\n");
      continue;
    }
    put_flags (p, all[k]);
    pl_buffer_putc (&p->out, ' ');
    put_quoted (p, node->text);
    pl_buffer_putc (&p->out, ' ');
    if (node->type != PLATING_TYPE_NESTED) {
      put_type (p, all[k]);
      pl_buffer_putc (&p->out, '\n');
      continue;
    }
    pl_buffer_puts (&p->out, "nested");
    put_mode (p, all[k]);
    pl_buffer_putc (&p->out, '\n');
    p->depth++;
    put_attributes (p, all[k]);
    p->depth--;
  }
  free (all);
}

static void
put_members (struct printer *p, uint32_t parent)
{
  size_t n, k;
  uint32_t *all;

  p->depth++;
  put_attributes (p, parent);
  all = sorted_children (p, parent, PLATING_NODE_BLOCK_TYPE, &n);
  for (k = 0; k < n; k++) {
    const struct plating_schema_node *node = node_at (p, all[k]);

    put_indent (p);
    pl_buffer_puts (&p->out, "block_type ");
    put_quoted (p, node->name);
    if (node->flags & PLATING_FLAG_MISSING) {
      pl_buffer_puts (&p->out, " null");
    } else {
      put_flags (p, all[k]);
        pl_buffer_putc (&p->out, ' ');
      put_quoted (p, node->text);
    }
    put_mode (p, all[k]);
    pl_buffer_putc (&p->out, '\n');
    put_members (p, all[k]);
  }
  free (all);
  p->depth--;
}

static struct plating_text
text_of (const struct printer *p, uint16_t kind)
{
  uint32_t i = plating_schema_child (p->view, 0, kind);

  return i == PLATING_NONE ? (struct plating_text) { NULL, 0 }
    : node_at (p, i)->text;
}

static void
put_function (struct printer *p)
{
  const struct plating_schema_node *root = node_at (p, 0);
  uint32_t i;

  p->depth++;
  put_indent (p);
  pl_buffer_puts (&p->out, root->flags & PLATING_FLAG_PARAMETERS
                  ? "signature parameters " : "signature ");
  put_quoted (p, root->text);
  pl_buffer_putc (&p->out, ' ');
  put_quoted (p, text_of (p, PLATING_NODE_SUMMARY));
  pl_buffer_putc (&p->out, ' ');
  put_quoted (p, text_of (p, PLATING_NODE_DEPRECATION));
  pl_buffer_putc (&p->out, '\n');
  for (i = 1; i < root->end; i = node_at (p, i)->end) {
    const struct plating_schema_node *node = node_at (p, i);

    if (node->kind != PLATING_NODE_PARAMETER
        && node->kind != PLATING_NODE_VARIADIC
        && node->kind != PLATING_NODE_RETURN)
      continue;
    put_indent (p);
    if (node->kind == PLATING_NODE_RETURN) {
      pl_buffer_puts (&p->out, "return ");
      put_type (p, i);
      pl_buffer_putc (&p->out, '\n');
      continue;
    }
    pl_buffer_puts (&p->out, node->kind == PLATING_NODE_PARAMETER
                    ? "parameter" : "variadic");
    if (node->flags & PLATING_FLAG_MISSING) {
      pl_buffer_puts (&p->out, " null\n");
      continue;
    }
    pl_buffer_putc (&p->out, ' ');
    put_quoted (p, node->name);
    put_flags (p, i);
    pl_buffer_putc (&p->out, ' ');
    put_quoted (p, node->text);
    pl_buffer_putc (&p->out, ' ');
    put_type (p, i);
    pl_buffer_putc (&p->out, '\n');
  }
  p->depth--;
}

static void
put_component (struct printer *p, const struct plating_component *c)
{
  int is_function = !strcmp (c->kind.ptr, PLATING_KIND_FUNCTION);
  uint32_t i;

  if (!strcmp (c->kind.ptr, PLATING_KIND_PROVIDER)
      && (c->flags & PLATING_COMPONENT_NO_SCHEMA)) {
    pl_buffer_puts (&p->out, "provider null\n");
    return;
  }
  pl_buffer_printf (&p->out, "%s ", c->kind.ptr);
  put_quoted (p, c->name);
  if (c->flags & PLATING_COMPONENT_DEPRECATED)
    pl_buffer_puts (&p->out, " deprecated");
  if (c->flags & PLATING_COMPONENT_HAS_IDENTITY)
    pl_buffer_puts (&p->out, " identity");
  if (c->flags & PLATING_COMPONENT_NO_SCHEMA)
    pl_buffer_puts (&p->out, " null");
  pl_buffer_putc (&p->out, '\n');
  if (is_function && !(c->flags & PLATING_COMPONENT_NO_SCHEMA))
    put_function (p);
  i = plating_schema_child (p->view, 0, PLATING_NODE_BLOCK);
  if (i != PLATING_NONE) {
    p->depth++;
    put_indent (p);
    pl_buffer_puts (&p->out, "block");
    put_flags (p, i);
    pl_buffer_putc (&p->out, ' ');
    put_quoted (p, node_at (p, i)->text);
    pl_buffer_putc (&p->out, '\n');
    put_members (p, i);
    p->depth--;
  }
  i = plating_schema_child (p->view, 0, PLATING_NODE_IDENTITY);
  if (i != PLATING_NONE) {
    p->depth++;
    put_indent (p);
    pl_buffer_puts (&p->out, "identity\n");
    p->depth++;
    put_attributes (p, i);
    p->depth -= 2;
  }
}

/* The kinds in the order of dump.go. */
static const char *const kinds[] = {
  PLATING_KIND_PROVIDER, PLATING_KIND_RESOURCE, PLATING_KIND_DATA_SOURCE,
  PLATING_KIND_FUNCTION, PLATING_KIND_EPHEMERAL_RESOURCE,
  PLATING_KIND_ACTION, PLATING_KIND_LIST_RESOURCE, PLATING_KIND_STATE_STORE,
};

static void
put_failure (struct printer *p, const struct fake_host *host)
{
  static const char is_null[] = " is null";
  const struct pl_buffer *message = &host->message;

  if (message->len > sizeof is_null
      && !strcmp (message->data + message->len - (sizeof is_null - 1),
                  is_null)) {
    pl_buffer_puts (&p->out, "error: null provider");
    return;
  }
  pl_buffer_puts (&p->out, "error: ");
  pl_buffer_append (&p->out, message->data, message->len);
  /* Offences against the syntax: their place is compared, too. */
  if (!strncmp (message->data, "invalid character", 17)
      || !strncmp (message->data, "unexpected end of", 17))
    pl_buffer_printf (&p->out, " at %u:%u", host->line, host->column);
}

static void
dump (const char *text, size_t len, struct pl_buffer *out)
{
  const struct fake_setting settings[] = {
    { "strict", NULL, 1 }, { NULL, NULL, 0 },
  };
  struct printer p = { .depth = 0 };
  struct fake_host host;
  char path[64];
  int fd = fake_host_file (text, len, path);
  void *instance;
  size_t i, k;

  fake_host_init (&host);
  instance = fake_host_create (&host, path, settings);
  if (fd < 0 || !instance)
    exit (2);
  if (fake_host_discover (&host, instance, "/none", "p") < 0)
    put_failure (&p, &host);
  for (k = 0; host.code == 0 && k < sizeof kinds / sizeof kinds[0]; k++)
    for (i = 0; i < host.n_components; i++) {
      if (strcmp (host.components[i].kind.ptr, kinds[k]))
        continue;
      if (fake_host_load (&host, instance, i) < 0) {
        put_failure (&p, &host);
        break;
      }
      p.view = host.view;
      put_component (&p, &host.components[i]);
    }
  fake_host_destroy (instance);
  fake_host_release (&host);
  close (fd);
  pl_buffer_append (out, p.out.data, p.out.len);
  pl_buffer_release (&p.out);
}

static char *
read_all (const char *path, size_t *len)
{
  struct pl_buffer data;
  FILE *file = fopen (path, "rb");
  char piece[65536];
  size_t n;

  pl_buffer_init (&data);
  if (!file)
    return NULL;
  while ((n = fread (piece, 1, sizeof piece, file)) > 0)
    pl_buffer_append (&data, piece, n);
  fclose (file);
  return pl_buffer_take (&data, len);
}

int
main (int argc, char **argv)
{
  struct pl_buffer out;
  size_t len, at = 0;
  FILE *file;
  char *pack;

  if (argc != 3 || !(pack = read_all (argv[1], &len))
      || !(file = fopen (argv[2], "wb")))
    return 2;
  pl_buffer_init (&out);
  while (at + 4 <= len) {
    const unsigned char *head = (const unsigned char *) pack + at;
    uint32_t n = head[0] | head[1] << 8 | head[2] << 16
      | (uint32_t) head[3] << 24, m;
    unsigned char length[4];

    pl_buffer_clear (&out);
    dump (pack + at + 4, n, &out);
    m = (uint32_t) out.len;
    length[0] = (unsigned char) m;
    length[1] = (unsigned char) (m >> 8);
    length[2] = (unsigned char) (m >> 16);
    length[3] = (unsigned char) (m >> 24);
    if (out.failed || fwrite (length, 1, 4, file) != 4
        || fwrite (out.data, 1, out.len, file) != out.len)
      return 2;
    at += 4 + (size_t) n;
  }
  pl_buffer_release (&out);
  free (pack);
  return fclose (file) ? 2 : 0;
}
