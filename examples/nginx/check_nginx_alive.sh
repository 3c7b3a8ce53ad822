#!/bin/sh
# A check that only looks: 0 while a process named nginx exists, 1 otherwise. What follows from it stands in the
# configuration (`weight -30` makes the other node the better one; without a weight this node goes to FAULT).
#
# -x: the whole name must match. Without it, this script itself would be found, because its name contains "nginx".

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

pgrep -x nginx > /dev/null
