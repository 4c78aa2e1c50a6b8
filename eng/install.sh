#!/usr/bin/env bash
# Installs Delegate for whoever calls it: the client as a native program, the host beside it, compiled ahead as far as
# that starts it sooner. Run it again to bring an installation up to date; a running host goes on with the old program
# until it is stopped.
#   eng/install.sh [FOLDER] [LINKS]     FOLDER: ~/.local/share/delegate, LINKS: ~/.local/bin; an empty LINKS makes no link
# Needs the .NET SDK 10, and what its native compiler needs: clang or gcc, and zlib's headers (zlib1g-dev).
set -euo pipefail
cd "$(dirname "$0")/.."

target="${1:-$HOME/.local/share/delegate}"
links="${2-$HOME/.local/bin}"

command -v dotnet >/dev/null || { echo "error: 'dotnet' is missing. hint: install the .NET SDK 10" >&2; exit 1; }
compiler="$(command -v clang || command -v gcc || true)"
[ -n "$compiler" ] || { echo "error: neither clang nor gcc is there. hint: apt-get install clang zlib1g-dev" >&2; exit 1; }
echo 'int main(void){return 0;}' | "$compiler" -x c - -lz -o /dev/null 2>/dev/null ||
    { echo "error: nothing can be linked with zlib. hint: apt-get install zlib1g-dev" >&2; exit 1; }

case "$(uname -m)" in
    x86_64) runtime=linux-x64 ;;
    aarch64) runtime=linux-arm64 ;;
    *) echo "error: there is no native build for $(uname -m). hint: dotnet publish src/Delegate.Cli and src/Delegate.Host into one folder" >&2; exit 1 ;;
esac

# Built apart from what developers build, which may be going on. Published beside the target and moved when whole: a publish that fails leaves the old installation as it was.
mkdir -p "$(dirname "$target")"
fresh="$(mktemp -d "$target.new.XXXXXX")"
trap 'rm -rf "$fresh"' EXIT
publish() { dotnet publish "$1" -c Release -r "$runtime" -o "$fresh" --artifacts-path artifacts/install --nologo -v quiet "${@:2}"; }
publish src/Delegate.Host --self-contained false -p:PublishReadyToRun=true
publish src/Delegate.Top -p:PublishAot=true -p:CppCompilerAndLinker="$(basename "$compiler")"
publish src/Delegate.Cli -p:PublishAot=true -p:CppCompilerAndLinker="$(basename "$compiler")"
publish src/Delegate.Bridge -p:PublishAot=true -p:CppCompilerAndLinker="$(basename "$compiler")"
rm -f "$fresh"/*.dbg "$fresh"/*.pdb "$fresh"/*.xml
chmod 755 "$fresh"
rm -rf "$target.old"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$fresh" "$target"
rm -rf "$target.old"
trap - EXIT

if [ -n "$links" ]; then
    mkdir -p "$links"
    ln -sfn "$(cd "$target" && pwd)/delegate" "$links/delegate"
    echo "$links/delegate"
    case ":$PATH:" in *":$links:"*) ;; *) echo "hint: $links is not on the PATH" >&2 ;; esac
else
    echo "$target/delegate"
fi
