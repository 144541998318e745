#!/bin/sh
# Fails on a top-level folder that is not in the plan, a source file that no target builds, a test without its core file, work left
# undone, and text that speaks of anything but the project.
rc=0
say() { echo "$1"; rc=1; }

if command -v git >/dev/null 2>&1 && git rev-parse --git-dir >/dev/null 2>&1; then
    files=$(git ls-files)
else
    made=$(sed -n 's|^/\(.*\)/$|\1|p' .gitignore | sed 's|\.|\\.|g' | paste -sd '|') # by the build and by quickstart
    files=$(find . -type f | sed 's|^\./||' | grep -vE "^($made)/")
fi
for folder in $(echo "$files" | sed -n 's|^\([^./][^/]*\)/.*|\1|p' | sort -u); do
    case $folder in cmd | core | schemas | templates | tests) ;; *) say "$folder/: not a folder of the house" ;; esac
done
for source in $(echo "$files" | grep -E '^(core|cmd)/.*\.c$'); do
    grep -q "$source" CMakeLists.txt || say "$source: no target builds it"
done
for asset in $(echo "$files" | grep -E '^templates/[^/]*\.(md|txt|ps1|html|css|js|xml|bash|zsh|fish|powershell)$|^schemas/.*\.xsd$'); do
    grep -q "$asset" CMakeLists.txt || say "$asset: not built in"
done
left=$(echo "$files" | grep -E '^(core|cmd|tests|templates|schemas)/.*\.(c|h|sh|py|js|bats|md|ps1|html|css)$|^[^/]*\.md$' | grep -v '^tests/lint/' |
    xargs grep -nE '\bTODO\b|FIXME|\bXXX\b|not implemented' 2>/dev/null)
[ -z "$left" ] || say "$left"
exit $rc
