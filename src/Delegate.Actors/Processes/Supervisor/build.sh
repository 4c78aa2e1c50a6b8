#!/usr/bin/env bash
# Makes the committed supervisors from supervisor.c. Needed only when that file changes; nobody needs it to build or run
# Delegate. The same compiler makes the same bytes; supervisor.built says which one it was, and a spec compares.
#   apt-get install gcc gcc-aarch64-linux-gnu
#   build.sh                 both, here
#   build.sh FOLDER x64      the one, there
set -euo pipefail
cd "$(dirname "$0")"
to="${1:-.}"
flags=(-std=gnu11 -Os -Wall -Wextra -Werror -ffreestanding -nostdlib -static -no-pie -fno-stack-protector
    -fno-asynchronous-unwind-tables -fno-builtin -fomit-frame-pointer -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,norelro -s)
gcc "${flags[@]}" -o "$to/supervisor-x64" supervisor.c
[ "${2:-}" != x64 ] || exit 0
aarch64-linux-gnu-gcc "${flags[@]}" -o "$to/supervisor-arm64" supervisor.c
[ "$to" = . ] || exit 0
{
    echo "compiler $(gcc --version | head -1)"
    sha256sum supervisor.c supervisor-x64 supervisor-arm64 | sed -E 's/^([0-9a-f]+) +(.*)$/\2 \1/'
} > supervisor.built
