#!/usr/bin/env bash
# Makes the committed supervisors from supervisor.c. Needed only when that file changes; nobody needs it to build or run
# Delegate. The same compiler makes the same bytes.
#   apt-get install gcc gcc-aarch64-linux-gnu
set -euo pipefail
cd "$(dirname "$0")"
flags=(-std=gnu11 -Os -Wall -Wextra -Werror -ffreestanding -nostdlib -static -no-pie -fno-stack-protector
    -fno-asynchronous-unwind-tables -fno-builtin -fomit-frame-pointer -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,norelro -s)
"${CC_X64:-gcc}" "${flags[@]}" -o "${1:-.}/supervisor-x64" supervisor.c
"${CC_ARM64:-aarch64-linux-gnu-gcc}" "${flags[@]}" -o "${1:-.}/supervisor-arm64" supervisor.c
