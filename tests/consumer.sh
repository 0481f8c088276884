#!/usr/bin/env bash
# What someone sees who takes the packages: packs them into a folder, makes projects outside the repository as the README
# says, and compares what the first example prints. Needs the .NET SDK; packages come from the local cache where it has them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly repository="$PWD"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_HOME="$work/home"
readonly cache="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
readonly feed="$work/feed"
mkdir -p "$DOTNET_CLI_HOME"

fail() { echo "FAILED: $*" >&2; exit 1; }

# The Nth fence of a language in the README.
fence() { awk -v open="\`\`\`$1" -v wanted="$2" '$0 == open { n++; inside = n == wanted; next } $0 == "```" { inside = 0 } inside' README.md; }

echo "== packages"
dotnet pack packaging/Libraries.proj -c Release -o "$feed" -warnaserror --verbosity quiet
version="$(basename "$feed"/Interp.Core.*.nupkg .nupkg)"
version="${version#Interp.Core.}"

# At most so many KB, these files, and no dependency that the code does not name.
check_package() {
    local package="$feed/$1.$version.nupkg" most="$2" dependencies="$3"
    local size=$(($(stat -c %s "$package") / 1024))
    [ "$size" -le "$most" ] || fail "$1 has $size KB, at most $most are right"
    local open="$NUGET_PACKAGES/${1,,}/$version" # As the SDK unpacked it for the example.
    for file in LICENSE README.md THIRD-PARTY-NOTICES.md icon.png "lib/net10.0/$1.dll" "lib/net10.0/$1.xml"; do
        [ -s "$open/$file" ] || fail "$1 lacks $file"
    done
    local found
    found="$(grep -o '<dependency id="[^"]*"' "$open/${1,,}.nuspec" | cut -d'"' -f2 | sort | paste -sd' ')"
    [ "$found" = "$dependencies" ] || fail "$1 depends on $found; expected $dependencies"
    ! grep -nP '\]\((?!https?:|#)' "$open/README.md" || fail "the README of $1 has links that lead nowhere outside the repository"
    [ -s "$feed/$1.$version.snupkg" ] || fail "$1 has no symbols"
    echo "$1 $version: $size KB"
}

# Projects here take Interp from the feed into a folder of their own, and all else from the cache of this machine where it is there.
mkdir -p "$work/projects"
cat >"$work/projects/NuGet.config" <<END
<configuration>
  <packageSources>
    <add key="feed" value="$feed" />
  </packageSources>
</configuration>
END
cat >"$work/projects/Directory.Build.props" <<END
<Project>
  <PropertyGroup>
    <RestoreFallbackFolders Condition="Exists('$cache')">$cache</RestoreFallbackFolders>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
</Project>
END
export NUGET_PACKAGES="$work/packages"

echo "== the README's first example"
dotnet new console -o "$work/projects/First" --verbosity quiet
cd "$work/projects/First"
install="$(grep -E '^dotnet add package' "$repository/README.md")"
[ "$(wc -l <<<"$install")" -ge 3 ] || fail "the README says to add fewer than three packages"
while read -r line; do
    echo "$line"
    $line >"$work/log" 2>&1 || { cat "$work/log"; fail "$line"; }
done <<<"$install"
(cd "$repository" && fence csharp 1) >Program.cs
dotnet run >"$work/printed" || fail "the first example does not run"
(cd "$repository" && fence text 1) | diff - "$work/printed" || fail "the first example prints something else than the README says"

cd "$repository"
check_package Interp.Core 700 "CsvHelper Microsoft.Extensions.Logging.Abstractions Parquet.Net TorchSharp"
check_package Interp.Models 2800 "Interp.Core Microsoft.Extensions.Logging.Abstractions Microsoft.ML.Tokenizers"
check_package Interp.Datasets 200 "CsvHelper Interp.Core Parquet.Net"

echo "== the templates"
dotnet new install "$feed/Interp.Templates.$version.nupkg" --verbosity quiet
cd "$work/projects"
dotnet new interp-lens -o MyLens --verbosity quiet
dotnet run --project MyLens -- "apple: animal. tennis: plant. kiwi:" >"$work/printed" || fail "interp-lens does not run"
grep -q "animal 1.00" "$work/printed" || fail "interp-lens: $(cat "$work/printed")"
dotnet new interp-study -o MyStudy --verbosity quiet
(cd MyStudy && dotnet run) >"$work/printed" || fail "interp-study does not run"
grep -q "Done" "$work/printed" && [ -s MyStudy/out/tables/measurements.parquet ] || fail "interp-study: $(cat "$work/printed")"
echo "== consumer: all as the README says"
