/*
 * The supervisor of one attempt: starts the agent, waits, writes down how it ended. It outlives the host.
 * The files and their format: docs/attempt-folder.md. Why a program of its own, and why this small: ADR 0020.
 *
 * Freestanding: no C library, only system calls, so that the program is a few kilobytes and runs on every Linux of its
 * architecture. build.sh makes the two committed programs from this file.
 *
 * Arguments: attempt folder, file for stdin, working folder, boot id, the agent's cgroup and the group that counts its
 * memory (folders, or ""), cap of each output file in bytes (0 = none), then the agent's program and its arguments.
 */
typedef unsigned long u64;
typedef long i64;

/* ---- system calls ------------------------------------------------------------------------------------------------ */

#if defined(__x86_64__)
enum {
    SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_lseek = 8, SYS_rt_sigprocmask = 14, SYS_clone = 56, SYS_execve = 59,
    SYS_wait4 = 61, SYS_chdir = 80, SYS_prctl = 157, SYS_exit_group = 231, SYS_openat = 257, SYS_renameat2 = 316,
    SYS_unlinkat = 263, SYS_ppoll = 271, SYS_fallocate = 285, SYS_signalfd4 = 289, SYS_dup3 = 292
};
static i64 call(i64 n, i64 a, i64 b, i64 c, i64 d, i64 e)
{
    register i64 r10 __asm__("r10") = d, r8 __asm__("r8") = e;
    i64 result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
}
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#elif defined(__aarch64__)
enum {
    SYS_read = 63, SYS_write = 64, SYS_close = 57, SYS_lseek = 62, SYS_rt_sigprocmask = 135, SYS_clone = 220, SYS_execve = 221,
    SYS_wait4 = 260, SYS_chdir = 49, SYS_prctl = 167, SYS_exit_group = 94, SYS_openat = 56, SYS_renameat2 = 276,
    SYS_unlinkat = 35, SYS_ppoll = 73, SYS_fallocate = 47, SYS_signalfd4 = 74, SYS_dup3 = 24
};
static i64 call(i64 n, i64 a, i64 b, i64 c, i64 d, i64 e)
{
    register i64 x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    register i64 x3 __asm__("x3") = d, x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
__asm__(".globl _start\n_start:\n mov x29, #0\n mov x30, #0\n mov x0, sp\n bl begin\n");
#else
#error "no system calls for this architecture"
#endif

enum { AT_FDCWD = -100, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000, O_APPEND = 02000, O_CLOEXEC = 02000000 };
enum { ENOENT = 2, EINTR = 4, ECHILD = 10, ENOSPC = 28, EDQUOT = 122 };
enum { SIGCHLD = 17, WNOHANG = 1, SEEK_END = 2, PUNCH_HOLE_KEEP_SIZE = 3, PR_SET_CHILD_SUBREAPER = 36, SIG_SETMASK = 2 };

static i64 open_file(const char *path, int flags) { return call(SYS_openat, AT_FDCWD, (i64)path, flags | O_CLOEXEC, 0600, 0); }

static void leave(int status)
{
    for (;;)
        call(SYS_exit_group, status, 0, 0, 0, 0);
}

/* The compiler may ask for these two, library or not. */
void *memset(void *to, int value, u64 count)
{
    for (volatile char *at = to; count--; )
        *at++ = (char)value;
    return to;
}

void *memcpy(void *to, const void *from, u64 count)
{
    volatile char *at = to;
    for (const char *source = from; count--; )
        *at++ = *source++;
    return to;
}

/* ---- texts ------------------------------------------------------------------------------------------------------- */

struct text { u64 length; char at[4200]; }; /* a path has at most 4,096 bytes */

static void add(struct text *text, const char *words)
{
    while (*words && text->length < sizeof text->at - 1)
        text->at[text->length++] = *words++;
    text->at[text->length] = 0;
}

static void add_number(struct text *text, u64 number)
{
    char digits[24];
    int first = sizeof digits - 1;
    digits[first] = 0;
    do
        digits[--first] = (char)('0' + number % 10);
    while (number /= 10);
    add(text, digits + first);
}

static const char *path_of(struct text *text, const char *folder, const char *name)
{
    text->length = 0;
    add(text, folder);
    add(text, "/");
    add(text, name);
    return text->at;
}

/* 0, or the kernel's (negative) reason. A record that was cut short lacks its last line, and is not believed. */
static i64 write_all(int file, const struct text *text)
{
    for (u64 done = 0; done < text->length; ) {
        i64 count = call(SYS_write, file, (i64)(text->at + done), (i64)(text->length - done), 0, 0);
        if (count < 0 && count != -EINTR)
            return count;
        done += count > 0 ? (u64)count : 0;
    }
    return 0;
}

/* The whole text under this name, or (negative) why not: written beside it, then put in its place. */
static i64 write_record(const char *folder, const char *name, const struct text *text)
{
    struct text path, fresh;
    path_of(&path, folder, name);
    path_of(&fresh, folder, name);
    add(&fresh, ".new");
    i64 file = open_file(fresh.at, O_WRONLY | O_CREAT | O_TRUNC);
    if (file < 0)
        return file;
    i64 error = write_all((int)file, text);
    call(SYS_close, file, 0, 0, 0, 0);
    return error ? error : call(SYS_renameat2, AT_FDCWD, (i64)fresh.at, AT_FDCWD, (i64)path.at, 0);
}

static void give_up(const char *what, const char *which, int status)
{
    struct text words = { 0 };
    add(&words, "delegate-supervisor: ");
    add(&words, what);
    add(&words, " ");
    add(&words, which);
    add(&words, "\n");
    write_all(2, &words);
    leave(status);
}

/* "role PID START\n" of the process that asks: the fields are counted after the name, which may hold spaces and brackets. */
static void add_self(struct text *text, const char *role)
{
    char stat[1024];
    i64 file = open_file("/proc/self/stat", 0);
    i64 length = file < 0 ? 0 : call(SYS_read, file, (i64)stat, sizeof stat - 1, 0, 0);
    if (length <= 0)
        give_up("cannot read", "/proc/self/stat", 1);
    call(SYS_close, file, 0, 0, 0, 0);
    stat[length] = 0;
    i64 at = length, field = 2;
    while (at > 0 && stat[at] != ')')
        at--;
    add(text, role);
    add(text, " ");
    for (i64 i = 0; stat[i] >= '0' && stat[i] <= '9'; i++) {
        char digit[2] = { stat[i], 0 };
        add(text, digit);
    }
    add(text, " ");
    for (; stat[at] && field < 23; at++) {
        if (stat[at] == ' ')
            field++;
        else if (field == 22) {
            char digit[2] = { stat[at], 0 };
            add(text, digit);
        }
    }
    add(text, "\n");
}

/* ---- the agent --------------------------------------------------------------------------------------------------- */

struct attempt { const char *folder, *stdin_file, *cwd, *boot, *cgroup, *memory; u64 cap; char **command, **environment; };

static void put(i64 file, int standard, const char *name)
{
    if (file < 0)
        give_up("cannot open", name, 126);
    call(SYS_dup3, file, standard, 0, 0, 0);
}

/* A group that is gone or closed to us is no reason not to work: the other means still hold. */
static void enter(const char *group)
{
    struct text path;
    i64 file = *group ? open_file(path_of(&path, group, "cgroup.procs"), O_WRONLY) : -1;
    if (file >= 0)
        call(SYS_write, file, (i64)"0", 1, 0, 0);
}

/* In the child. Named before the exec: there is no moment at which an agent runs that nobody could name. */
static void become_agent(const struct attempt *attempt, int identity)
{
    struct text text = { 0 };
    u64 none = 0;
    add_self(&text, "agent");
    add(&text, "end\n");
    if (write_all(identity, &text))
        give_up("cannot write", "identity", 126);
    enter(attempt->cgroup);
    enter(attempt->memory);
    put(open_file(path_of(&text, attempt->folder, "stderr"), O_WRONLY | O_CREAT | O_APPEND), 2, "stderr");
    put(open_file(attempt->stdin_file, 0), 0, attempt->stdin_file);
    put(open_file(path_of(&text, attempt->folder, "stdout"), O_WRONLY | O_CREAT | O_APPEND), 1, "stdout");
    if (call(SYS_chdir, (i64)attempt->cwd, 0, 0, 0, 0) < 0)
        give_up("cannot enter", attempt->cwd, 126);
    call(SYS_rt_sigprocmask, SIG_SETMASK, (i64)&none, 0, 8, 0);
    i64 error = call(SYS_execve, (i64)attempt->command[0], (i64)attempt->command, (i64)attempt->environment, 0, 0);
    give_up("cannot run", attempt->command[0], error == -ENOENT ? 127 : 126);
}

/* ---- its output -------------------------------------------------------------------------------------------------- */

/*
 * Keeps the head and the tail of a file that grows, and gives the middle back to the disk. The file keeps its length:
 * what a byte's place was stays its place, for the agent that appends and for every reader.
 */
struct output { const char *name, *record; int file; u64 seen, to; };

enum { PAGE = 4096 };

static i64 save_cut(const struct attempt *attempt, const struct output *output, u64 from, u64 to)
{
    struct text text = { 0 };
    add(&text, "delegate-cut v1\ncut ");
    add_number(&text, from);
    add(&text, " ");
    add_number(&text, to);
    add(&text, "\nend\n");
    return write_record(attempt->folder, output->record, &text);
}

/* A file system that cannot make holes: the file stays whole, and no record may say otherwise. */
static void let_it_grow(const struct attempt *attempt, struct output *output, u64 from)
{
    struct text path;
    if (output->to)
        save_cut(attempt, output, from, output->to);
    else
        call(SYS_unlinkat, AT_FDCWD, (i64)path_of(&path, attempt->folder, output->record), 0, 0, 0);
    output->file = -1;
}

/* 1 when the file has grown. */
static int bound(const struct attempt *attempt, struct output *output)
{
    u64 from = (attempt->cap / 4 + PAGE - 1) / PAGE * PAGE, begin = output->to ? output->to : from;
    i64 length = call(SYS_lseek, output->file, 0, SEEK_END, 0, 0);
    if (length < 0 || (u64)length == output->seen)
        return 0;
    output->seen = (u64)length;
    u64 kept = output->to ? from + (u64)length - output->to : (u64)length;
    u64 to = ((u64)length - attempt->cap / 2) / PAGE * PAGE;
    if (kept <= attempt->cap || (u64)length < attempt->cap / 2 || to <= begin)
        return 1;
    /* Said before it is done: a reader that meets the hole finds the record that explains it. */
    if (save_cut(attempt, output, from, to))
        return 1;
    if (call(SYS_fallocate, output->file, PUNCH_HOLE_KEEP_SIZE, (i64)begin, (i64)(to - begin), 0))
        let_it_grow(attempt, output, from);
    else
        output->to = to;
    return 1;
}

static int watch_outputs(const struct attempt *attempt, struct output *outputs)
{
    struct text path;
    for (int i = 0; i < 2; i++) {
        outputs[i].file = (int)open_file(path_of(&path, attempt->folder, outputs[i].name), O_RDWR | O_CREAT);
        if (outputs[i].file < 0)
            return 0;
    }
    return 1;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

struct usage { i64 user_s, user_us, system_s, system_us, peak_kib, others[13]; };

/* Orphans come to us: whoever has no child here has no descendant of the agent's anywhere. */
static int has_child(void)
{
    i64 ended;
    while ((ended = call(SYS_wait4, -1, 0, WNOHANG, 0, 0)) > 0)
        ;
    return ended != -ECHILD;
}

static void write_exit(const struct attempt *attempt, int status, const struct usage *usage)
{
    struct text text = { 0 };
    int signal = status & 0x7f;
    add(&text, signal ? "delegate-exit v2\nsignal " : "delegate-exit v2\nexit ");
    add_number(&text, (u64)(signal ? signal : (status >> 8) & 0xff));
    add(&text, "\nuser-ms ");
    add_number(&text, (u64)(usage->user_s * 1000 + usage->user_us / 1000));
    add(&text, "\nsystem-ms ");
    add_number(&text, (u64)(usage->system_s * 1000 + usage->system_us / 1000));
    add(&text, "\npeak-kib ");
    add_number(&text, (u64)usage->peak_kib);
    add(&text, has_child() ? "\nleft some\nend\n" : "\nleft none\nend\n");
    /* A full disk: it waits for room. How the agent ended is known to nobody else. */
    struct { i64 s, ns; } pause = { 1, 0 };
    i64 error;
    while ((error = write_record(attempt->folder, "exit", &text)) == -ENOSPC || error == -EDQUOT)
        call(SYS_ppoll, 0, 0, (i64)&pause, 0, 0);
    if (error)
        give_up("cannot write", "exit", 1);
}

/*
 * Until the agent has ended, and on until nobody is left who was left behind: orphans of the agent come to the
 * supervisor (it is their subreaper), so whatever they do to hide, they are its descendants.
 */
static void wait_for_all(const struct attempt *attempt, i64 agent)
{
    struct output outputs[2] = { { "stdout", "stdout.cut", -1, 0, 0 }, { "stderr", "stderr.cut", -1, 0, 0 } };
    struct { int file; short events, answered; } poll = { -1, 1, 0 };
    struct { i64 s, ns; } pause = { 1, 0 };
    u64 child = 1ul << (SIGCHLD - 1);
    char drain[1280];
    int capped = attempt->cap > 0 && watch_outputs(attempt, outputs);
    poll.file = (int)call(SYS_signalfd4, -1, (i64)&child, 8, O_CLOEXEC | 04000, 0);
    if (poll.file < 0)
        capped = 0;
    for (;;) {
        int status;
        struct usage usage;
        i64 ended = call(SYS_wait4, -1, (i64)&status, capped ? WNOHANG : 0, (i64)&usage, 0);
        if (ended == agent)
            write_exit(attempt, status, &usage);
        else if (ended == -ECHILD)
            break;
        else if (ended == 0) {
            /* A file that grows is looked at twenty times a second, one that does not once. */
            int grown = bound(attempt, &outputs[0]) | bound(attempt, &outputs[1]);
            pause.s = grown ? 0 : 1;
            pause.ns = grown ? 50 * 1000 * 1000 : 0;
            if (call(SYS_ppoll, (i64)&poll, 1, (i64)&pause, 0, 0) > 0)
                while (call(SYS_read, poll.file, (i64)drain, sizeof drain, 0, 0) > 0)
                    ;
        }
    }
    /* What came in the last moment counts too. */
    if (capped)
        bound(attempt, &outputs[0]), bound(attempt, &outputs[1]);
}

static u64 number(const char *text)
{
    u64 value = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (u64)(*text - '0');
    return value;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

__attribute__((used)) void begin(i64 *stack)
{
    i64 count = stack[0];
    char **arguments = (char **)(stack + 1);
    if (count < 9) {
        struct text words = { 0 };
        add(&words, "delegate-supervisor v2\n"); /* how the host asks whether this machine can run it */
        write_all(1, &words);
        leave(64);
    }
    struct attempt attempt = {
        arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], arguments[6], number(arguments[7]), arguments + 8,
        arguments + count + 1
    };
    /* Whoever signals the whole session must not end the one who keeps the record. The agent begins with none blocked. */
    u64 all = ~0ul;
    call(SYS_rt_sigprocmask, SIG_SETMASK, (i64)&all, 0, 8, 0);
    call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /* Made once and never over: if ever two supervisors are sent for one attempt, the second goes home. */
    struct text text = { 0 }, path;
    i64 identity = open_file(path_of(&path, attempt.folder, "identity"), O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
    if (identity < 0)
        give_up("cannot make", path.at, 1);
    add(&text, "delegate-identity v1\nboot ");
    add(&text, attempt.boot);
    add(&text, "\n");
    add_self(&text, "supervisor");
    if (write_all((int)identity, &text))
        give_up("cannot write", path.at, 1);

    i64 agent = call(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (agent == 0)
        become_agent(&attempt, (int)identity);
    if (agent < 0)
        give_up("cannot make a process for", attempt.command[0], 1);
    call(SYS_close, identity, 0, 0, 0, 0);
    wait_for_all(&attempt, agent);
    leave(0);
}
