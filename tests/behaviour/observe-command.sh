#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: --trace writes a trace that hangs together, in the trace that the
# environment names; --monitor shows a run, to its user alone, and can cancel
# it; a file of the repository may ask for neither.

. "$PLATING_TEST_FUNCTIONS"

requires python
fixtures=$builddir/tests/fixtures/stages/.libs
mkdir provider run
plate ()
{
  $PLATING plate -C provider --quiet -j 2 --plugin-path "$fixtures" \
    --no-config -p pages "$@"
}

trace=0af7651916cd43dd8448eb211c80319c
TRACEPARENT=00-$trace-b7ad6b7169203331-01 \
  plate -p on-loop --discover fake,count=50 --trace trace.json
cat > look.py <<'END'
import json, sys
trace = json.load(open('trace.json'))
events = trace['traceEvents']
assert trace['otherData']['trace_id'] == sys.argv[1], trace['otherData']
assert 'b7ad6b7169203331' not in trace['otherData']['traceparent']
tracks = {e['tid']: e['args']['name'] for e in events
          if e['name'] == 'thread_name'}
assert sorted(tracks.values())[0] == 'loop', tracks
assert set(tracks.values()) <= {'loop', 'worker 1', 'worker 2'}, tracks
spans = [e for e in events if e['ph'] == 'X']
assert all(e['tid'] in tracks and e['dur'] >= 0 for e in spans)
# What one thread does is nested or apart, never half over.
for tid in tracks:
    last = 0
    for e in sorted((e for e in spans if e['tid'] == tid
                     and e['cat'] == 'stage'), key=lambda e: e['ts']):
        assert e['ts'] >= last - 0.001, e
        last = e['ts'] + e['dur']
def n(ph, plugin):
    return sum(e['ph'] == ph and e.get('args', {}).get('plugin') == plugin
               and e['name'] == 'render' for e in events)
assert n('X', 'pages-renderer') == 50
assert n('b', 'on-loop-renderer') == n('X', 'on-loop-renderer') == 51
assert sum(e['ph'] == 'e' for e in events) == 51
assert any(e.get('args', {}).get('component') == 'fake_000007' for e in spans)
END
python3 look.py "$trace" || fail 'the trace'
status=0
plate --discover fake,count=1 --trace /nowhere/at/all 2> log || status=$?
[ "$status" != 0 ] || fail 'a trace that cannot be written'
expect_text log '/nowhere/at/all'

XDG_RUNTIME_DIR=$PWD/run
export XDG_RUNTIME_DIR
expect_status 3 $PLATING monitor 2> log
expect_text log 'there is no monitor'
(status=0; plate -p late --discover fake,count=3000 --max-in-flight 2 \
  --monitor 2> log || status=$?; echo "$status" > status) &
has_socket () { ls run | grep -q '^plating-[0-9]*\.sock$'; }
wait_for has_socket
[ "$(stat -c %a run/plating-*.sock)" = 600 ] || fail 'mode of the socket'
shows_stage () { $PLATING monitor list > tree && grep -q late-renderer tree; }
wait_for shows_stage
expect_text tree 'operation' 'running' 'render fake_'
$PLATING monitor > followed &
two_lists () { [ "$(grep -c tasks followed)" -ge 2 ]; }
wait_for two_lists
expect_text followed '{"tasks":[{"id":1,' '"component":"fake_'
! $PLATING monitor cancel 99 2> refusal || fail 'cancelled what is not there'
expect_text refusal 'there is no such task'
$PLATING monitor cancel 1 > answer
expect_text answer 'cancelled 1'
wait
[ "$(cat status)" = 130 ] || fail "status $(cat status)"
[ -z "$(ls run)" ] || fail 'the socket was left behind'

# Nor may the project ask for any of it.
for line in 'trace: x.json' 'monitor: x.sock' 'debug: true'; do
  echo "$line" > provider/plating.yaml
  status=0
  $PLATING plate -C provider --plugin-path "$fixtures" -p pages \
    --discover fake,count=1 2> log || status=$?
  [ "$status" = 2 ] || { cat log >&2; fail "taken from the project: $line"; }
done
