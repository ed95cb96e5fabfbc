#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating monitor' draws what is under way on a terminal as far as it
# has room, again and again, and writes lines of JSON elsewhere; a client that
# says nonsense or does not read harms nobody; a socket that was left behind is
# replaced, any other file is not.

. "$PLATING_TEST_FUNCTIONS"

requires python
fixtures=$builddir/tests/fixtures/stages/.libs
mkdir provider run
XDG_RUNTIME_DIR=$PWD/run
export XDG_RUNTIME_DIR

work="plate -C provider --quiet -j 2 --plugin-path $fixtures --no-config
  -p pages -p waits --discover fake,count=1000 --max-in-flight 16"
pids=
at_exit='kill -9 $pids 2>/dev/null'

# start OPTION...: a run that waits in 16 stages until it is cancelled; sets
# $pid.
start ()
{
  $PLATING $work "$@" 2> log &
  pid=$!
  pids="$pids $pid"
}

# was_cancelled PID
was_cancelled ()
{
  expect_status 130 wait "$1"
}

start --monitor
first=$pid
has_socket () { ls run | grep -q '^plating-[0-9]*\.sock$'; }
wait_for has_socket
socket=$(echo run/plating-*.sock)
shows_stages ()
{
  [ "$($PLATING monitor list | grep -c 'waits-renderer: render')" = 16 ]
}
wait_for shows_stages

cat > view.py <<'END'
import fcntl, json, os, pty, re, select, socket, struct, subprocess, sys
import termios, time

plating, path = sys.argv[1].split(), sys.argv[2]

# -- on a terminal of 9 rows and 48 columns
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 9, 48, 0, 0))
view = subprocess.Popen(plating + ['monitor'], stdout=slave)
os.close(slave)
text, end = '', time.time() + 120
while text.count('\x1b[H') < 4 and time.time() < end:
    if select.select([master], [], [], 1)[0]:
        text += os.read(master, 65536).decode()
view.kill()
view.wait()
frames = [f.split('\x1b[J') for f in text.split('\x1b[H')[1:4]]
assert len(frames) == 3, text
for frame, rest in frames:
    lines = re.sub('\x1b\\[K', '', frame).split('\r\n')
    assert len(lines) == 8 and not lines[-1], lines
    assert max(map(len, lines)) == 48, lines
    assert re.fullmatch('1 tasks, 16 stages under way', lines[0]), lines
    assert lines[1].split() == ['task', 'name', 'state', 'age'], lines
    assert re.match(r' +1  operation +running +[0-9.]+ s', lines[2]), lines
    assert re.match(r' +waits-renderer: render fake_', lines[3]), lines
    assert rest == 'and 12 lines more', rest

# -- lines of JSON
view = subprocess.Popen(plating + ['monitor', path], stdout=subprocess.PIPE)
ages = []
for _ in range(3):
    task, = json.loads(view.stdout.readline())['tasks']
    assert task['name'] == 'operation' and task['state'] == 'running', task
    assert task['total'] == 1000 and task['parent'] == 0, task
    assert len(task['stages']) == 16, task
    for stage in task['stages']:
        assert stage['stage'] == 'render', stage
        assert stage['component'].startswith('fake_'), stage
        assert stage['age_ms'] >= 0, stage
    ages.append(task['age_ms'])
assert ages[0] < ages[1] < ages[2], ages
view.kill()
view.wait()

# -- other clients
class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(120)
        self.answers = self.socket.makefile('rb')

    def answer(self):
        line = self.answers.readline()
        return json.loads(line) if line else None

    def ask(self, line):
        self.socket.sendall(line + b'\n')
        return self.answer()

c = Client()
for nonsense in (b'', b'nothing', b'{}', b'[1]', b'{"request":7}',
                 b'{"request":"stop"}', b'\xff\xfe'):
    assert c.ask(nonsense) == {'error': 'not a request'}, nonsense
assert c.ask(b'{"request":"cancel","task":"x"}') \
    == {'error': 'there is no such task'}
# In pieces, and two at once.
c.socket.sendall(b'{"requ')
assert c.ask(b'est":"list"}\n{"request":"list"}')['tasks']
assert c.answer()['tasks']
# A line without an end.
try:
    c.socket.sendall(b'x' * 8192)
    assert not c.answers.read()
except ConnectionError:
    pass
# One that follows and never reads.
silent = Client()
silent.socket.sendall(b'{"request":"follow","interval_ms":50}\n')
# More than there is room for: each is served or hung up on.
def is_served(c):
    try:
        return c.ask(b'{"request":"list"}') is not None
    except ConnectionError:
        return False
many = [Client() for _ in range(30)]
served = sum(map(is_served, many))
assert 10 <= served <= 16, served
del many
end = time.time() + 120
while not is_served(Client()):
    assert time.time() < end
END
python3 view.py "$PLATING" "$socket" || fail 'what the monitor shows'

# Two of them.
start --monitor="$PWD/run/plating-2.sock"
second=$pid
wait_for test -S run/plating-2.sock
expect_status 2 $PLATING monitor list 2> log
expect_text log 'there are 2 monitors' 'name one'
$PLATING monitor list "$PWD/run/plating-2.sock" > tree
expect_text tree 'operation'
# In use: not taken over.
expect_status 3 $PLATING $work --monitor="$PWD/run/plating-2.sock" 2> log
expect_text log "can't listen at" 'plating-2.sock'
# What is no socket is kept.
echo precious > file
expect_status 3 $PLATING $work --monitor="$PWD/file" 2> log
expect_text log "can't listen at"
[ "$(cat file)" = precious ] || fail 'a file was lost'

$PLATING monitor cancel 1 "$PWD/run/plating-2.sock" > /dev/null
$PLATING monitor cancel 1 "$PWD/$socket" > /dev/null
was_cancelled "$first"
was_cancelled "$second"
[ -z "$(ls run)" ] || fail 'a socket was left behind'

# Left behind by one that was killed.
python3 -c 'import socket; s = socket.socket(socket.AF_UNIX)
s.bind("run/plating-7.sock")'
[ -S run/plating-7.sock ] || fail 'nothing was left behind'
start --monitor="$PWD/run/plating-7.sock"
answers () { $PLATING monitor list > tree 2>&1 && grep -q operation tree; }
wait_for answers
$PLATING monitor cancel 1 > /dev/null
was_cancelled "$pid"
