#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the service of doc/examples answers while it makes pages, and the
# validator there asks one.  The times of /health are printed: of an idle
# service, and during runs.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'the library needs a sanitizer in the program'
requires python "$PKG_CONFIG"
schema=$srcdir/doc/demo/schema.json
cflags="-std=c17 -D_GNU_SOURCE -I$srcdir/include -I$builddir/include"
uv=$($PKG_CONFIG --cflags --libs libuv)
$CC $cflags -o service "$srcdir/doc/examples/http-service.c" \
  -L"$builddir/core/.libs" -lplating $uv
$CC $cflags -shared -fPIC -o plating-async-validator.so \
  "$srcdir/doc/examples/async-validator.c" $uv

mkdir provider
"$builddir/run" ./service "$PWD/provider" "$schema" > port &
service=$!
wait_for grep -q '^port ' port
cat > measure.py <<'END'
import sys, threading, time, urllib.request
base = 'http://127.0.0.1:%s' % sys.argv[1]
def ask(path, post=False):
    with urllib.request.urlopen(base + path, b'' if post else None) as r:
        return r.read().decode()
def times(n):
    t = []
    for _ in range(n):
        begin = time.perf_counter()
        ask('/health')
        t.append((time.perf_counter() - begin) * 1000)
    return sorted(t)[n * 99 // 100]
idle = times(200)
busy, stop = True, []
def plate():
    while not stop:
        answer = ask('/plate', True)
        if '"files": 10}' not in answer:
            stop.append(answer)
worker = threading.Thread(target=plate)
worker.start()
loaded = times(200)
wrong = list(stop)
stop.append('enough')
worker.join()
print('/health, 99th percentile: idle %.2f ms, plating %.2f ms'
      % (idle, loaded))
ask('/quit', True)
sys.exit(1 if wrong else 0)
END
python3 measure.py "$(awk '{ print $2 }' port)" || fail 'the service'
wait "$service" || fail 'the service did not end well'

cat > checker.py <<'END'
import http.server
class Checker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        page = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(400 if b'orchard_hive' in page[:200] else 200)
        self.end_headers()
    def log_message(self, *arguments):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Checker)
print(server.server_port, flush=True)
server.serve_forever()
END
python3 checker.py > checker-port &
checker=$!
trap 'status=$?; kill $checker; (exit $status); clean_up' EXIT
wait_for test -s checker-port
$PLATING validate -C provider --provider-name orchard \
  --providers-schema "$schema" --plugin-path "$PWD" \
  -p "validator/async,port=$(cat checker-port)" 2> log || { cat log >&2; fail validate; }
expect_text log 'resources/hive.md: the service does not like this page'
expect_text log '10 files checked'
