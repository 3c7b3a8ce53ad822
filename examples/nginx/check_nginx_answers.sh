#!/bin/sh
# A check that asks nginx for its first page over HTTP on the loopback interface and wants a good answer (a status of
# 2xx or 3xx) within one second. It notices what a look at the process list cannot: an nginx that is there but hangs.
#
# Why bash and /dev/tcp: they are on every Debian machine and start in two milliseconds. curl may be missing, and an
# interpreter such as Python takes longer to start than nginx to answer. `timeout` stands around the whole, because a
# hung nginx whose queue is full does not even let the connection be made.

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

exec timeout --signal=KILL 1 bash -c '
    exec 3<> /dev/tcp/127.0.0.1/80 || exit 1
    printf "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3
    read -r protocol status rest <&3
    case $status in
        2?? | 3??) exit 0 ;;
    esac
    exit 1
' 2> /dev/null
