# The supervisor of one attempt: starts the agent, waits, writes down how it ended. It outlives the host.
# Arguments: attempt folder, file for stdin, working folder, boot id, then the agent's command line.
# The files and their format: docs/attempt-folder.md. No external program is run on the way: two forks, no more.

dir=$1 stdin=$2 cwd=$3 boot=$4
shift 4

# Sets start to field 22 of a line of /proc/PID/stat, counted after the name, which may hold spaces and brackets.
started() {
    set -- ${1##*) }
    start=${20}
}

# Whoever signals the whole session must not end the one who keeps the record. A handler, not '': an ignored signal
# would stay ignored in the agent.
trap : HUP INT QUIT TERM USR1 USR2 PIPE ALRM

read -r stat < /proc/$$/stat
started "$stat"
self="$$ $start"

(
    read -r stat < /proc/self/stat
    started "$stat"
    # Before the exec: there is no moment at which an agent runs that nobody could name.
    printf 'delegate-identity v1\nboot %s\nsupervisor %s\nagent %s %s\nend\n' "$boot" "$self" "${stat%% *}" "$start" > "$dir/identity" || exit 126
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
printf 'delegate-exit v1\n%s\nend\n' "$how" > "$dir/exit"
