# SPDX-License-Identifier: Apache-2.0
# Sourced by the ABI's test scripts, behind $PLATING_TEST_FUNCTIONS.

abi=$srcdir/tests/abi

# abi_of DIR: prints MAJOR.MINOR of the headers DIR/plating/*.h.
abi_of ()
{
  sed -n -e 's/^#define PLATING_ABI_MAJOR \([0-9]*\)u.*/\1./p' \
         -e 's/^#define PLATING_ABI_MINOR \([0-9]*\)u.*/\1/p' \
      "$1/plating/types.h" | tr -d '\n'
}

# snapshots: prints the folders of all snapshots, oldest first.
snapshots ()
{
  for dir in "$abi"/v*; do
    [ ! -d "$dir/plating" ] || echo "$dir"
  done | sort -t v -k 2 -V
}

# frozen DIR: prints what DIR/plating/*.h freezes: each member with its place
# and size here, the size of each struct, each constant.
frozen ()
{
  awk -f "$abi/list-fields.awk" "$1"/plating/*.h > listed
  {
    echo '#include <stddef.h>'
    echo '#include <stdio.h>'
    for header in "$1"/plating/*.h; do
      echo "#include <plating/${header##*/}>"
    done
    echo 'int main (void) {'
    awk '
      $1 == "constant" { next }
      $2 != last {
        printf "  printf (\"size %s %%zu\\n\", sizeof (struct %s));\n", $2, $2
        last = $2
      }
      {
        text = $0
        sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", text)
        printf "  printf (\"member %s %s %%zu %%zu %s\\n\",", $2, $3, text
        printf " offsetof (struct %s, %s),", $2, $3
        printf " sizeof (((struct %s *) 0)->%s));\n", $2, $3
      }' listed
    echo '  return 0; }'
  } > frozen.c
  $CC -I"$1" frozen.c -o frozen-program >&2 || return 1
  ./frozen-program || return 1
  grep '^constant' listed
}

# only_appended OLD NEW: succeeds if NEW, printed by `frozen` like OLD, has
# all of OLD at its place; else says what is not.
only_appended ()
{
  awk '
    # A struct that stands by value in others can never grow.
    BEGIN { fixed["plating_text"] = 1 }
    $1 == "member" { place = ++n[FILENAME, $2] }
    FILENAME == ARGV[1] {
      if ($1 == "member")
        old[$2, place] = $0
      else if ($1 == "constant" || fixed[$2])
        old[$1, $2] = $0
      next
    }
    $1 == "member" && (($2, place) in old) {
      check(old[$2, place], $0)
      delete old[$2, place]
    }
    $1 != "member" && (($1, $2) in old) {
      check(old[$1, $2], $0)
      delete old[$1, $2]
    }
    function check(was, is) {
      if (was != is) {
        print "was: " was; print "is:  " is
        bad = 1
      }
    }
    END {
      for (key in old) {
        print "is gone: " old[key]
        bad = 1
      }
      exit bad
    }' "$1" "$2"
}

# swap_members FILE FIRST SECOND: exchanges the two lines that hold these
# texts, and fails if it can't.
swap_members ()
{
  awk -v first="$2" -v second="$3" '
    { line[NR] = $0 }
    index($0, first) && !a { a = NR }
    index($0, second) && !b { b = NR }
    END {
      if (!a || !b || a == b)
        exit 1
      keep = line[a]; line[a] = line[b]; line[b] = keep
      for (i = 1; i <= NR; i++)
        print line[i]
    }' "$1" > swapped || fail "can't plant a fault in $1"
  cat swapped > "$1"
}
