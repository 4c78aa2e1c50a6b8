# The supervisor of one attempt: starts the agent, waits, writes down how it ended. It outlives the host.
# Arguments: attempt folder, file for stdin, working folder, boot id, then the agent's command line.
# The files and their format: docs/attempt-folder.md. For bash and dash; only builtins, so a start costs two forks.

cd "$1" || exit 1
stdin=$2 cwd=$3 boot=$4
shift 4
unset IFS # nobody's idea of a separator but the standard one

# What is written here is for the owner's eyes; what the agent writes is the agent's business.
while read -r name mask; do [ "$name" != Umask: ] || break; done < /proc/self/status
umask 077

# Sets self to pid and start time of the shell that asks: a subshell is a process of its own. The fields are counted
# after the program's name, which may hold spaces and brackets.
identify() {
    read -r stat < /proc/self/stat
    self=${stat%% *}
    set -- ${stat##*) }
    self="$self ${20}"
}

# Sets how. Both kinds of end may give the status 137; what jobs says of them differs. The record serves as scratch
# paper: nobody believes it before its end mark is there.
look() {
    jobs -l > exit
    read -r job < exit
    case ${job#*" $! "} in
    Done* | Exit*) how=exit ;;
    '' | Running* | Stopped*) ;;
    *) how=signal ;;
    esac
}

# Made once and never over: if ever two supervisors are sent for one attempt, the second goes home.
identify
set -C
printf 'delegate-identity v1\nboot %s\nsupervisor %s\n' "$boot" "$self" > identity || exit 1
set +C

# bash forgets a job when wait has returned, so it looks when the job ends; dash forgets it when it has shown it.
how=
# Whoever signals everything in sight (the agent, its parent) must not end the one who keeps the record.
trap '' HUP INT QUIT TERM USR1 USR2 PIPE ALRM
if [ -n "$BASH_VERSION" ]; then
    set +o posix # there, the trap would cut the wait short
    trap look CHLD
fi

(
    # An agent begins like any other program, but a shell lets what it starts with & ignore SIGINT and SIGQUIT. bash can
    # take that back, once it has been told otherwise; dash needs the help of env.
    trap : INT QUIT
    trap - HUP INT QUIT TERM USR1 USR2 PIPE ALRM
    identify
    # Before the exec: there is no moment at which an agent runs that nobody could name.
    printf 'agent %s\nend\n' "$self" >> identity || exit 126
    exec < "$stdin" >> stdout 2>> stderr || exit 126
    cd "$cwd" || exit 126
    umask "$mask"
    [ -z "$BASH_VERSION" ] || exec "$@"
    exec env --default-signal=INT,QUIT "$@"
) &

LC_ALL=C # the words of jobs
wait $!
status=$?
[ -n "$how" ] || look
[ "$how" != signal ] || status=$((status - 128))
printf 'delegate-exit v1\n%s %s\nend\n' "${how:-unknown}" "$status" > exit
