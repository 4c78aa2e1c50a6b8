#!/usr/bin/env bash
# The one gate: builds everything with warnings as errors, runs every spec, and says at the end how many passed.
# A change that this script accepts may be merged. Arguments are handed to 'dotnet test', for instance:
#   bash eng/check.sh --filter FullyQualifiedName~ChainSpecs
set -uo pipefail
cd "$(dirname "$0")/.."

results=artifacts/test-results
rm -rf "$results"

dotnet build Delegate.sln -warnaserror --nologo -v quiet || { echo "The build failed: no spec was run." >&2; exit 1; }

passed=0 failed=0 skipped=0
# One project after the other: specs over real processes want the machine to themselves.
for project in tests/*.Specs/*.csproj; do
    name="$(basename "$project" .csproj)"
    echo "== $name"
    dotnet test "$project" --no-build --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --blame-hang-timeout 10m --blame-hang-dump-type none "$@"
    status=$?

    # <Counters total="12" executed="11" passed="11" failed="0" ... />: what was not executed was skipped.
    counters="$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)"
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
    if [ -z "$counters" ]; then
        echo "$name ended without results; it counts as one failure." >&2
        failed=$((failed + 1))
        continue
    fi
    bad=$(($(count executed) - $(count passed)))
    [ "$status" != 0 ] && [ "$bad" = 0 ] && bad=1 # an aborted run counts only what it came to
    passed=$((passed + $(count passed)))
    failed=$((failed + bad))
    skipped=$((skipped + $(count total) - $(count executed)))
done

# A machine of one's own may lack something; the machine that judges merges may not.
verdict=0
[ "$failed" = 0 ] || verdict=1
if [ "$skipped" != 0 ] && [ "${CI:-}" = true ]; then
    echo "Skipped specs count as failures here: eng/install-test-tools.sh installs what they lack." >&2
    verdict=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit $verdict
