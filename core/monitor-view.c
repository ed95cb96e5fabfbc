/* SPDX-License-Identifier: Apache-2.0 */
/* The other end of the monitor's socket: shows what it says. */

#include <config.h>

#include "monitor.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <jansson.h>

#include "common/buffer.h"
#include "error.h"

/* Longest line that is taken from the other side. */
#define MAX_LINE (64u << 20)
#define MAX_DEPTH 64

/* -- where it is ---------------------------------------------------------- */

static int
is_socket_name (const char *name)
{
  size_t n = strlen (name);

  return !strncmp (name, "plating-", 8) && n > 13
    && !strcmp (name + n - 5, ".sock");
}

/* The only socket in $XDG_RUNTIME_DIR. */
static int
find_socket (char *out, size_t size, struct plating_error **err)
{
  const char *top = getenv ("XDG_RUNTIME_DIR");
  DIR *dir = top && top[0] == '/' ? opendir (top) : NULL;
  struct dirent *entry;
  int n = 0;

  while (dir && (entry = readdir (dir)))
    if (is_socket_name (entry->d_name) && n++ == 0
        && (size_t) snprintf (out, size, "%s/%s", top, entry->d_name) >= size)
      n = 0;
  if (dir)
    closedir (dir);
  if (n == 1)
    return 0;
  pl_error_set (err, n ? PLATING_E_CONFIG : PLATING_E_NOT_FOUND,
                n ? "there are %d monitors" : "there is no monitor", n);
  pl_error_add_hint (err, n ? "name one: plating monitor SOCKET"
                     : "start a command with --monitor");
  return n ? PLATING_E_CONFIG : PLATING_E_NOT_FOUND;
}

static int
open_connection (const char *path, struct plating_error **err)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd, status = 0;

  if (path && strlen (path) >= sizeof address.sun_path)
    return pl_error_set (err, PLATING_E_CONFIG, "'%s' is too long", path);
  if (path)
    memcpy (address.sun_path, path, strlen (path) + 1);
  else
    status = find_socket (address.sun_path, sizeof address.sun_path, err);
  if (status < 0)
    return status;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0
      && connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  status = pl_error_set (err, PLATING_E_IO, "can't connect to '%s': %s",
                         address.sun_path, strerror (errno));
  if (fd >= 0)
    close (fd);
  return status;
}

/* -- the tree ------------------------------------------------------------- */

static const char *
text_of (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text ? text : "";
}

static long long
number_of (const json_t *object, const char *key)
{
  return json_integer_value (json_object_get (object, key));
}

static void
print_task (const json_t *task, int depth, FILE *out)
{
  const json_t *stage;
  size_t i;

  fprintf (out, "%6lld  %*s%-*s %-8s %7.1f s", number_of (task, "id"),
           2 * depth, "", depth < 8 ? 20 - 2 * depth : 4,
           text_of (task, "name"), text_of (task, "state"),
           (double) number_of (task, "age_ms") / 1000);
  if (number_of (task, "total"))
    fprintf (out, "  %lld of %lld", number_of (task, "done"),
             number_of (task, "total"));
  putc ('\n', out);
  json_array_foreach (json_object_get (task, "stages"), i, stage)
    fprintf (out, "        %*s  %s: %s %s %.1f s\n", 2 * depth, "",
             text_of (stage, "plugin"), text_of (stage, "stage"),
             text_of (stage, "component"),
             (double) number_of (stage, "age_ms") / 1000);
}

/* Prints the tasks whose parent is PARENT.  Members come before those who
 * wait for them, so that each level is a walk over all. */
static void
print_tree (const json_t *tasks, long long parent, int depth, FILE *out)
{
  const json_t *task;
  size_t i;

  json_array_foreach (tasks, i, task)
    if (number_of (task, "parent") == parent) {
      print_task (task, depth, out);
      if (depth < MAX_DEPTH && number_of (task, "id") != parent)
        print_tree (tasks, number_of (task, "id"), depth + 1, out);
    }
}

/* All that ANSWER lists, under a line that sums it up. */
static void
print_tasks (const json_t *answer, FILE *out)
{
  const json_t *tasks = json_object_get (answer, "tasks"), *task;
  size_t n_stages = 0, i;

  json_array_foreach (tasks, i, task)
    n_stages += json_array_size (json_object_get (task, "stages"));
  fprintf (out, "%zu tasks, %zu stages under way\n",
           json_array_size (tasks), n_stages);
  fprintf (out, "%6s  %-20s %-8s %9s\n", "task", "name", "state", "age");
  print_tree (tasks, 0, 0, out);
}

/* -- on a terminal -------------------------------------------------------- */

/* How much of TEXT, of N bytes, COLUMNS have room for; each character is
 * taken for one column wide. */
static size_t
fitting (const char *text, size_t n, unsigned columns)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (((unsigned char) text[i] & 0xc0) != 0x80 && columns-- == 0)
      break;
  return i;
}

/* Puts TEXT, lines, in place of what is on the terminal, as far as it has
 * room. */
static void
draw (const char *text, FILE *out)
{
  struct winsize size = { .ws_row = 0 };
  unsigned row, n_more = 0;
  const char *end;

  if (ioctl (fileno (out), TIOCGWINSZ, &size) < 0 || size.ws_row < 2
      || !size.ws_col) {
    size.ws_row = 24;
    size.ws_col = 80;
  }
  fputs ("\033[H", out);
  for (row = 1; (end = strchr (text, '\n')); row++, text = end + 1) {
    size_t n = fitting (text, (size_t) (end - text), size.ws_col);

    /* The last row says what there is no room for. */
    if (row >= size.ws_row - 1u && (end[1] || n_more)) {
      n_more++;
      continue;
    }
    fwrite (text, 1, n, out);
    /* To the end of the line; behind its last column nothing is left. */
    fputs (n < size.ws_col ? "\033[K\n" : "\n", out);
  }
  fputs ("\033[J", out);
  if (n_more)
    fprintf (out, "and %u lines more", n_more);
}

static void
draw_tasks (const json_t *answer, FILE *out)
{
  char *text = NULL;
  size_t n = 0;
  FILE *lines = open_memstream (&text, &n);

  if (lines) {
    print_tasks (answer, lines);
    if (fclose (lines) == 0)
      draw (text, out);
  }
  free (text);
}

static int
show (const struct pl_monitor_view *v, const char *line, size_t n, FILE *out,
      struct plating_error **err)
{
  json_t *answer;
  int status = 0;

  if (v->as_json) {
    fwrite (line, 1, n, out);
    putc ('\n', out);
    return fflush (out) == 0 ? 0 : PLATING_E_IO;
  }
  answer = json_loadb (line, n, 0, NULL);
  if (json_object_get (answer, "error"))
    status = pl_error_set (err, PLATING_E_INVAL, "%s",
                           text_of (answer, "error"));
  else if (json_object_get (answer, "cancelled"))
    fprintf (out, "cancelled %lld\n", number_of (answer, "cancelled"));
  else if (v->is_screen)
    draw_tasks (answer, out);
  else
    print_tasks (answer, out);
  json_decref (answer);
  fflush (out);
  return status;
}

/* Shows each complete line of LINES and takes it out; 1: it was all that was
 * asked for. */
static int
show_lines (const struct pl_monitor_view *v, struct pl_buffer *lines,
            FILE *out, struct plating_error **err)
{
  size_t begin = 0;
  int status = 0;
  char *end;

  while (status == 0 && begin < lines->len
         && (end = memchr (lines->data + begin, '\n', lines->len - begin))) {
    status = show (v, lines->data + begin,
                   (size_t) (end - lines->data) - begin, out, err);
    begin = (size_t) (end - lines->data) + 1;
    if (status == 0 && !v->follows)
      status = 1;
  }
  if (begin) {
    memmove (lines->data, lines->data + begin, lines->len - begin);
    lines->len -= begin;
  }
  return status;
}

int
pl_monitor_view (const struct pl_monitor_view *v, FILE *out,
                 struct plating_error **err)
{
  int fd = open_connection (v->path, err), status = 0;
  struct pl_buffer lines;
  char piece[65536];
  ssize_t n;

  if (fd < 0)
    return fd;
  pl_buffer_init (&lines);
  lines.limit = MAX_LINE;
  if (write (fd, v->request, strlen (v->request)) < 0
      || write (fd, "\n", 1) < 0)
    status = pl_error_set (err, PLATING_E_IO, "the monitor hung up");
  while (status == 0) {
    n = read (fd, piece, sizeof piece);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    pl_buffer_append (&lines, piece, (size_t) n);
    if (lines.failed)
      status = pl_error_set (err, PLATING_E_LIMIT, "an endless line");
    else
      status = show_lines (v, &lines, out, err);
  }
  pl_buffer_release (&lines);
  close (fd);
  return status < 0 ? status : 0;
}
