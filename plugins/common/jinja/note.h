/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of what Jinja notes no line for.
 *
 * Jinja makes a program of a template, and notes beside it in which line the
 * statements stand of which it is made.  It does so for most of them, not for
 * the values of "with", for the question whether "set a.b" sets what belongs
 * to a namespace, nor for the one whether there is a parent already.  Errors
 * there are reported in the line that was noted last when the program was
 * written: that of what stands before, be it run or not. */

#ifndef JINJA_NOTE_H
#define JINJA_NOTE_H

#include "plugins/common/jinja/tree.h"

/* Sets "noted" in the statements of T, which are resolved. */
void jinja_note_lines (struct jinja_template *t);

#endif
