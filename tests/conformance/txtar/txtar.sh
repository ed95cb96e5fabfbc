#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The test cases of tfplugindocs (txtar archives: a script, then files) pass
# with the compatible front as `tfplugindocs`.  $TXTAR_CASES: only those whose
# path matches this pattern.

. "$PLATING_TEST_FUNCTIONS"

here=$srcdir/tests/conformance/txtar
cases=$CORPUS/txtar
[ -d "$cases" ] || skip_without corpus "no test cases in $cases"
mkdir "$tmp/bin"
ln -s "$builddir/core/plating" "$tmp/bin/tfplugindocs"
PATH=$tmp/bin:$PATH
export PATH

# unpack ARCHIVE: its script goes to $case/script, its files to $WORK.
unpack ()
{
  sed -n 's/^-- \(.*\) --$/\1/p' "$1" > "$case/names"
  while read -r name; do
    mkdir -p "$WORK/$(dirname "$name")"
  done < "$case/names"
  awk -v script="$case/script" -v dir="$WORK" '
    /^-- .* --$/ {
      if (out != "")
        close (out)
      out = dir "/" substr ($0, 4, length ($0) - 6)
      printf "" > out
      next
    }
    { print > (out == "" ? script : out) }
  ' "$1"
}

# wrong MESSAGE: the case fails.
wrong ()
{
  echo "$archive: line $number: $*" >&2
  exit 1
}

# holds CONDITION
holds ()
{
  case $1 in
    !*) ! holds "${1#!}" ;;
    unix | linux) true ;;
    exec:*) command -v "${1#exec:}" > /dev/null 2>&1 ;;
    *) false ;;
  esac
}

# place NAME: the file that a command means.
place ()
{
  case $1 in
    stdout | stderr) echo "$case/$1" ;;
    /*) echo "$1" ;;
    *) echo "$PWD/$1" ;;
  esac
}

# with_variables FILE: its text with $WORK replaced.
with_variables ()
{
  awk 'BEGIN { work = ENVIRON["WORK"] }
       function replace (s, name,   out, i) {
         while ((i = index (s, name)) > 0) {
           out = out substr (s, 1, i - 1) work
           s = substr (s, i + length (name))
         }
         return out s
       }
       { print replace(replace($0, "${WORK}"), "$WORK") }' "$1"
}

# run_command WORD...: false means that it failed as a test.
run_command ()
{
  command=$1
  shift
  case $command in
    exec) "$@" > "$case/stdout" 2> "$case/stderr" < /dev/null ;;
    cmp) cmp "$(place "$1")" "$(place "$2")" ;;
    cmpenv)
      with_variables "$(place "$1")" > "$case/first"
      with_variables "$(place "$2")" > "$case/second"
      diff -u "$case/second" "$case/first" ;;
    stdout | stderr) grep -Eq -e "$1" "$case/$command" ;;
    exists)
      for file; do
        [ -e "$file" ] || return 1
      done ;;
    cd) cd "$1" ;;
    cp)
      source=$(place "$1")
      cp "$source" "$2" ;;
    mkdir) mkdir -p "$@" ;;
    mv) mv "$1" "$2" ;;
    rm) rm -rf "$@" ;;
    chmod) chmod "$@" ;;
    symlink) ln -s "$3" "$1" ;;
    env)
      for setting; do
        export "$setting"
      done ;;
    unix2dos) sed -i 's/$/\r/' "$@" ;;
    *) wrong "unknown command: $command" ;;
  esac
}

# run_line WORD...
run_line ()
{
  while :; do
    case $1 in
      \[*\])
        condition=${1#?}
        holds "${condition%?}" || return 0
        shift ;;
      *) break ;;
    esac
  done
  case $1 in
    '') ;;
    skip) echo "$archive: skipped: $2"; exit 77 ;;
    stop) exit 0 ;;
    !)
      shift
      if run_command "$@"; then
        wrong "should fail: $*"
      fi ;;
    *)
      if ! run_command "$@"; then
        [ "$1" != exec ] || cat "$case/stderr" >&2
        wrong "failed: $*"
      fi ;;
  esac
}

run_case ()
{
  number=0
  unpack "$archive"
  cd "$WORK" || wrong 'no directory'
  awk -f "$here/words.awk" "$case/script" > "$case/lines" \
    || wrong 'the script cannot be read'
  while IFS= read -r line <&3; do
    number=$((number + 1))
    eval "set -- $line"
    [ $# -eq 0 ] || run_line "$@"
  done 3< "$case/lines"
  [ "$number" -gt 0 ] || wrong 'no script'
}

# The runner itself: it has to see what is wrong.
plant ()
{
  case=$tmp/planted
  WORK=$case/work
  export WORK
  rm -rf "$case"
  mkdir -p "$WORK"
  printf '%s\n' "$1" '-- a --' 'x' '-- b --' 'y $WORK' > "$case/archive"
  archive=$case/archive
  if (run_case) > "$case/said" 2>&1; then
    fail "not seen: $1"
  fi
}
plant 'cmp a b'
plant 'cmpenv a b'
plant 'exists c'
plant '! exists a'
plant 'exec tfplugindocs nonsense'
plant '! exec tfplugindocs --version'
plant 'stderr nothing'
plant 'frobnicate'

n=0
failed=0
skipped=0
for archive in "$cases"/*/*.txtar; do
  case $archive in
    *${TXTAR_CASES:-}*) ;;
    *) continue ;;
  esac
  n=$((n + 1))
  case=$tmp/case$n
  WORK=$case/work
  export WORK
  mkdir -p "$WORK"
  status=0
  (run_case) || status=$?
  case $status in
    0) ;;
    77) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
  esac
  rm -rf "$case"
done
echo "txtar: $n cases, $failed failed, $skipped skipped"
[ "$n" -gt 0 ] || fail 'no case'
[ "$failed" = 0 ] || fail "$failed cases"
[ "$skipped" -lt "$n" ] || skip 'all cases'
