#!/usr/bin/env bash
# Takes every picture of docs/images anew: a host, a scripted set of real tasks, and Chromium (eng/install-test-tools.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${1:-}" = --no-build ] || dotnet build tests/Delegate.Web.Specs --nologo -v quiet
DELEGATE_WRITE_DOCS=1 dotnet test tests/Delegate.Web.Specs --no-build --nologo --filter FullyQualifiedName~PictureSpecs
git --no-pager diff --stat -- docs/images
