# The supervisor of one attempt: starts the agent, waits, writes down how it ended. It outlives the host.
# Arguments: attempt folder, file for stdin, working folder, boot id, then the agent's command line.
# The files and their format: docs/attempt-folder.md. Only builtins of any POSIX shell, so a start costs two forks.

dir=$1 stdin=$2 cwd=$3 boot=$4
shift 4
unset IFS # nobody's idea of a separator but the standard one

# Sets self to pid and start time of the shell that asks: a subshell is a process of its own. The fields are counted
# after the program's name, which may hold spaces and brackets.
identify() {
    read -r stat < /proc/self/stat
    self=${stat%% *}
    set -- ${stat##*) }
    self="$self ${20}"
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
