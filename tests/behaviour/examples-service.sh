#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the service of doc/examples makes pages when it is asked to, several
# times at once, and the validator there asks one.

. "$PLATING_TEST_FUNCTIONS"

requires python "$PKG_CONFIG"
schema=$srcdir/doc/demo/schema.json
cflags="-std=c17 -D_GNU_SOURCE -I$srcdir/include -I$builddir/include"
uv=$($PKG_CONFIG --cflags --libs libuv)
$CC $SANITIZE $cflags -o service "$srcdir/doc/examples/http-service.c" \
  -L"$builddir/core/.libs" -lplating $uv
$CC $SANITIZE $cflags -shared -fPIC -o plating-async-validator.so \
  "$srcdir/doc/examples/async-validator.c" $uv

mkdir provider
"$builddir/run" ./service "$PWD/provider" "$schema" > port &
service=$!
wait_for grep -q '^port ' port
cat > ask.py <<'END'
import sys, threading, urllib.error, urllib.request
base = 'http://127.0.0.1:%s' % sys.argv[1]
def ask(path, post=False):
    try:
        with urllib.request.urlopen(base + path, b'' if post else None) as r:
            return r.status, r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, ''
assert ask('/health') == (200, '{"status": "fine"}\n')
assert ask('/nothing')[0] == 404
answers = []
threads = [threading.Thread(target=lambda: answers.append(ask('/plate', True)))
           for _ in range(4)]
for t in threads:
    t.start()
assert ask('/health')[0] == 200
for t in threads:
    t.join()
assert answers == 4 * [(200, '{"files": 10}\n')], answers
assert ask('/quit', True)[0] == 200
END
python3 ask.py "$(awk '{ print $2 }' port)" || fail 'the service'
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
at_exit='kill $checker'
wait_for test -s checker-port
$PLATING validate -C provider --provider-name orchard \
  --providers-schema "$schema" --plugin-path "$PWD" \
  -p "validator/async,port=$(cat checker-port)" 2> log || { cat log >&2; fail validate; }
expect_text log 'resources/hive.md: the service does not like this page'
expect_text log '10 files checked'
