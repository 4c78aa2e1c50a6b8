# The supervisor of one attempt where the program of supervisor.c cannot run: starts the agent, waits, writes down how it
# ended. It outlives the host. Arguments: attempt folder, file for stdin, working folder, boot id, the agent's cgroup
# and the group that counts its memory (folders, or ""), a cap that only the program holds, then the agent's command line.
# The files and their format: docs/attempt-folder.md. Only builtins of any POSIX shell, so a start costs two forks.

dir=$1 stdin=$2 cwd=$3 boot=$4 cgroup=$5 memory=$6
shift 7
unset IFS # nobody's idea of a separator but the standard one
[ -z "${BASH_VERSION-}" ] || set +o posix # as "sh", bash says no word of a signal (see the end)

# What the shell itself had to say at its start (of a locale that it does not know, say) is no word about the agent.
[ ! -s "$dir/supervisor.log" ] || : > "$dir/supervisor.log"

# Sets self to pid and start time of the shell that asks (a subshell is a process of its own), and user and system to
# the processor time of the children it has waited for, in ticks of 10 ms. The fields are counted after the program's
# name, which may hold spaces and brackets.
identify() {
    read -r stat < /proc/self/stat
    self=${stat%% *}
    set -- ${stat##*) }
    self="$self ${20}" user=${14} system=${15}
}

# Whoever signals the whole session must not end the one who keeps the record. A handler, not '': an ignored signal
# would stay ignored in the agent.
trap : HUP INT QUIT TERM USR1 USR2 PIPE ALRM

# Made once and never over: if ever two supervisors are sent for one attempt, the second goes home.
identify
set -C
printf 'delegate-identity v1\nboot %s\nsupervisor %s\n' "$boot" "$self" > "$dir/identity" || exit 1
set +C

# Not with &: a shell lets what it starts so ignore SIGINT and SIGQUIT.
(
    identify
    # Before the exec: there is no moment at which an agent runs that nobody could name.
    printf 'agent %s\nend\n' "$self" >> "$dir/identity" || exit 126
    # A group that is gone or closed to us is no reason not to work: the other means still hold.
    for group in "$cgroup" "$memory"; do
        [ -z "$group" ] || echo 0 2> /dev/null > "$group/cgroup.procs"
    done
    cd "$cwd" || exit 126
    exec "$@"
) < "$stdin" >> "$dir/stdout" 2>> "$dir/stderr"
status=$?

# 128+n is what a shell says of a signal, and what a program may say by itself. For a signal the shell also says a word
# on its own stderr, which is supervisor.log. (Not for SIGINT and SIGPIPE: those stay exit 130 and 141.)
if [ "$status" -gt 128 ] && [ -s "$dir/supervisor.log" ]; then
    how="signal $((status - 128))"
else
    how="exit $status"
fi
identify
printf 'delegate-exit v2\n%s\nuser-ms %s\nsystem-ms %s\nend\n' "$how" "$((user * 10))" "$((system * 10))" > "$dir/exit"
