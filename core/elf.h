/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a file before the dynamic linker maps it.
 *
 * dlopen trusts what it maps: a truncated object is a SIGBUS, and one
 * that others can write is their code in our process.  What is checked:
 *   - a regular file, which belongs to root or to the user, and which
 *     others can't write, nor a group but the owner's private one;
 *   - its directory is not one where anybody can replace it (writable by
 *     all without the sticky bit);
 *   - ELF header, class, byte order and machine are those of the running
 *     program, the type is DYN;
 *   - the program headers, all that they map, and the section headers lie
 *     inside the file.  There may be no section headers at all. */

#ifndef PL_ELF_H
#define PL_ELF_H

struct plating_error;
struct stat;

/* Checks the file PATH.  *ST (may be NULL) is what fstat said of it.
 * Errors: PLATING_E_PLUGIN, _NOMEM; the message names the file. [worker] */
int pl_elf_check (const char *path, struct stat *st,
                  struct plating_error **err);

#endif
