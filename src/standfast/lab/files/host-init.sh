#!/bin/sh
# Process 1 of a lab host. It makes the private parts of the file system, says its process id as the outside sees it
# on standard output, and then waits on standard input, the lab's lifeline: when the last process that holds the other
# end is gone, this one ends, and the kernel ends every other process of the host with it.
#
# Environment: LAB_HOST       the host's name
#              LAB_KEEP       paths that must stay visible although they lie in a private directory, one a line
#              LAB_PYTHON     the interpreter that has standfast, for the host's `standfast` command
#              LAB_ROOTLESS   1 in a user namespace of one user, where nginx must not think that it is root
set -eu
umask 022
read -r outside_pid rest < /proc/self/stat   # before /proc is the new one; the shell's own process, no fork

hostname "$LAB_HOST"
mount -t proc proc /proc
mount -t sysfs sysfs /sys 2>/dev/null || :   # a container may refuse it; nothing here depends on it

# One tmpfs holds all private directories; /mnt is only the place where it is put together.
stage=/mnt
mount -t tmpfs -o mode=755 tmpfs "$stage"
for dir in /run /tmp /srv /var/log /var/lib/nginx; do
    if [ -d "$dir" ]; then mkdir -p "$stage$dir"; fi
done
chmod 1777 "$stage/tmp"
mkdir -p "$stage/run/lock" "$stage/var/log/nginx" "$stage/srv/www"

printf '%s\n' "$LAB_KEEP" | while read -r path; do
    [ -n "$path" ] || continue
    mkdir -p "$stage$path"
    mount --rbind "$path" "$stage$path"
done

# In these two a host needs files of its own beside the machine's: they are private, and full of links to the
# machine's own files, which can only be read through them.
for dir in /etc /usr/local/sbin; do
    mkdir -p "$stage/run/lab$dir" "$stage$dir"
    mount --rbind "$dir" "$stage/run/lab$dir"
    mount -o remount,bind,ro "$stage/run/lab$dir" 2>/dev/null || :
    for path in "$dir"/*; do
        case $path in
            "$dir/*" | /etc/hosts | /etc/hostname | /etc/nginx | /etc/keepalived | /etc/standfast) ;;
            *) printf '%s\n' "/run/lab$path" ;;
        esac
    done | xargs -r -d '\n' ln -s -t "$stage$dir"
done
mkdir "$stage/etc/nginx" "$stage/etc/keepalived" "$stage/etc/standfast"
printf '%s\n' "$LAB_HOST" > "$stage/etc/hostname"

nginx=$(command -v nginx) || { echo "nginx is not installed" >&2; exit 1; }

# A program of the host's own: its name, and the command that it stands for.
program() {
    rm -f "$stage/usr/local/sbin/$1"
    printf '#!/bin/sh\nexec %s "$@"\n' "$2" > "$stage/usr/local/sbin/$1"
    chmod 755 "$stage/usr/local/sbin/$1"
}
program standfast "'$LAB_PYTHON' -m standfast"
if [ "$LAB_ROOTLESS" = 1 ]; then
    echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
    program nginx "unshare --user --map-user=1000 -- $nginx"
fi

for dir in /run /tmp /srv /var/log /var/lib/nginx /usr/local/sbin /etc; do
    if [ -d "$stage$dir" ]; then mount --rbind "$stage$dir" "$dir"; fi
done
umount -l "$stage"
ip link set lo up

echo "$outside_pid"
# With SIGCHLD ignored the kernel buries orphans itself: a killed nginx leaves no zombie that pgrep would still find.
exec env --ignore-signal=CHLD cat > /dev/null 2>&1
