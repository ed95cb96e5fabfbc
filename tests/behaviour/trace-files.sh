#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a trace file is of the Chrome trace-event format, complete in itself
# also when the run is interrupted: each thread has a track with a name, each
# stage a span with its plugin and component.  The trace that TRACEPARENT names
# goes on in the file and in child processes; what is no TRACEPARENT begins a
# new one.

. "$PLATING_TEST_FUNCTIONS"

requires python
fixtures=$builddir/tests/fixtures/stages/.libs
mkdir provider
plate ()
{
  $PLATING plate -C provider --quiet -j 2 --plugin-path "$fixtures" \
    --no-config -p pages "$@"
}

cat > look.py <<'END'
import collections, json, re, sys
file, what = sys.argv[1:3]
trace = json.load(open(file))
other, events = trace['otherData'], trace['traceEvents']
assert re.fullmatch('00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}',
                    other['traceparent']), other
assert other['traceparent'][3:35] == other['trace_id'], other
if what == 'context':
    print(other['traceparent'])
    sys.exit()

pids = {e['pid'] for e in events}
assert len(pids) == 1, pids
names = collections.Counter((e['name'], e['args']['name'])
                            for e in events if e['ph'] == 'M')
assert names[('process_name', 'plating')] == 1
assert set(names.values()) == {1}, names
tracks = {e['tid']: e['args']['name'] for e in events
          if e['name'] == 'thread_name'}
assert set(tracks.values()) <= {'loop', 'worker 1', 'worker 2'}, tracks
waiting = {}
for e in events:
    assert e['ph'] in ('M', 'X', 'b', 'e'), e
    if e['ph'] == 'M':
        continue
    assert e['tid'] in tracks and e['ts'] >= 0 and e['cat'] and e['name'], e
    if e['ph'] == 'X':
        assert e['dur'] >= 0, e
    if e['ph'] != 'e' and e['cat'] == 'stage':
        assert e['args']['plugin'], e
        assert e['name'] != 'render' or e['args']['component'], e
    # Spans that wait are begun and ended with one id, name and kind.
    if e['ph'] == 'b':
        assert e['id'] not in waiting, e
        waiting[e['id']] = e
    if e['ph'] == 'e':
        begin = waiting.pop(e['id'])
        assert (begin['name'], begin['cat']) == (e['name'], e['cat']), e
        assert begin['ts'] <= e['ts'], e
assert not waiting, waiting
if what == 'whole':
    n = collections.Counter((e['name'], e['args']['plugin'])
                            for e in events if e['ph'] == 'X'
                            and e['cat'] == 'stage')
    assert n['discover', 'fake-discovery'] == 1, n
    assert n['plan', 'pages-renderer'] == 1, n
    assert n['load schema', 'fake-discovery'] == 40, n
    assert n['render', 'pages-renderer'] == 40, n
    assert n['finish', 'pages-renderer'] == 1, n
    assert n['render', 'child-renderer'] == 41, n
    of = {e['args']['component'] for e in events if e['name'] == 'render'
          and e['args']['plugin'] == 'pages-renderer'}
    assert of == {'fake_%06d' % i for i in range(40)}, of
END

plate -p child --discover fake,count=40 --trace whole.json
python3 look.py whole.json whole || fail 'the trace of a whole run'

# context FILE: prints its traceparent.
context () { python3 look.py "$1" context; }

# Handed on: to the file, with a span of its own, and to children.
id=4bf92f3577b34da6a3ce929d0e0e4736
TRACEPARENT=00-$id-00f067aa0ba902b7-00
export TRACEPARENT
plate -p child --discover fake,count=1 --trace given.json
given=$(context given.json)
case $given in
  00-$id-00f067aa0ba902b7-00) fail 'the parent is its own child' ;;
  00-$id-*-00) ;;
  *) fail "not the trace that was given: $given" ;;
esac
page=$(find provider/docs -name 'fake_000000*')
expect_text "$page" "traceparent: $given"

# No file, no trace: children see what we were given.
plate -p child --discover fake,count=1
expect_text "$page" "traceparent: $TRACEPARENT"

# What is none.
for TRACEPARENT in '' "$id" "00-$id-00f067aa0ba902b7" \
    "00-$id-00f067aa0ba902b7-0" "00-$id-00f067aa0ba902b7-01-x" \
    "ff-$id-00f067aa0ba902b7-01" "00-$id-00F067AA0BA902B7-01" \
    "00-$id-0000000000000000-01" \
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01"; do
  plate --discover fake,count=1 --trace none.json
  case $(context none.json) in
    00-$id-*) fail "taken for a traceparent: $TRACEPARENT" ;;
  esac
done

# Interrupted.
$PLATING plate -C provider --quiet -j 2 --plugin-path "$fixtures" --no-config \
  -p pages -p late --discover fake,count=20000 --trace cut.json 2> log &
pid=$!
at_exit='kill -9 $pid 2>/dev/null'
has_spans () { grep -q late-renderer cut.json 2>/dev/null; }
wait_for has_spans
kill -INT "$pid"
expect_status 130 wait "$pid"
python3 look.py cut.json cut || fail 'the trace of a run that was interrupted'

# What cannot be written is said, and the pages are made.
if [ -c /dev/full ]; then
  $PLATING plate -C provider -j 2 --plugin-path "$fixtures" --no-config \
    -p pages --discover fake,count=3 --trace /dev/full 2> log
  expect_text log 'the trace file is not complete: '
fi
