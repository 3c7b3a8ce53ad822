#!/bin/sh
# The service check of the nginx pair: look for nginx; if it is gone, try to start it; if it will not start, stop the
# daemon that holds the virtual address (standfast or keepalived), so that the other node takes over.
#
# For a vrrp_script block; to be run as root, because it starts nginx and signals the daemon.
# Ends with 0 when nginx runs (again), with 1 when it does not.
#
# An operator repairs nginx and then starts the daemon again: nothing here does that by itself.

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

# -x: the whole name must match. Without it, this script itself would be found, because its name contains "nginx".
nginx_runs() {
    pgrep -x nginx > /dev/null
}

# A pid file may be older than its process: signal only what is called as the daemon is called.
stop_daemon() {
    read -r pid 2> /dev/null < "$1" && read -r name 2> /dev/null < "/proc/$pid/comm" || return 0
    case $name in
        keepalived* | standfast*) kill -TERM "$pid" ;;
    esac
}

nginx_runs && exit 0

# nginx goes into the background by itself when its configuration is good, and ends with an error when it is not.
# Its output goes nowhere, or the daemon that runs this script might wait for the end of it.
nginx < /dev/null > /dev/null 2>&1 && nginx_runs && exit 0

stop_daemon /run/keepalived.pid
stop_daemon /run/standfast/standfast.pid
exit 1
