/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a file before the dynamic linker maps it. */

#include <config.h>

#include "core/elf.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

/* Real objects have about ten program headers. */
#define MOST_PROGRAM_HEADERS 1000

/* Room for the texts of one line of passwd or group.  A group that needs
 * more is nobody's private one. */
#define ACCOUNT_SIZE 4096

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int
truncated (const char *path, struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is truncated",
                       path);
}

/* -- who can change it --------------------------------------------------- */

static int
check_directory (const char *path, struct plating_error **err)
{
  const char *slash = strrchr (path, '/');
  struct stat st;
  char *dir;
  int status;

  if (!slash)
    dir = strdup (".");
  else
    dir = strndup (path, slash == path ? 1 : (size_t) (slash - path));
  if (!dir)
    return no_memory (err);
  status = stat (dir, &st);
  free (dir);
  if (status == 0 && st.st_mode & S_IWOTH && !(st.st_mode & S_ISVTX))
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "plugin file '%s' can be replaced by others: its "
                         "directory has mode %04o", path,
                         (unsigned) st.st_mode & 07777u);
  return 0;
}

/* Whether the group of the file is the one that its owner has alone: many
 * systems give each user one, and an umask that lets it write. */
static int
is_private_group (const struct stat *st)
{
  char user_texts[ACCOUNT_SIZE], group_texts[ACCOUNT_SIZE];
  struct passwd user, *has_user;
  struct group group, *has_group;

  if (getpwuid_r (st->st_uid, &user, user_texts, sizeof user_texts,
                  &has_user) != 0 || !has_user
      || user.pw_gid != st->st_gid
      || getgrgid_r (st->st_gid, &group, group_texts, sizeof group_texts,
                     &has_group) != 0 || !has_group
      || strcmp (user.pw_name, group.gr_name) != 0)
    return 0;
  for (char **member = group.gr_mem; *member; member++)
    if (strcmp (*member, user.pw_name) != 0)
      return 0;
  return 1;
}

static int
check_access (const char *path, const struct stat *st,
              struct plating_error **err)
{
  int status;

  if (st->st_mode & S_IWOTH
      || (st->st_mode & S_IWGRP && !is_private_group (st))) {
    status = pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' can be "
                           "written by others: it has mode %04o", path,
                           (unsigned) st->st_mode & 07777u);
    pl_error_add_hint (err, "chmod go-w '%s'", path);
    return status;
  }
  if (st->st_uid != 0 && st->st_uid != geteuid ())
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' can be "
                         "written by others: it belongs to user %lu", path,
                         (unsigned long) st->st_uid);
  return check_directory (path, err);
}

/* -- what it is ---------------------------------------------------------- */

static const struct machine {
  unsigned number;
  const char *name;
} machines[] = {
  { EM_386, "x86" },       { EM_X86_64, "x86-64" },  { EM_ARM, "ARM" },
  { EM_AARCH64, "ARM64" }, { EM_RISCV, "RISC-V" },   { EM_PPC64, "PowerPC64" },
  { EM_S390, "S/390" },    { EM_MIPS, "MIPS" },
};

static const char *
machine_name (unsigned number)
{
  for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
    if (machines[i].number == number)
      return machines[i].name;
  return "an unknown one";
}

/* The ELF header of the object that this function is in. */
static const ElfW (Ehdr) *
own_header (void)
{
  static const char here;
  Dl_info info;

  if (!dladdr (&here, &info) || !info.dli_fbase
      || memcmp (info.dli_fbase, ELFMAG, SELFMAG) != 0)
    return NULL;
  return info.dli_fbase;
}

static int
check_machine (const char *path, const ElfW (Ehdr) *header,
               struct plating_error **err)
{
  const ElfW (Ehdr) *own = own_header ();
  unsigned machine = header->e_machine;

  if (!own)
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "the running program has no ELF header");
  if (header->e_ident[EI_DATA] != own->e_ident[EI_DATA])
    machine = (machine & 0xffu) << 8 | machine >> 8;
  if (header->e_ident[EI_CLASS] == own->e_ident[EI_CLASS]
      && header->e_ident[EI_DATA] == own->e_ident[EI_DATA]
      && machine == own->e_machine)
    return 0;
  return pl_error_set (err, PLATING_E_PLUGIN,
                       "plugin file '%s' is for another machine: %s, %s "
                       "bits; this program is for %s, %s bits", path,
                       machine_name (machine),
                       header->e_ident[EI_CLASS] == ELFCLASS32 ? "32" : "64",
                       machine_name (own->e_machine),
                       own->e_ident[EI_CLASS] == ELFCLASS32 ? "32" : "64");
}

/* Whether LEN bytes from OFFSET on lie inside a file of SIZE bytes. */
static int
is_inside (uint64_t offset, uint64_t len, uint64_t size)
{
  return len <= size && offset <= size - len;
}

static int
check_segments (const char *path, const ElfW (Ehdr) *header,
                const ElfW (Phdr) *segments, uint64_t size,
                struct plating_error **err)
{
  int n_load = 0, n_dynamic = 0;

  for (size_t i = 0; i < header->e_phnum; i++) {
    const ElfW (Phdr) *s = &segments[i];

    if (s->p_type == PT_NULL)
      continue;
    if (s->p_filesz && !is_inside (s->p_offset, s->p_filesz, size))
      return truncated (path, err);
    n_load += s->p_type == PT_LOAD;
    n_dynamic += s->p_type == PT_DYNAMIC;
    if (s->p_type == PT_LOAD && s->p_memsz < s->p_filesz)
      return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is "
                           "damaged: a segment is larger than its memory",
                           path);
  }
  if (!n_load || n_dynamic != 1)
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is not a "
                         "plugin: nothing in it can be loaded", path);
  return 0;
}

/* Reads LEN bytes from OFFSET on, which is known to be inside the file. */
static int
read_at (int fd, const char *path, void *to, size_t len, uint64_t offset,
         struct plating_error **err)
{
  size_t done = 0;

  while (done < len) {
    ssize_t n = pread (fd, (char *) to + done, len - done,
                       (off_t) (offset + done));

    if (n == 0)
      return truncated (path, err);
    if (n < 0 && errno != EINTR)
      return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s': %s",
                           path, strerror (errno));
    if (n > 0)
      done += (size_t) n;
  }
  return 0;
}

static int
check_content (int fd, const char *path, uint64_t size,
               struct plating_error **err)
{
  ElfW (Ehdr) header = { 0 };
  ElfW (Phdr) *segments;
  size_t have = size < sizeof header ? (size_t) size : sizeof header, len;
  int status;

  if (size == 0)
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "plugin file '%s' is not a plugin: it is empty",
                         path);
  status = read_at (fd, path, &header, have, 0, err);
  if (status < 0)
    return status;
  if (have < SELFMAG || memcmp (header.e_ident, ELFMAG, SELFMAG) != 0)
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is not a "
                         "plugin: it is not an ELF shared object", path);
  if (have < sizeof header)
    return truncated (path, err);
  status = check_machine (path, &header, err);
  if (status < 0)
    return status;
  if (header.e_type != ET_DYN || header.e_phentsize != sizeof *segments
      || header.e_phnum == 0 || header.e_phnum > MOST_PROGRAM_HEADERS)
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is not a "
                         "plugin: it is an ELF file but no shared object",
                         path);
  len = header.e_phnum * sizeof *segments;
  if (!is_inside (header.e_phoff, len, size)
      || (header.e_shoff
          && !is_inside (header.e_shoff,
                         (uint64_t) header.e_shnum * header.e_shentsize,
                         size)))
    return truncated (path, err);
  segments = malloc (len);
  if (!segments)
    return no_memory (err);
  status = read_at (fd, path, segments, len, header.e_phoff, err);
  if (status == 0)
    status = check_segments (path, &header, segments, size, err);
  free (segments);
  return status;
}

static int
open_file (const char *path, struct plating_error **err)
{
  /* A pipe of this name would block without O_NONBLOCK. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  int system = errno;
  struct stat st;

  if (fd >= 0)
    return fd;
  if (system == ENOENT && lstat (path, &st) == 0 && S_ISLNK (st.st_mode))
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is a link "
                         "to a file that does not exist", path);
  if (system == ENOENT)
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "plugin file '%s' does not exist", path);
  return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s': %s", path,
                       strerror (system));
}

int
pl_elf_check (const char *path, struct stat *st_out,
              struct plating_error **err)
{
  struct stat st;
  int fd, status;

  fd = open_file (path, err);
  if (fd < 0)
    return fd;
  if (fstat (fd, &st) < 0)
    status = pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s': %s",
                           path, strerror (errno));
  else if (!S_ISREG (st.st_mode))
    status = pl_error_set (err, PLATING_E_PLUGIN,
                           "plugin file '%s' is not a plugin: it is %s", path,
                           S_ISDIR (st.st_mode) ? "a directory"
                                                : "no regular file");
  else
    status = check_access (path, &st, err);
  if (status == 0)
    status = check_content (fd, path, (uint64_t) st.st_size, err);
  close (fd);
  if (status == 0 && st_out)
    *st_out = st;
  return status;
}
