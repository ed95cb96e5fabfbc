/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of providers that were asked before.
 *
 * In the directory are
 *   k-SUM         the state of an executable, and the name of
 *   r-SIZE-HASH   its replies; SIZE is that of the executable
 * each written under another name and renamed, mode 0600. */

#include <config.h>

#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hash.h"
#include "provider-rpc.h"
#include "reply.h"
#include "room.h"

/* How old a change must be, in seconds, so that the next one is seen. */
#define FRESH_S 2

/* Days after which a file goes. */
#define KEPT_S (30L * 24 * 3600)

#define NAME_SIZE 128u

/* Start of a file of replies.  Its first bytes also tell of another order
 * of bytes. */
struct head {
  uint64_t magic;
  uint64_t sum;                 /* of what follows it */
  uint64_t protocol;
  uint64_t schema_len;
  uint64_t identity_len;        /* NO_IDENTITY: there are none */
  uint64_t n_measures;          /* that follow the replies */
  char version[16];             /* whose measures they are */
};

/* The second byte from the left counts the forms of a file, and what
 * checking a component shows. */
#define MAGIC UINT64_C (0x0133796c70657270)
#define NO_IDENTITY UINT64_MAX

/* -- keys -------------------------------------------------------------- */

static void
put_state (struct pl_buffer *out, const struct stat *st)
{
  pl_buffer_printf (out, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64
                    ".%09ld %" PRId64 ".%09ld\n", (uint64_t) st->st_dev,
                    (uint64_t) st->st_ino, (uint64_t) st->st_size,
                    (int64_t) st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
                    (int64_t) st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
}

/* Whether the program itself is in the file. */
static bool
is_binary (int fd)
{
  char start[4];

  return pread (fd, start, sizeof start, 0) == (ssize_t) sizeof start
    && !memcmp (start, "\177ELF", sizeof start);
}

void
pr_cache_key_init (struct pr_cache_key *key, const struct pr_launch *launch,
                   const char *const *env, size_t n_env)
{
  struct timespec now;
  struct stat st;
  size_t i;
  int fd;

  *key = (struct pr_cache_key) { .is_usable = false };
  pl_buffer_init (&key->state);
  pl_buffer_init (&key->start);
  if (!launch->path)
    return;
  fd = open (launch->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && is_binary (fd)) {
    key->path = strdup (launch->path);
    key->size = (uint64_t) st.st_size;
    put_state (&key->state, &st);
    clock_gettime (CLOCK_REALTIME, &now);
    key->is_fresh = st.st_ctim.tv_sec + FRESH_S >= now.tv_sec;
    for (i = 1; launch->argv && launch->argv[0] && launch->argv[i]; i++)
      pl_buffer_append (&key->start, launch->argv[i],
                        strlen (launch->argv[i]) + 1);
    pl_buffer_putc (&key->start, '\n');
    for (i = 0; i < n_env; i++)
      pl_buffer_append (&key->start, env[i], strlen (env[i]) + 1);
    pl_buffer_putc (&key->start, '\n');
    key->is_usable = key->path && !key->state.failed && !key->start.failed;
  }
  close (fd);
}

void
pr_cache_key_release (struct pr_cache_key *key)
{
  free (key->path);
  key->path = NULL;
  pl_buffer_release (&key->state);
  pl_buffer_release (&key->start);
}

static void
key_name (const struct pr_cache_key *key, char *name)
{
  uint64_t sum = pr_hash_sum (0, key->state.data, key->state.len);

  sum = pr_hash_sum (sum, key->start.data, key->start.len);
  snprintf (name, NAME_SIZE, "k-%016" PRIx64, sum);
}

/* -- the directory -------------------------------------------------------- */

/* Opens the directory; with MAKES it is made if it is missing.  It must be
 * ours alone. */
static int
open_directory (bool makes)
{
  const char *cache = secure_getenv ("XDG_CACHE_HOME");
  const char *home = secure_getenv ("HOME");
  struct pl_buffer path;
  struct stat st;
  char *slash;
  int fd = -1;

  pl_buffer_init (&path);
  if (cache && *cache == '/')
    pl_buffer_printf (&path, "%s/plating/providers/", cache);
  else if (home && *home == '/')
    pl_buffer_printf (&path, "%s/.cache/plating/providers/", home);
  if (!path.failed && path.len > 0) {
    for (slash = strchr (path.data + 1, '/'); makes && slash;
         slash = strchr (slash + 1, '/')) {
      *slash = '\0';
      mkdir (path.data, 0700);
      *slash = '/';
    }
    fd = open (path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  pl_buffer_release (&path);
  if (fd >= 0 && (fstat (fd, &st) < 0 || st.st_uid != geteuid ()
                  || (st.st_mode & 022))) {
    close (fd);
    fd = -1;
  }
  return fd;
}

static int
read_all (int fd, char *to, size_t len)
{
  while (len > 0) {
    ssize_t n = read (fd, to, len);

    if (n == 0 || (n < 0 && errno != EINTR))
      return -1;
    if (n > 0) {
      to += n;
      len -= (size_t) n;
    }
  }
  return 0;
}

static int
write_all (int fd, const char *from, size_t len)
{
  while (len > 0) {
    ssize_t n = write (fd, from, len);

    if (n < 0 && errno != EINTR)
      return -1;
    if (n > 0) {
      from += n;
      len -= (size_t) n;
    }
  }
  return 0;
}

/* Opens NAME, which must be a file of ours; *LEN is its size. */
static int
open_file (int directory, const char *name, uint64_t *len)
{
  int fd = openat (directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat st;

  if (fd < 0)
    return -1;
  if (fstat (fd, &st) < 0 || !S_ISREG (st.st_mode)
      || st.st_uid != geteuid () || (st.st_mode & 022)) {
    close (fd);
    return -1;
  }
  *len = (uint64_t) st.st_size;
  return fd;
}

/* Writes the N pieces as the file NAME. */
static int
write_file (int directory, const char *name,
            const struct plating_text *pieces, size_t n)
{
  char temporary[NAME_SIZE];
  int fd, status = 0;
  size_t i;

  snprintf (temporary, sizeof temporary, "t-%ld-%p", (long) getpid (),
            (const void *) pieces);
  fd = openat (directory, temporary,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return -1;
  for (i = 0; i < n && status == 0; i++)
    status = write_all (fd, pieces[i].ptr, pieces[i].len);
  if (close (fd) < 0)
    status = -1;
  if (status == 0)
    status = renameat (directory, temporary, directory, name);
  if (status < 0)
    unlinkat (directory, temporary, 0);
  return status;
}

/* -- reading -------------------------------------------------------------- */

/* Sets NAME to the file of replies that the file of KEY leads to. */
static bool
follow_key (int directory, const struct pr_cache_key *key, char *name)
{
  size_t known = key->state.len + key->start.len;
  char *text = NULL;
  bool is_found = false;
  uint64_t len;
  int fd;

  key_name (key, name);
  fd = open_file (directory, name, &len);
  if (fd < 0)
    return false;
  if (len > known && len - known < NAME_SIZE)
    text = malloc ((size_t) len + 1);
  if (text && read_all (fd, text, (size_t) len) == 0
      && !memcmp (text, key->state.data, key->state.len)
      && !memcmp (text + key->state.len, key->start.data, key->start.len)) {
    text[len] = '\0';
    snprintf (name, NAME_SIZE, "%s", text + known);
    is_found = name[0] == 'r' && !strchr (name, '/');
  }
  free (text);
  close (fd);
  return is_found;
}

static uint64_t
sum_of (const struct pr_reply *reply)
{
  uint64_t sum = pr_hash_sum (reply->protocol, reply->schema,
                              reply->schema_len);

  if (reply->identity)
    sum = pr_hash_sum (sum, reply->identity, reply->identity_len);
  return pr_hash_sum (sum, reply->measures,
                      reply->n_measures * sizeof *reply->measures);
}

/* Another version may check other things. */
static bool
is_of_this_version (const struct head *head)
{
  return !strncmp (head->version, PACKAGE_VERSION, sizeof head->version);
}

static struct pr_reply *
read_body (int fd, const struct head *head)
{
  struct pr_reply *reply = pr_reply_new ((unsigned) head->protocol);
  bool has_identity = head->identity_len != NO_IDENTITY;
  size_t identity_len = has_identity ? (size_t) head->identity_len : 0;
  size_t n_measures = (size_t) head->n_measures;

  if (!reply)
    return NULL;
  reply->schema_len = (size_t) head->schema_len;
  reply->identity_len = identity_len;
  reply->schema = pr_room_new (reply->schema_len);
  if (has_identity)
    reply->identity = pr_room_new (identity_len);
  reply->n_measures = (uint32_t) n_measures;
  reply->measures = calloc (n_measures + 1, sizeof *reply->measures);
  if (reply->schema && (reply->identity || !has_identity) && reply->measures
      && read_all (fd, reply->schema, reply->schema_len) == 0
      && read_all (fd, reply->identity, identity_len) == 0
      && read_all (fd, (char *) reply->measures,
                   n_measures * sizeof *reply->measures) == 0
      && sum_of (reply) == head->sum) {
    if (!is_of_this_version (head))
      reply->n_measures = 0;
    return reply;
  }
  pr_reply_free (reply);
  return NULL;
}

static struct pr_reply *
read_reply (int directory, const char *name)
{
  struct pr_reply *reply = NULL;
  struct head head;
  uint64_t len, identity;
  int fd = open_file (directory, name, &len);

  if (fd < 0)
    return NULL;
  if (len >= sizeof head && read_all (fd, (char *) &head, sizeof head) == 0) {
    identity = head.identity_len == NO_IDENTITY ? 0 : head.identity_len;
    len -= sizeof head;
    if (head.magic == MAGIC && (head.protocol == 5 || head.protocol == 6)
        && head.n_measures <= PR_ENTRIES
        && head.n_measures * sizeof (struct pr_measure) <= len)
      len -= head.n_measures * sizeof (struct pr_measure);
    else
      len = 0;
    if (head.schema_len <= len && identity == len - head.schema_len)
      reply = read_body (fd, &head);
  }
  close (fd);
  return reply;
}

/* Whether there is a file of replies of an executable of KEY's size. */
static bool
has_same_size (int directory, const struct pr_cache_key *key)
{
  int copy = openat (directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  char start[NAME_SIZE];
  struct dirent *entry;
  bool found = false;

  if (!dir) {
    if (copy >= 0)
      close (copy);
    return false;
  }
  snprintf (start, sizeof start, "r-%" PRIu64 "-", key->size);
  while (!found && (entry = readdir (dir)))
    found = !strncmp (entry->d_name, start, strlen (start));
  closedir (dir);
  return found;
}

/* Sets NAME to that of the replies of the executable as it is now, if it is
 * still the one of KEY. */
static bool
name_by_content (const struct pr_cache_key *key, char *name)
{
  int fd = open (key->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  char hash[PR_HASH_TEXT];
  struct pl_buffer state;
  struct stat st;
  bool is_same;

  if (fd < 0)
    return false;
  pl_buffer_init (&state);
  is_same = pr_hash_file (fd, key->start.data, key->start.len, hash) == 0
    && fstat (fd, &st) == 0;
  if (is_same)
    put_state (&state, &st);
  is_same = is_same && !state.failed && state.len == key->state.len
    && !memcmp (state.data, key->state.data, state.len);
  if (is_same)
    snprintf (name, NAME_SIZE, "r-%" PRIu64 "-%s", key->size, hash);
  pl_buffer_release (&state);
  close (fd);
  return is_same;
}

static void
write_key (int directory, const struct pr_cache_key *key, const char *reply)
{
  const struct plating_text pieces[] = {
    { key->state.data, key->state.len }, { key->start.data, key->start.len },
    { reply, strlen (reply) },
  };
  char name[NAME_SIZE];

  if (key->is_fresh)
    return;
  key_name (key, name);
  write_file (directory, name, pieces, 3);
}

struct pr_reply *
pr_cache_find (const struct pr_cache_key *key)
{
  struct pr_reply *reply = NULL;
  char name[NAME_SIZE];
  int directory;

  if (!key->is_usable)
    return NULL;
  directory = open_directory (false);
  if (directory < 0)
    return NULL;
  if (follow_key (directory, key, name))
    reply = read_reply (directory, name);
  if (!reply && has_same_size (directory, key)
      && name_by_content (key, name)) {
    reply = read_reply (directory, name);
    if (reply)
      write_key (directory, key, name);
  }
  close (directory);
  return reply;
}

/* -- writing -------------------------------------------------------------- */

/* Sets the measures of KEPT to what checking REPLY has shown: nothing if it
 * was not checked, or if something is to be told each time. */
static int
measure (struct pr_reply *kept, const struct pr_reply *reply)
{
  uint32_t i, n = reply->has_notes ? 0 : reply->n_entries;

  kept->n_measures = n;
  kept->measures = calloc (n + 1, sizeof *kept->measures);
  for (i = 0; kept->measures && i < n; i++)
    kept->measures[i] = (struct pr_measure) {
      reply->entries[i].n_nodes, reply->entries[i].n_extras,
      reply->entries[i].flags
    };
  return kept->measures ? 0 : -1;
}

/* Removes what is old or was left by a crash. */
static void
sweep (int directory)
{
  int copy = openat (directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  time_t now = time (NULL);
  struct dirent *entry;
  struct stat st;

  if (!dir) {
    if (copy >= 0)
      close (copy);
    return;
  }
  while ((entry = readdir (dir))) {
    long kept = entry->d_name[0] == 't' ? 3600 : KEPT_S;

    if (entry->d_name[0] != '.'
        && fstatat (directory, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
        && st.st_mtim.tv_sec + kept < now)
      unlinkat (directory, entry->d_name, 0);
  }
  closedir (dir);
}

static void
store (int directory, const struct pr_cache_key *key,
       const struct pr_reply *reply)
{
  struct head head = {
    .magic = MAGIC, .protocol = reply->protocol, .sum = sum_of (reply),
    .schema_len = reply->schema_len,
    .identity_len = reply->identity ? reply->identity_len : NO_IDENTITY,
    .n_measures = reply->n_measures,
  };
  const struct plating_text pieces[] = {
    { (const char *) &head, sizeof head },
    { reply->schema, reply->schema_len },
    { reply->identity, reply->identity_len },
    { (const char *) reply->measures,
      reply->n_measures * sizeof *reply->measures },
  };
  char name[NAME_SIZE];

  strncpy (head.version, PACKAGE_VERSION, sizeof head.version - 1);
  if (name_by_content (key, name)
      && write_file (directory, name, pieces, 4) == 0)
    write_key (directory, key, name);
}

void
pr_cache_store (const struct pr_cache_key *key, const struct pr_reply *reply)
{
  struct pr_reply kept = *reply;
  int directory;

  if (!key->is_usable)
    return;
  directory = open_directory (true);
  if (directory < 0)
    return;
  sweep (directory);
  if (measure (&kept, reply) == 0)
    store (directory, key, &kept);
  free (kept.measures);
  close (directory);
}
