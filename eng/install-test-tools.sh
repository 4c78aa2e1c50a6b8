#!/usr/bin/env bash
# Installs what the specs need beyond the .NET SDK and git, so that none of them is skipped: the real Claude Code
# program, pinned, and a Chromium. Safe to run again; quick when everything is there. Nothing is installed outside one folder, except
# Debian packages, and those only as root and only when a command is missing.
set -euo pipefail

claude_version=2.1.330
tools="${DELEGATE_TEST_TOOLS:-$HOME/.cache/delegate-test-tools}"

need() { # command, Debian package
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$2" >/dev/null
    else
        echo "error: '$1' is missing. hint: install the package '$2'" >&2
        exit 1
    fi
}

case "$(uname -m)" in
    x86_64) platform=linux-x64 ;;
    aarch64) platform=linux-arm64 ;;
    *) echo "error: Claude Code has no build for $(uname -m)" >&2; exit 1 ;;
esac

need git git
need tmux tmux # the terminal that "delegate top" is shown in

# What eng/install.sh needs: a spec installs the native programs.
need gcc gcc
echo '#include <zlib.h>' | gcc -E -x c - >/dev/null 2>&1 || need zlib.h zlib1g-dev

# The browser that the web page is shown in. The driver comes with its NuGet package.
if [ -z "${DELEGATE_TEST_CHROMIUM:-}" ]; then
    [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ] || need chromium chromium
fi

# The platform package holds a self-contained program: npm fetches it, node is not needed to run it.
package="@anthropic-ai/claude-code-$platform"
claude="$tools/claude-$claude_version/node_modules/$package/claude"
if [ ! -x "$claude" ]; then
    need npm npm
    mkdir -p "$tools"
    fresh="$(mktemp -d "$tools/new.XXXXXX")"
    trap 'rm -rf "$fresh"' EXIT
    npm install --prefix "$fresh" --no-audit --no-fund --no-save --loglevel=error "$package@$claude_version"
    chmod +x "$fresh/node_modules/$package/claude"
    # Moved when whole: an install that was interrupted is never taken for a good one.
    rm -rf "$tools/claude-$claude_version"
    mv "$fresh" "$tools/claude-$claude_version"
    trap - EXIT
fi
mkdir -p "$tools/bin"
ln -sfn "$claude" "$tools/bin/claude"
echo "claude $claude_version: $tools/bin/claude"

# The conformance suite of the protocol, and the node that it wants (Debian's is older).
conformance_version=0.1.16
node_version=22.23.3
suite="$tools/mcp-conformance-$conformance_version"
if [ ! -x "$suite/node_modules/node-$platform/bin/node" ]; then
    need npm npm
    fresh="$(mktemp -d "$tools/new.XXXXXX")"
    trap 'rm -rf "$fresh"' EXIT
    npm install --prefix "$fresh" --no-audit --no-fund --no-save --loglevel=error \
        "@modelcontextprotocol/conformance@$conformance_version" "node-$platform@$node_version"
    rm -rf "$suite"
    mv "$fresh" "$suite"
    trap - EXIT
fi
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' \
    "$suite/node_modules/node-$platform/bin/node" "$suite/node_modules/@modelcontextprotocol/conformance/dist/index.js" >"$tools/bin/mcp-conformance"
chmod +x "$tools/bin/mcp-conformance"
echo "MCP conformance $conformance_version: $tools/bin/mcp-conformance"
# The protocol's inspector, whose command line is a client that is not ours, and the node that it wants (Debian's is older).
inspector_version=2.12.0
inspector_node=22.23.3
inspector="$tools/mcp-inspector-$inspector_version"
if [ ! -x "$inspector/node_modules/node-$platform/bin/node" ]; then
    need npm npm
    mkdir -p "$tools"
    fresh="$(mktemp -d "$tools/new.XXXXXX")"
    trap 'rm -rf "$fresh"' EXIT
    npm install --prefix "$fresh" --no-audit --no-fund --no-save --loglevel=error --engine-strict=false \
        "@modelcontextprotocol/inspector@$inspector_version" "node-$platform@$inspector_node"
    rm -rf "$inspector"
    mv "$fresh" "$inspector"
    trap - EXIT
fi
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$inspector/node_modules/node-$platform/bin/node" \
    "$inspector/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js" >"$tools/bin/mcp-inspector"
chmod +x "$tools/bin/mcp-inspector"
echo "MCP inspector $inspector_version: $tools/bin/mcp-inspector"
