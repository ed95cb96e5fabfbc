/* SPDX-License-Identifier: Apache-2.0 */
/* Paragraphs of Latin words in an order that only looks random. */

#include <config.h>

#include "plugins/common/jinja/lipsum.h"

#include <string.h>

#include "plugins/common/jinja/run.h"

static const char *const words[] = {
  "lorem", "ipsum", "dolor", "sit", "amet", "ars", "bene", "causa", "dies",
  "ergo", "fama", "gratia", "hora", "iter", "lux", "mare", "nox", "opus",
  "pax", "quies", "rosa", "sol", "terra", "unda", "verbum", "vita", "aqua",
  "caelum", "domus", "ventus", "silva", "mons", "flumen", "avis", "liber"
};

#define N_WORDS (sizeof words / sizeof words[0])

static uint32_t
next_random (uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* One word with what stands before it. */
static void
put_word (struct pl_buffer *out, const char *word, bool begins)
{
  if (!begins) {
    pl_buffer_puts (out, word);
    return;
  }
  pl_buffer_putc (out, (char) (word[0] - 'a' + 'A'));
  pl_buffer_puts (out, word + 1);
}

static int
put_paragraph (struct jinja_run *run, struct pl_buffer *out, int64_t n,
               uint32_t *state)
{
  bool begins = true;
  uint32_t since_stop = 0, last = N_WORDS, word;
  int64_t i;
  int status = 0;

  for (i = 0; i < n && !status; i++) {
    do
      word = next_random (state) % N_WORDS;
    while (word == last);
    last = word;
    if (i)
      pl_buffer_puts (out, " ");
    put_word (out, words[word], begins);
    begins = false;
    since_stop++;
    if (i + 1 < n && since_stop > 5 && next_random (state) % 6 == 0) {
      begins = since_stop > 9;
      pl_buffer_puts (out, begins ? "." : ",");
      since_stop = begins ? 0 : since_stop;
    }
    status = jinja_charge_fast (run, 1);
  }
  pl_buffer_puts (out, ".");
  return status;
}

int
jinja_lipsum (struct jinja_run *run, struct pl_buffer *out, int64_t n,
              bool is_html, int64_t least, int64_t most)
{
  uint32_t state = 1;
  int64_t i, length;
  int status = 0;

  for (i = 0; i < n && !status; i++) {
    if (i)
      pl_buffer_puts (out, is_html ? "\n" : "\n\n");
    if (is_html)
      pl_buffer_puts (out, "<p>");
    length = least + (int64_t) ((uint64_t) next_random (&state)
                                % ((uint64_t) most - (uint64_t) least));
    status = put_paragraph (run, out, length, &state);
    if (is_html)
      pl_buffer_puts (out, "</p>");
    if (!status)
      status = jinja_charge_fast (run, 1);
  }
  return status;
}
