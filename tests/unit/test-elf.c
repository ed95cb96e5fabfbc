/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a file that would crash the dynamic linker, or that others could
 * change, is refused before it is mapped, each for its own reason. */

#include <config.h>

#include <elf.h>
#include <link.h>
#include <stdint.h>

#include <check.h>

#include <plating/run.h>

#include "core/elf.h"
#include "plugin-files.h"

static char *folder, *path, *bytes;
static size_t len;

static void
set_up (void)
{
  folder = strdup (new_folder ());
  ck_assert_int_ge (asprintf (&path, "%s/x.so", folder), 0);
  bytes = read_bytes (plugin_file ("minimal-renderer"), &len);
  ck_assert_uint_gt (len, sizeof (ElfW (Ehdr)));
}

static void
tear_down (void)
{
  remove_folder (folder);
  free (folder);
  free (path);
  free (bytes);
}

/* Checks PATH.  WHY is part of the message, NULL: it must be accepted. */
static void
expect (const char *why)
{
  struct plating_error *err = NULL;
  int status = pl_elf_check (path, NULL, &err);

  if (!why)
    ck_assert_msg (status == 0, "%s", plating_error_message (err));
  else {
    ck_assert_int_eq (status, PLATING_E_PLUGIN);
    ck_assert_ptr_nonnull (strstr (plating_error_message (err), path));
    ck_assert_msg (strstr (plating_error_message (err), why) != NULL,
                   "'%s' lacks '%s'", plating_error_message (err), why);
    ck_assert_int_eq (pl_elf_check (path, NULL, NULL), PLATING_E_PLUGIN);
  }
  plating_error_unref (err);
}

static ElfW (Ehdr) *
header (void)
{
  return (ElfW (Ehdr) *) (void *) bytes;
}

START_TEST (test_good_file)
{
  struct plating_error *err = NULL;
  struct stat st;

  ck_assert_int_eq (pl_elf_check (plugin_file ("minimal-renderer"), &st,
                                  &err), 0);
  ck_assert_int_eq (st.st_size, (off_t) len);
  write_bytes (path, bytes, len);
  expect (NULL);
}
END_TEST

/* Wherever a file is cut off, it must not reach the linker. */
START_TEST (test_truncated)
{
  for (size_t n = 1; n < len; n += n < sizeof (ElfW (Ehdr)) + 8 ? 1 : 211) {
    write_bytes (path, bytes, n);
    expect (n < SELFMAG ? "is not an ELF shared object" : "is truncated");
  }
  write_bytes (path, bytes, len - 1);
  expect ("is truncated");
}
END_TEST

/* Section headers may be gone; the segments may not. */
START_TEST (test_no_section_headers)
{
  const ElfW (Phdr) *segments
    = (const void *) (bytes + header ()->e_phoff);
  size_t end = 0;

  for (size_t i = 0; i < header ()->e_phnum; i++)
    if (segments[i].p_offset + segments[i].p_filesz > end)
      end = segments[i].p_offset + segments[i].p_filesz;
  header ()->e_shoff = 0;
  header ()->e_shnum = 0;
  write_bytes (path, bytes, end);
  expect (NULL);
  write_bytes (path, bytes, end - 1);
  expect ("is truncated");
}
END_TEST

START_TEST (test_other_machine)
{
  unsigned char *ident = header ()->e_ident;

  header ()->e_machine = header ()->e_machine == EM_S390 ? EM_386 : EM_S390;
  write_bytes (path, bytes, len);
  expect ("is for another machine: S/390, ");
  header ()->e_machine = 0xfedc;
  write_bytes (path, bytes, len);
  expect ("is for another machine: an unknown one");
  free (bytes);
  bytes = read_bytes (plugin_file ("minimal-renderer"), &len);
  ident = header ()->e_ident;
  ident[EI_CLASS] = ident[EI_CLASS] == ELFCLASS32 ? ELFCLASS64 : ELFCLASS32;
  write_bytes (path, bytes, len);
  expect ("is for another machine");
  ident[EI_CLASS] = ident[EI_CLASS] == ELFCLASS32 ? ELFCLASS64 : ELFCLASS32;
  ident[EI_DATA] = ident[EI_DATA] == ELFDATA2LSB ? ELFDATA2MSB : ELFDATA2LSB;
  write_bytes (path, bytes, len);
  expect ("is for another machine");
}
END_TEST

START_TEST (test_not_elf)
{
  static const char text[] = "#!/bin/sh\necho plugin\n";

  write_bytes (path, text, sizeof text - 1);
  expect ("is not a plugin: it is not an ELF shared object");
  write_bytes (path, text, 0);
  expect ("is not a plugin: it is empty");
  write_bytes (path, ELFMAG, SELFMAG);
  expect ("is truncated");
}
END_TEST

START_TEST (test_not_shared_object)
{
  header ()->e_type = ET_REL;
  write_bytes (path, bytes, len);
  expect ("it is an ELF file but no shared object");
  header ()->e_type = ET_DYN;
  header ()->e_phnum = 0;
  write_bytes (path, bytes, len);
  expect ("it is an ELF file but no shared object");
  header ()->e_phnum = 0xffff;
  write_bytes (path, bytes, len);
  expect ("it is an ELF file but no shared object");
}
END_TEST

START_TEST (test_damaged_segments)
{
  ElfW (Phdr) *segments = (ElfW (Phdr) *) (void *)
    (bytes + header ()->e_phoff);
  ElfW (Phdr) saved = segments[0];

  segments[0].p_offset = (ElfW (Off)) -1;
  write_bytes (path, bytes, len);
  expect ("is truncated");
  segments[0] = saved;
  segments[0].p_filesz = (ElfW (Xword)) -1;
  write_bytes (path, bytes, len);
  expect ("is truncated");
  segments[0] = saved;
  segments[0].p_type = PT_LOAD;
  segments[0].p_memsz = 0;
  write_bytes (path, bytes, len);
  expect ("is damaged");
  segments[0] = saved;
  for (size_t i = 0; i < header ()->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD)
      segments[i].p_type = PT_NULL;
  write_bytes (path, bytes, len);
  expect ("nothing in it can be loaded");
}
END_TEST

/* Whatever stands in the headers, the answer comes without a crash. */
START_TEST (test_random_headers)
{
  unsigned seed = 12345;
  size_t end = sizeof (ElfW (Ehdr))
    + header ()->e_phnum * sizeof (ElfW (Phdr));

  for (int i = 0; i < 1000; i++) {
    char *copy = malloc (len);

    ck_assert_ptr_nonnull (copy);
    memcpy (copy, bytes, len);
    for (int j = 0; j < 3; j++) {
      seed = seed * 1103515245u + 12345u;
      copy[(seed >> 8) % end] = (char) (seed >> 20);
    }
    write_bytes (path, copy, len);
    pl_elf_check (path, NULL, NULL);
    free (copy);
  }
}
END_TEST

START_TEST (test_not_regular)
{
  expect ("does not exist");
  ck_assert_int_eq (symlink ("nowhere", path), 0);
  expect ("is a link to a file that does not exist");
  unlink (path);
  ck_assert_int_eq (mkdir (path, 0755), 0);
  expect ("it is a directory");
  rmdir (path);
  ck_assert_int_eq (mkfifo (path, 0755), 0);
  expect ("it is no regular file");
}
END_TEST

START_TEST (test_others_can_write)
{
  write_bytes (path, bytes, len);
  ck_assert_int_eq (chmod (path, 0757), 0);
  expect ("can be written by others: it has mode 0757");
  ck_assert_int_eq (chmod (path, 0755), 0);
  ck_assert_int_eq (chmod (folder, 0777), 0);
  expect ("can be replaced by others: its directory has mode 0777");
  ck_assert_int_eq (chmod (folder, 01777), 0);
  expect (NULL);
  ck_assert_int_eq (chmod (folder, 0700), 0);
  if (geteuid () != 0)
    return;
  /* What only root can set up. */
  ck_assert_int_eq (chown (path, 0, 54321), 0);
  expect (NULL);
  ck_assert_int_eq (chmod (path, 0775), 0);
  expect ("can be written by others: it has mode 0775");
  ck_assert_int_eq (chmod (path, 0755), 0);
  ck_assert_int_eq (chown (path, 54321, 0), 0);
  expect ("can be written by others: it belongs to user 54321");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("elf");
  TCase *tests = tcase_create ("elf");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_good_file);
  tcase_add_test (tests, test_truncated);
  tcase_add_test (tests, test_no_section_headers);
  tcase_add_test (tests, test_other_machine);
  tcase_add_test (tests, test_not_elf);
  tcase_add_test (tests, test_not_shared_object);
  tcase_add_test (tests, test_damaged_segments);
  tcase_add_test (tests, test_random_headers);
  tcase_add_test (tests, test_not_regular);
  tcase_add_test (tests, test_others_can_write);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
