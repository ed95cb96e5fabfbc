/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a whole file, or standard input, into memory. */

#include <config.h>

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "fault.h"
#include "plugins/common/schemaview/json.h"

/* Room at first for what has no size. */
#define FIRST_ROOM 65536u

/* How often a pipe that gives nothing is left to ask whether to go on. */
#define POLL_MS 100

/* Largest piece read at once, so that somebody asks between them. */
#define PIECE (16u << 20)

struct reader {
  const struct sj_file_request *req;
  struct sj_fault *fault;
  int fd;
  bool is_stream;           /* its size is not known */
  char *text;
  size_t len, room;         /* room without the padding */
};

/* The operating system's words in lower case, whatever the locale. */
static void
append_reason (struct pl_buffer *out, int error)
{
  locale_t c_locale = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  const char *words;

  if (c_locale == (locale_t) 0) {
    pl_buffer_printf (out, "error %d", error);
    return;
  }
  words = strerror_l (error, c_locale);
  if (words[0] >= 'A' && words[0] <= 'Z' && words[1] >= 'a'
      && words[1] <= 'z') {
    pl_buffer_putc (out, (char) (words[0] + ('a' - 'A')));
    words++;
  }
  pl_buffer_puts (out, words);
  freelocale (c_locale);
}

/* unable to read file "PATH": WHAT */
static int
fail (struct reader *r, int code, const char *what)
{
  const char *path = r->req->path;

  sj_fault_set (r->fault, code);
  pl_buffer_puts (&r->fault->message, "unable to read file ");
  sj_fault_quote (&r->fault->message, path, strlen (path));
  pl_buffer_printf (&r->fault->message, ": %s", what);
  return code;
}

static int
fail_system (struct reader *r, const char *call, int error)
{
  if (error == ENOMEM)
    return sj_fault_say (r->fault, PLATING_E_NOMEM, "out of memory");
  fail (r, PLATING_E_IO, call);
  pl_buffer_printf (&r->fault->message, " %s: ", r->req->path);
  append_reason (&r->fault->message, error);
  return r->fault->code;
}

static int
fail_limit (struct reader *r)
{
  fail (r, PLATING_E_LIMIT, "");
  pl_buffer_printf (&r->fault->message, "it is larger than %llu bytes",
                    (unsigned long long) r->req->max_size);
  pl_buffer_puts (&r->fault->hint,
                  "raise the limit with the setting max-file-size");
  return r->fault->code;
}

static int
set_room (struct reader *r, size_t room)
{
  char *larger = realloc (r->text, room + SJ_PADDING);

  if (!larger)
    return fail_system (r, "", ENOMEM);
  r->text = larger;
  r->room = room;
  return 0;
}

/* Waits until there is something to read. */
static int
wait_for_input (struct reader *r)
{
  struct pollfd input = { .fd = r->fd, .events = POLLIN };

  for (;;) {
    if (r->req->is_cancelled && r->req->is_cancelled (r->req->data))
      return fail (r, PLATING_E_CANCELLED, "cancelled");
    if (!r->is_stream || poll (&input, 1, POLL_MS) != 0)
      return 0;
  }
}

/* Reads up to ROOM bytes to the end of the text.  Sets *N to how many there
 * were, 0 at the end of the file. */
static int
read_some (struct reader *r, size_t room, size_t *n)
{
  ssize_t got;

  do {
    int status = wait_for_input (r);

    if (status < 0)
      return status;
    got = read (r->fd, r->text + r->len, room < PIECE ? room : PIECE);
  } while (got < 0 && (errno == EINTR || errno == EAGAIN));
  if (got < 0)
    return fail_system (r, "read", errno);
  *n = (size_t) got;
  r->len += *n;
  return 0;
}

/* All of a stream.  One byte more than is allowed shows that there is
 * more. */
static int
read_stream (struct reader *r)
{
  size_t most = (size_t) r->req->max_size + 1, n;
  int status = set_room (r, FIRST_ROOM < most ? FIRST_ROOM : most);

  while (status == 0) {
    status = read_some (r, r->room - r->len, &n);
    if (status < 0 || n == 0)
      break;
    if (r->len == most)
      return fail_limit (r);
    if (r->len == r->room)
      status = set_room (r, r->room < most / 2 ? r->room * 2 : most);
  }
  return status;
}

/* All of a regular file, whose size must not change meanwhile. */
static int
read_regular (struct reader *r, size_t size)
{
  int status = set_room (r, size + 1);
  size_t n;

  while (status == 0) {
    status = read_some (r, r->room - r->len, &n);
    if (status < 0 || n == 0)
      break;
    if (r->len > size)
      return fail (r, PLATING_E_IO, "it grew while it was read");
  }
  if (status == 0 && r->len < size)
    return fail (r, PLATING_E_IO, "it shrank while it was read");
  return status;
}

static int
read_open (struct reader *r)
{
  struct stat st;

  if (fstat (r->fd, &st) < 0)
    return fail_system (r, "stat", errno);
  if (S_ISDIR (st.st_mode))
    return fail_system (r, "read", EISDIR);
  if (!S_ISREG (st.st_mode) && r->req->must_be_regular)
    return fail (r, PLATING_E_IO, "it is no regular file");
  r->is_stream = !S_ISREG (st.st_mode);
  /* Files like those of /proc have no size; a regular standard input may
   * have been read in part. */
  if (r->is_stream || st.st_size == 0 || r->fd == STDIN_FILENO)
    return read_stream (r);
  if ((uint64_t) st.st_size > r->req->max_size)
    return fail_limit (r);
  return read_regular (r, (size_t) st.st_size);
}

int
sj_file_read (const struct sj_file_request *req, char **text, size_t *len,
              struct sj_fault *fault)
{
  struct reader r = { .req = req, .fault = fault };
  bool is_stdin = !strcmp (req->path, "-");
  int status;

  r.fd = is_stdin ? STDIN_FILENO
    : open (req->path, O_RDONLY | O_CLOEXEC
            | (req->must_be_regular ? O_NONBLOCK : 0));
  if (r.fd < 0)
    return fail_system (&r, "open", errno);
  status = read_open (&r);
  if (!is_stdin)
    close (r.fd);
  if (status < 0) {
    free (r.text);
    return status;
  }
  memset (r.text + r.len, 0, SJ_PADDING);
  *text = r.text;
  *len = r.len;
  return 0;
}

bool
sj_file_is_regular (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISREG (st.st_mode);
}
