#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a provider of the pyvider framework is started by the framework's
# command, under the name and in the folder that this wants; the command is
# the one of the project's own environment, or the one that is named; what is
# wrong with the project is said; nothing is left; and it is asked each time,
# for what it answers depends on more than the command.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/behaviour/rpc-functions.sh"

# The framework's command: notes how it was called, and is a provider.
command_at ()
{
  mkdir -p "$(dirname "$1")"
  cat > "$1" <<END
#!/bin/sh
printf '%s\n' "\${0##*/}" "\$PWD" "\$*" '$2' > '$tmp/called'
exec '$provider' ok
END
  chmod +x "$1"
}

# project TEXT: a folder with this pyproject.toml.
project ()
{
  mkdir -p project
  printf '%s\n' "$1" > project/pyproject.toml
}

# discover [SETTINGS]: sets $status, makes out and err.
discover ()
{
  rm -f pids called
  status=0
  TMPDIR=$tmp/litter $PLATING info -C project --discover \
    "python,env=PIDS=$tmp/pids$1" > out 2> err || status=$?
  wait_for are_gone
  [ -z "$(ls litter)" ] || { ls -R litter >&2; fail "litter"; }
}

# called_as WAY: the command of WAY was called as it should be.
called_as ()
{
  [ "$status" = 0 ] || { cat err >&2; fail "$1: status $status"; }
  printf '%s\n' terraform-provider-apple "$tmp/project" provide "$1" > expected
  expect_same expected called
  expect_text out fake_rock
}

# refused TEXT: with this message, and nothing was started.
refused ()
{
  [ "$status" != 0 ] || fail "not refused: $1"
  expect_text err "$1"
  [ ! -f called ] || fail "started all the same: $1"
}

project '[tool.pyvider]
name = "apple"'
command_at "$tmp/project/venv/bin/pyvider" venv
discover
called_as venv
command_at "$tmp/project/.venv/bin/pyvider" .venv
discover
called_as .venv
command_at "$tmp/named/anything" named
discover ",program=$tmp/named/anything"
called_as named
rm -r project/.venv project/venv
command_at "$tmp/bin/pyvider" path
PATH=$tmp/bin:$PATH discover
called_as path

# A command that is a program itself, which would be known again.
PLATING=$builddir/core/plating         # ./run has a cache of its own
XDG_CACHE_HOME=$tmp/cache
export XDG_CACHE_HOME
for n in first second; do
  discover ",program=$provider"
  [ "$status" = 0 ] || { cat err >&2; fail "$n: status $status"; }
  expect_text out fake_rock
  [ -s pids ] || fail "$n: the provider was not asked"
  [ ! -e cache/plating/providers ] || fail "$n: there is a cache"
done
discover ",program=$provider,cache=yes"
[ "$status" != 0 ] || fail 'there is a setting for a cache'
expect_text err cache
$PLATING plugin show python > help
if grep -w cache help; then
  fail 'a cache is promised'
fi

# What is wrong.
PATH=/nonexistent:/usr/bin:/bin
if ! command -v pyvider > /dev/null; then
  discover
  refused 'there is no pyvider command'
fi
project '[tool.pyvider]'
discover ",program=$tmp/named/anything"
refused 'no pyproject.toml with a name in [tool.pyvider]'
project '[tool.pyvider]
name = 7'
discover ",program=$tmp/named/anything"
refused 'no pyproject.toml with a name in [tool.pyvider]'
project '[tool.pyvider]
name = "../apple"'
discover ",program=$tmp/named/anything"
refused 'is none of a provider'
project '[tool.pyvider]
name = "apple'
discover ",program=$tmp/named/anything"
refused 'pyproject.toml:2:'
rm project/pyproject.toml
discover ",program=$tmp/named/anything"
refused 'no pyproject.toml with a name'
