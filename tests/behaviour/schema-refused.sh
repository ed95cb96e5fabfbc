#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a schema file that can't be used is refused with one message that
# names the file and the place in it, exit status 3; what was there before is
# whole, and nothing is written.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p provider/docs/resources
echo index > provider/docs/index.md
echo old > provider/docs/resources/a.md
cp -R provider before

# refused FILE TEXT...: one message that has each TEXT, and FILE.
refused ()
{
  file=$1
  shift
  expect_status 3 $PLATING plate -C provider --provider-name w --no-color \
    --providers-schema "$file" > out 2> log
  [ ! -s out ] || fail "standard output: $file"
  [ "$(grep -c '^plating: error: schema-json-discovery: ' log)" = 1 ] \
    || { cat log >&2; fail "not one message: $file"; }
  [ "$(grep -vc '^plating: hint: ' log)" = 1 ] \
    || { cat log >&2; fail "more than one message: $file"; }
  expect_text log "$@" "$file"
  diff -r before provider >&2 || fail "something was written: $file"
}

# many N TEXT: prints TEXT N times.
many ()
{
  yes "$2" | head -n "$1" | tr -d '\n'
}

# schema RESOURCE: prints a schema with it.
schema ()
{
  printf '{"format_version": "1.0",\n "provider_schemas": {"acme/w": {\n'
  printf '  "provider": {"block": {}}, "resource_schemas": {\n%s' "$1"
}
good='"w_a": {"block": {"attributes":
  {"x": {"type": "string", "description": "d", "optional": true}}}}}}}}'

# Not a schema at all.
: > empty
refused empty 'unexpected end of JSON input' empty:1:1
printf ' \n\n' > blank
refused blank 'unexpected end of JSON input' blank:3:1
schema "$good" > good
head -c 120 good > truncated
refused truncated 'unexpected end of JSON input' truncated:4:
{ cat good; echo x; } > trailing
refused trailing 'invalid character '\''x'\'' after top-level value'
printf '\376\377\0{' > utf16
refused utf16 'invalid character' utf16:1:1
head -c 20000 /dev/urandom > noise
printf '\001' | cat - noise > binary
refused binary 'invalid character' binary:1:1
mkdir folder
refused folder 'is a directory'
refused nowhere 'no such file or directory'

# A place behind which 100,000 levels follow.
deep ()
{
  refused "$1" 'exceeded max depth' "$1:" \
    'hint: objects and lists may nest 10000 levels deep'
}
schema '"w_a": ' > deep-lists
many 100000 '[' >> deep-lists
deep deep-lists
{
  schema '"w_a": {"block": {"attributes": {"x": {"optional": true, "type": '
  many 100000 '["list",'
  printf '"string"'
  many 100000 ']'
  echo '}}}}}}}}'
} > deep-type
deep deep-type
{
  schema '"w_a": '
  many 50000 '{"block": {"block_types": {"b": '
} > deep-blocks
deep deep-blocks
{
  schema '"w_a": {"unknown": '
  many 100000 '{"a":'
} > deep-unknown
deep deep-unknown

# Other types than are wanted.
echo '[]' > list
refused list 'cannot unmarshal array' list:1:1
sed 's/"acme\/w": {/"acme\/w": 7, "x": {/' good > number-provider
refused number-provider 'cannot unmarshal number' number-provider:2:
sed 's/"type": "string"/"type": 7/' good > number-type
refused number-type 'invalid type description' number-type:5:
sed 's/"type": "string"/"type": ["list"]/' good > half-type
refused half-type half-type:5:
sed 's/"description": "d"/"description": {}/' good > object-description
refused object-description 'cannot unmarshal object' attributes.description
sed 's/"optional": true/"optional": "yes"/' good > string-optional
refused string-optional 'cannot unmarshal string' attributes.optional

# Other formats.
sed 's/"1.0"/"9.0"/' good > newer
refused newer 'unsupported provider schema format version: "9.0.0"' \
  newer:1:20
sed 's/"1.0"/1.0/' good > number-version
refused number-version 'cannot unmarshal number' format_version
sed 's/"1.0"/"latest"/' good > word-version
refused word-version 'malformed version: latest'
sed 's/"format_version"/"version"/' good > no-version
refused no-version 'format version is missing'

# Another provider's, and the message says whose.
sed 's/"acme\/w"/"acme\/one": {}, "acme\/two"/' good > others
refused others 'provider "w"' "the file describes 'acme/one', 'acme/two'"

# A writer that stops in the middle.
mkfifo pipe
head -c 120 good > pipe &
refused pipe 'unexpected end of JSON input'
wait

# Larger than is allowed, file and pipe alike.
{
  schema '"w_a": {"block": {"description": "'
  head -c 3000000 /dev/zero | tr '\0' a
  echo '"}}}}}}'
} > large
for file in large -; do
  expect_status 3 $PLATING plate -C provider --provider-name w --no-color \
    --discover "schema-json,file=$file,max-file-size=2M" < large 2> log
  expect_text log 'it is larger than 2097152 bytes' 'max-file-size' "$file"
  diff -r before provider >&2 || fail "written: large $file"
done

# A file that gets shorter while it is read: a library in front of the C
# library truncates it at the first read.
if [ "$SANITIZERS" = no ] && [ -z "$PLATING_VALGRIND" ]; then
  cat > shrink.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#undef read

ssize_t
read (int fd, void *buffer, size_t n)
{
  static ssize_t (*next) (int, void *, size_t);
  const char *path = getenv ("SHRINKING");
  struct stat a, b;

  if (!next)
    *(void **) &next = dlsym (RTLD_NEXT, "read");
  if (path && fstat (fd, &a) == 0 && stat (path, &b) == 0
      && a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size > 50
      && truncate (path, 50) < 0)
    abort ();
  return next (fd, buffer, n);
}

ssize_t
__read_chk (int fd, void *buffer, size_t n, size_t room)
{
  return n > room ? -1 : read (fd, buffer, n);
}
END
  $CC -O1 -shared -fPIC -U_FORTIFY_SOURCE -o shrink.so shrink.c -ldl
  cp good shrinking
  expect_status 3 env LD_PRELOAD="$tmp/shrink.so" \
    SHRINKING="$tmp/shrinking" $PLATING plate -C provider \
    --provider-name w --no-color --providers-schema shrinking 2> log
  [ "$(wc -c < shrinking)" = 50 ] || fail 'the file is still whole'
  [ "$(wc -l < log)" = 1 ] || { cat log >&2; fail 'not one message'; }
  expect_text log 'it shrank while it was read' "$tmp/shrinking"
  diff -r before provider >&2 || fail 'written from a file that shrank'
fi

# After all this the good one still works.
$PLATING plate -C provider --provider-name w --quiet --providers-schema good
grep -q '(String) d' provider/docs/resources/a.md || fail 'no new page'
