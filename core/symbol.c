/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions.
 *
 * The dynamic linker knows what an object exports.  Most callbacks are static,
 * so the table of symbols in the object's file is asked next, if it was not
 * stripped.  What else is known is the offset in the file, for addr2line. */

#include <config.h>

#include "symbol.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"

struct image {
  const unsigned char *bytes;
  size_t size;
};

static int
map_file (const char *path, struct image *image)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  void *bytes = MAP_FAILED;

  if (fd < 0)
    return -1;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0) {
    image->size = (size_t) st.st_size;
    bytes = mmap (NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
  }
  close (fd);
  image->bytes = bytes;
  return bytes == MAP_FAILED ? -1 : 0;
}

/* N items of SIZE at OFFSET, or NULL if the file ends before. */
static const void *
part (const struct image *image, uint64_t offset, uint64_t n, size_t size)
{
  if (n > image->size / size || offset > image->size - n * size
      || offset % _Alignof (uint64_t))
    return NULL;
  return image->bytes + offset;
}

/* The name of the function at VALUE in the table SYMBOLS, or NULL; *AT is set
 * to its beginning. */
static const char *
find_name (const struct image *image, const ElfW(Shdr) *symbols,
           const ElfW(Shdr) *strings, uint64_t value, uint64_t *at)
{
  uint64_t n = symbols->sh_size / sizeof (ElfW(Sym)), i;
  const ElfW(Sym) *s = part (image, symbols->sh_offset, n, sizeof *s);
  const char *name;

  if (!s || strings->sh_offset > image->size
      || strings->sh_size > image->size - strings->sh_offset)
    return NULL;
  for (i = 0; i < n; i++)
    if ((s[i].st_info & 0xf) == STT_FUNC && s[i].st_value <= value
        && value - s[i].st_value < s[i].st_size
        && s[i].st_name < strings->sh_size) {
      name = (const char *) image->bytes + strings->sh_offset + s[i].st_name;
      *at = s[i].st_value;
      return memchr (name, '\0', strings->sh_size - s[i].st_name) ? name
        : NULL;
    }
  return NULL;
}

static const char *
search_tables (const struct image *image, uint64_t value, uint64_t *at)
{
  const ElfW(Ehdr) *head = part (image, 0, 1, sizeof *head);
  const ElfW(Shdr) *sections;
  const char *name = NULL;
  unsigned i;

  if (!head || memcmp (head->e_ident, ELFMAG, SELFMAG) != 0
      || head->e_shentsize != sizeof *sections)
    return NULL;
  sections = part (image, head->e_shoff, head->e_shnum, sizeof *sections);
  for (i = 0; sections && i < head->e_shnum && !name; i++)
    if (sections[i].sh_type == SHT_SYMTAB
        && sections[i].sh_link < head->e_shnum)
      name = find_name (image, &sections[i], &sections[sections[i].sh_link],
                        value, at);
  return name;
}

/* Appends the name from the file of the object MAP. */
static void
put_from_file (struct pl_buffer *b, const struct link_map *map,
               const void *address)
{
  /* The program itself has no name there. */
  const char *path = *map->l_name ? map->l_name : "/proc/self/exe", *name;
  uint64_t value = (uint64_t) (uintptr_t) address - map->l_addr, at = 0;
  struct image image;

  if (map_file (path, &image) < 0)
    return;
  name = search_tables (&image, value, &at);
  if (name)
    pl_buffer_printf (b, "%s+0x%llx ", name,
                      (unsigned long long) (value - at));
  munmap ((void *) (uintptr_t) image.bytes, image.size);
}

void
pl_symbol_put (struct pl_buffer *b, const void *address)
{
  const ElfW(Sym) *symbol;
  void *entry = NULL, *map = NULL;
  const char *slash;
  Dl_info info;

  if (!dladdr1 (address, &info, &entry, RTLD_DL_SYMENT) || !info.dli_fname) {
    pl_buffer_printf (b, "%p", address);
    return;
  }
  symbol = entry;
  /* The nearest name before a function that has none is not its. */
  if (info.dli_sname && symbol
      && (size_t) ((const char *) address - (const char *) info.dli_saddr)
         < symbol->st_size)
    pl_buffer_printf (b, "%s+0x%zx ", info.dli_sname,
                      (size_t) ((const char *) address
                                - (const char *) info.dli_saddr));
  else if (dladdr1 (address, &info, &map, RTLD_DL_LINKMAP) && map)
    put_from_file (b, map, address);
  slash = strrchr (info.dli_fname, '/');
  pl_buffer_printf (b, "(%s+0x%zx)", slash ? slash + 1 : info.dli_fname,
                    (size_t) ((const char *) address
                              - (const char *) info.dli_fbase));
}
