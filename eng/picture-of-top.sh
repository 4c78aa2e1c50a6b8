#!/usr/bin/env bash
# Draws docs/images/top.svg: delegate top in a real terminal (tmux), over real tasks of a data folder of its own.
# Needs tmux, python3, and the built programs: dotnet build Delegate.sln.
set -euo pipefail
cd "$(dirname "$0")/.."
delegate="$PWD/artifacts/bin/Delegate.Cli/debug/delegate"
folder="$(mktemp -d /tmp/dlg-top-XXXXXX)"
export DELEGATE_HOME="$folder/home" DELEGATE_TARGET_CPU_PERCENT=100 DELEGATE_MAX_SLOTS=3 DELEGATE_SETTLING_WINDOW_MS=0
unset NO_COLOR
terminal() { tmux -S "$folder/tmux" -f /dev/null "$@"; }
end() {
    terminal kill-server 2>/dev/null || true
    "$delegate" list --phase running,queued,waiting --json | grep -o '"id":"task-[^"]*"' | cut -d'"' -f4 | sort -u | xargs -r "$delegate" cancel >/dev/null 2>&1 || true
    "$delegate" host stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT

cat >"$folder/release.yaml" <<'FLOW'
defaults: { agent: shell }
tasks:
  restore: { command: "echo restored" }
  build:   { needs: restore, command: "for n in 1 2 3; do echo compiled project $n of 3; done; exec sleep 300" }
  test:    { needs: build, command: "make test" }
  docs:    { needs: restore, command: "echo 14 pages; exec sleep 300" }
  lint:    { needs: restore, command: "echo 2 warnings >&2; exit 1" }
  ship:    { needs: [test, docs], command: "make deploy" }
FLOW
"$delegate" flow run "$folder/release.yaml" >/dev/null 2>&1
"$delegate" run --agent shell -- "echo looking; exec sleep 300" >/dev/null 2>&1
"$delegate" run --agent shell -- "echo next" >/dev/null 2>&1
terminal new-session -d -x 100 -y 28 "$delegate top"
sleep 12 # a few readings, for the bars
terminal send-keys g
sleep 1
terminal send-keys Home j
sleep 2
terminal capture-pane -p -e >"$folder/screen"
python3 eng/ansi-to-svg.py <"$folder/screen" | sed "s,$folder/home,~/.delegate," >docs/images/top.svg
echo docs/images/top.svg
