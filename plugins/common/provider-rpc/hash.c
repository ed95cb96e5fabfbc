/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes of files and of what is kept. */

#include <config.h>

#include "hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_OPENSSL
#include <openssl/evp.h>

#define PIECE 262144u

static int
add_file (EVP_MD_CTX *context, int fd)
{
  unsigned char *piece = malloc (PIECE);
  ssize_t n = piece ? 1 : -1;

  while (n > 0) {
    n = read (fd, piece, PIECE);
    if (n < 0 && errno == EINTR)
      n = 1;
    else if (n > 0 && !EVP_DigestUpdate (context, piece, (size_t) n))
      n = -1;
  }
  free (piece);
  return n < 0 ? -1 : 0;
}

int
pr_hash_file (int fd, const void *more, size_t len, char text[PR_HASH_TEXT])
{
  unsigned char digest[EVP_MAX_MD_SIZE];
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  unsigned n = 0, i;
  int status = -1;

  if (context && EVP_DigestInit_ex (context, EVP_sha256 (), NULL)
      && add_file (context, fd) == 0
      && EVP_DigestUpdate (context, more, len)
      && EVP_DigestFinal_ex (context, digest, &n)
      && 2 * n + 1 == PR_HASH_TEXT)
    status = 0;
  EVP_MD_CTX_free (context);
  for (i = 0; status == 0 && i < n; i++)
    snprintf (text + 2 * i, 3, "%02x", digest[i]);
  return status;
}

#else

int
pr_hash_file (int fd, const void *more, size_t len, char text[PR_HASH_TEXT])
{
  (void) fd;
  (void) more;
  (void) len;
  (void) text;
  return -1;
}

#endif

static uint64_t
add_word (uint64_t sum, uint64_t word)
{
  sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
  return sum ^ sum >> 29;
}

/* Four sums side by side, as the processor can do them, then one of those. */
uint64_t
pr_hash_sum (uint64_t sum, const void *bytes, size_t len)
{
  const unsigned char *p = bytes;
  uint64_t word, sums[4] = { 1, 2, 3, 4 };
  unsigned i;

  sum = add_word (sum, len);
  for (; len >= sizeof sums; len -= sizeof sums)
    for (i = 0; i < 4; i++, p += sizeof word) {
      memcpy (&word, p, sizeof word);
      sums[i] = add_word (sums[i], word);
    }
  for (i = 0; i < 4; i++)
    sum = add_word (sum, sums[i]);
  for (; len > 0; len -= i, p += i) {
    i = len < sizeof word ? (unsigned) len : (unsigned) sizeof word;
    word = 0;
    memcpy (&word, p, i);
    sum = add_word (sum, word);
  }
  return sum ^ sum >> 32;
}
