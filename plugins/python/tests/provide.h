/* SPDX-License-Identifier: Apache-2.0 */
/* The framework's command, which is a provider. */

#ifndef PYTHON_PROVIDE_H
#define PYTHON_PROVIDE_H

/* For main, whose arguments it gets.  Returns the exit status. */
int provide (int argc, char **argv);

#endif
