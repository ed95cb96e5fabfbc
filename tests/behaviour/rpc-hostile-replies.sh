#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: whatever a provider does on its connection or says in its reply,
# the run ends within its limit, with one message, and nothing of the
# provider is left.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/behaviour/rpc-functions.sh"

# Silence.  Only the last one has to come somewhere in time.
refuses hang-accept 'no answer to /tfplugin6.Provider/GetProviderSchema' \
  ,call-timeout=2
refuses 5:hang-schema \
  'no answer to /tfplugin5.Provider/GetSchema within 2 s' ,call-timeout=2
refuses hang-schema 'no answer within 1 s in all' ,timeout=1
refuses drip 'no answer to /tfplugin6.Provider/GetProviderSchema within 2 s' \
  ,call-timeout=2
refuses hang-identity 'GetResourceIdentitySchemas within 10 s' \
  ,call-timeout=10

refuses drip 'no answer within 3 s in all' ,timeout=3

# A reply that is still coming when the user has had enough.
rm -f pids
: > dripping.err
TMPDIR=$tmp/litter LD_LIBRARY_PATH=$builddir/core/.libs \
  "$builddir/core/plating" info --verbose --discover \
  "rpc,binary=$provider,args=drip,cache=no,env=PIDS=$tmp/pids" \
  > out 2> dripping.err &
dripping=$!
wait_for grep -q dripping dripping.err
kill -INT $dripping
status=0
wait $dripping || status=$?
[ "$status" = 130 ] \
  || { cat dripping.err >&2; fail "interrupted: status $status"; }
wait_for are_gone
[ -z "$(ls litter)" ] || { ls -R litter >&2; fail 'interrupted: litter'; }

# Ends.
refuses closes-connection 'closed the connection before it answered'
refuses exit-on-connection 'ended before it answered (it ended with status 2)'
expect_text err 'panic: runtime error: no more apples'
refuses dies 'ended before it answered (it ended with status 2)'
expect_text err 'panic: runtime error: index out of range' 'main.orchard()'
refuses goaway 'GOAWAY, ENHANCE_YOUR_CALM: too_many_pings'
refuses rst 'RESOURCE_EXHAUSTED: the stream was reset by ENHANCE_YOUR_CALM'

# HTTP/2.
refuses http1 'breaks the rules of HTTP/2'
refuses oversized-frame 'breaks the rules of HTTP/2'
refuses push 'it pushes streams, which was refused'
refuses settings-flood 'frames without end'
refuses ping-flood 'frames without end'
refuses many-headers 'too many headers'
refuses http404 'HTTP status 404'
refuses wrong-type 'not of type application/grpc'

# gRPC.
refuses status 'with status PERMISSION_DENIED: not for you: café 100% %zz'
refuses strange-status 'with status UNKNOWN'
refuses exhausted 'RESOURCE_EXHAUSTED: trying to send message'
refuses unimplemented 'does not speak the protocol that it announced'
refuses identity-fails 'with status INTERNAL: no identities today'
refuses no-trailers 'the trailers are missing'
refuses no-message 'there is no reply'
refuses two-messages 'there is a second one'
refuses compressed 'it is compressed'
refuses announces-more 'shorter than announced'
refuses announces-2g '2147483647 bytes, the limit is 67108864'
expect_text err 'set max-reply to allow more'
refuses ok 'the limit is 1024' ,max-reply=1024

# Messages.
refuses malformed 'the message breaks off or has bad fields'
refuses truncated 'the message breaks off or has bad fields'
refuses recursion 'more than 100 messages in each other'
refuses no-provider 'no schema of the provider itself'
refuses bad-type "resource 'fake_bad', attribute 'colour': its type"
refuses deep-type "resource 'fake_bad', attribute 'colour': its type"
refuses bad-text "resource 'fake_bad': its name is no UTF-8"
refuses bad-name "a component with the name '../../etc/passwd'"
refuses errors 'Invalid orchard: It has\x1b[31m no trees. (orchard[2])'
expect_text err 'Invalid moon: It is cheese.'
refuses warnings 'Old orchard' ,strict=yes
