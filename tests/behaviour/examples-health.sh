#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the service of doc/examples answers /health within 10 ms, at the
# 99th percentile, while it makes thousands of pages.
#
# Where other programs keep the processors busy nobody can answer that fast.
# So the same service is asked while it has nothing to do, and once more beside
# as many busy processes as it has workers; where that one is slower than
# 10 ms, the service that works must not be slower than one and a half times of
# it.  The best of three rounds counts.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'the library needs a sanitizer in the program'
requires python "$PKG_CONFIG" valgrind-free
unset MALLOC_PERTURB_

# build NAME SOURCE
build ()
{
  $CC -std=c17 -D_GNU_SOURCE -I"$srcdir/include" -I"$builddir/include" \
    -I"$srcdir/doc/examples" -o "$1" "$2" -L"$builddir/core/.libs" -lplating \
    $($PKG_CONFIG --cflags --libs libuv)
}

build service "$srcdir/doc/examples/http-service.c"
awk -v n=3000 -f "$srcdir/tests/bench/make-schema.awk" \
  | sed 's,example/large",example/orchard",; s/"large_/"orchard_/g' > schema.json

cat > measure.py <<'END'
import os, socket, subprocess, sys, threading, time

class Service:
    def __init__(self, program, directory):
        os.makedirs(directory, exist_ok=True)
        self.process = subprocess.Popen(
            [os.environ['PLATING_BUILDDIR'] + '/run', program, directory,
             'schema.json'], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def ask(self, request):
        with socket.create_connection(('127.0.0.1', self.port)) as s:
            s.sendall(b'%s HTTP/1.1\r\nHost: x\r\n\r\n' % request)
            answer = b''
            while piece := s.recv(4096):
                answer += piece
        assert answer.startswith(b'HTTP/1.1 200 '), answer
        return answer

    # In ms, at the 99th percentile of N requests.
    def health(self, n):
        times = []
        for _ in range(n):
            begin = time.perf_counter()
            self.ask(b'GET /health')
            times.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.001)
        return sorted(times)[n * 99 // 100]

    def end(self):
        self.ask(b'POST /quit')
        assert self.process.wait() == 0

def plate(service, stop, wrong):
    while not stop.is_set():
        if b'"files": 3001}' not in service.ask(b'POST /plate'):
            wrong.append(1)

def round_of(program, n):
    service, other = Service(program, 'large'), Service('./service', 'other')
    idle = service.health(n)
    stop, wrong = threading.Event(), []
    worker = threading.Thread(target=plate, args=(service, stop, wrong))
    worker.start()
    working = service.health(2 * n)
    stop.set()
    worker.join()
    busy = [subprocess.Popen([sys.executable, '-c', 'while True: pass'])
            for _ in range(os.cpu_count())]
    beside = other.health(n)
    for process in busy:
        process.kill()
        process.wait()
    service.end()
    other.end()
    assert not wrong, 'wrong pages'
    print('/health, 99th percentile: idle %.2f ms, idle beside busy processes'
          ' %.2f ms, plating %.2f ms' % (idle, beside, working), flush=True)
    return working <= max(10, 1.5 * beside)

program, rounds, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sys.exit(0 if any(round_of(program, n) for _ in range(rounds)) else 1)
END
python3 measure.py ./service 3 250 || fail '/health is late'

# The check itself: a service that does its work on the loop.
sed 's/^  uv_read_stop (/  uv_sleep (40);\n&/' \
  "$srcdir/doc/examples/http-service.c" > slow.c
grep -q uv_sleep slow.c || fail 'nothing planted'
build slow slow.c
if python3 measure.py ./slow 1 40 > log; then
  cat log
  fail 'a slow service was not seen'
fi
