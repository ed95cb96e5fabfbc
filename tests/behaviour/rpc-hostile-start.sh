#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a provider that does not start as it should, or says where it
# listens in a way that is wrong or not safe, ends the run within its limit,
# with one message, and nothing of it is left.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/behaviour/rpc-functions.sh"

refuses silent 'gave no handshake within 2 s' ,start-timeout=2
refuses half-line 'gave no handshake within 2 s' ,start-timeout=2
refuses log-flood-silent 'gave no handshake within 2 s' ,start-timeout=2
refuses endless-line 'first line is longer than 8192 bytes'
refuses exit 'without a handshake (it ended with status 3)'
expect_text err 'cannot go on: no orchard'
refuses exit-zero 'without a handshake (it ended with status 0)'
refuses killed 'without a handshake (it was killed by signal 9'
refuses closes-output 'closed its output without a handshake'
refuses exit-with-heir 'without a handshake (it ended with status 4)'
refuses exit-after '(it ended with status 5)'
refuses garbage 'is no handshake: '
expect_text err 'what is this?'
refuses empty-line 'first line is empty'
refuses noise "no handshake: 'starting up, please wait'"
refuses core 'core protocol other than 1'
refuses version4 'protocol 4, which is too old'
refuses version7 'protocol 7, which is too new'
refuses plus-version 'is no handshake'
refuses udp 'a network other than unix and tcp'
refuses netrpc 'a protocol other than grpc'
refuses four-fields 'a protocol other than grpc'
refuses outside 'outside of the directory that it was given'
refuses relative 'no absolute path'
refuses long-path 'too long for a socket'
refuses no-socket 'took no connection within 2 s'
refuses link 'it is no socket'
refuses file 'it is no socket'
refuses tcp 'anybody on this machine can connect to a TCP port'
expect_text err 'set tls to yes'

# What cannot be started at all.
$PLATING info --discover "rpc,$tmp/none" > out 2> err \
  && fail 'a provider that is not there was started'
expect_text err 'cannot be started: No such file or directory'
printf '\177ELFnonsense' > broken
chmod +x broken
$PLATING info --discover "rpc,$tmp/broken" > out 2> err \
  && fail 'nonsense was started'
expect_text err 'cannot be started: Exec format error' \
  'no program for this machine'
# (Valgrind ends a child whose exec fails for a reason that it had not seen.)
if [ -z "$PLATING_VALGRIND" ]; then
  printf '#!%s/no/interpreter\n' "$tmp" > script
  chmod +x script
  $PLATING info --discover "rpc,$tmp/script" > out 2> err \
    && fail 'a script without interpreter was started'
  expect_text err 'the interpreter or loader that it names is missing'
fi
