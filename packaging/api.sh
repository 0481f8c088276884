#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of the three libraries anew: what is public in the sources and not in PublicAPI.Shipped.txt.
# Then stores the packages that later ones are compared with, packaging/baseline: before the first release with each change
# of the API, later with each release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

for library in Core Models Datasets; do
    printf '#nullable enable\n' >"src/Interp.$library/PublicAPI.Unshipped.txt"
done
# The compiler says of each symbol how its line reads.
dotnet build packaging/Libraries.proj -c Release -t:Rebuild -p:TreatWarningsAsErrors=false --verbosity quiet "-flp:LogFile=$log;Verbosity=minimal" >/dev/null || { grep error "$log"; exit 1; }
for library in Core Models Datasets; do
    file="src/Interp.$library/PublicAPI.Unshipped.txt"
    sed -n "s|.*src/Interp.$library/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*|\1|p" "$log" | LC_ALL=C sort -u >>"$file"
    echo "$file: $(($(wc -l <"$file") - 1)) lines"
done
dotnet build packaging/Libraries.proj -c Release -t:InterpStoreBaseline --verbosity quiet
ls -s --block-size=1K packaging/baseline
