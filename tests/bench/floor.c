/* SPDX-License-Identifier: Apache-2.0 */
/* The floor below any program that makes pages from a schema: reads the
 * schema file and writes the finished pages, which it has in memory, and
 * does nothing else.
 *
 *   floor FILE SCHEMA PAGES OUTPUT
 *
 * Copies the directory PAGES to OUTPUT, which must not exist.  Only reading
 * SCHEMA and writing OUTPUT are measured; the line in FILE is that of
 * measure, with the peak left at 0. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seconds.h"

struct page {
  char *path;                   /* in OUTPUT */
  char *bytes;                  /* NULL: a directory */
  size_t len;
};

/* nftw hands its callback nothing of the caller's. */
static struct page *pages;
static size_t n_pages, cap_pages;
static const char *from, *to;

static void
die (const char *what)
{
  fprintf (stderr, "floor: %s: %s\n", what, strerror (errno));
  exit (3);
}

static char *
read_file (const char *path, size_t *len)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  size_t at = 0;
  char *bytes;
  ssize_t n;

  if (fd < 0 || fstat (fd, &st) < 0)
    die (path);
  bytes = malloc ((size_t) st.st_size + 1);
  if (!bytes)
    die (path);
  while ((n = read (fd, bytes + at, (size_t) st.st_size - at)) > 0)
    at += (size_t) n;
  if (n < 0)
    die (path);
  close (fd);
  *len = at;
  return bytes;
}

static void
write_file (const struct page *page)
{
  int fd = open (page->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  size_t at = 0;
  ssize_t n;

  if (fd < 0)
    die (page->path);
  for (; at < page->len; at += (size_t) n) {
    n = write (fd, page->bytes + at, page->len - at);
    if (n < 0)
      die (page->path);
  }
  close (fd);
}

static int
remember (const char *path, const struct stat *st, int type,
          struct FTW *level)
{
  const char *below = path + strlen (from);
  struct page *page;
  size_t room = strlen (to) + strlen (below) + 1;

  (void) st, (void) level;
  if (n_pages == cap_pages) {
    cap_pages = cap_pages ? 2 * cap_pages : 1024;
    pages = realloc (pages, cap_pages * sizeof *pages);
    if (!pages)
      die (path);
  }
  page = &pages[n_pages++];
  *page = (struct page) { .path = malloc (room) };
  if (!page->path)
    die (path);
  snprintf (page->path, room, "%s%s", to, below);
  if (type == FTW_F)
    page->bytes = read_file (path, &page->len);
  return 0;
}

int
main (int argc, char **argv)
{
  struct rusage before, after;
  double begin, wall;
  size_t i, len;
  char *schema;
  FILE *f;

  if (argc != 5) {
    fputs ("usage: floor FILE SCHEMA PAGES OUTPUT\n", stderr);
    return 2;
  }
  from = argv[3];
  to = argv[4];
  if (nftw (from, remember, 16, FTW_PHYS) != 0)
    die (from);
  begin = seconds_now ();
  getrusage (RUSAGE_SELF, &before);
  schema = read_file (argv[2], &len);
  for (i = 0; i < n_pages; i++)
    if (pages[i].bytes)
      write_file (&pages[i]);
    else if (mkdir (pages[i].path, 0777) < 0)
      die (pages[i].path);
  wall = seconds_now () - begin;
  getrusage (RUSAGE_SELF, &after);
  free (schema);
  for (i = 0; i < n_pages; i++) {
    free (pages[i].path);
    free (pages[i].bytes);
  }
  free (pages);
  f = fopen (argv[1], "w");
  if (!f || fprintf (f, "%.6f %.6f %.6f 0 0\n", wall,
                     seconds_of (after.ru_utime)
                     - seconds_of (before.ru_utime),
                     seconds_of (after.ru_stime)
                     - seconds_of (before.ru_stime)) < 0
      || fclose (f) != 0)
    die (argv[1]);
  return 0;
}
