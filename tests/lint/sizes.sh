#!/bin/sh
# Fails on a file over 400 lines, a function over 60 (tests: 700 and 80, for their tables), a line over 140 columns, a tab, trailing space.
# The page's scripts: likewise, but for the columns, as texts and elements stand in one line, and functions, which no brace begins.
# shellcheck disable=SC2016 # the program is for awk
{ find core cmd tests -name '*.[ch]' && find cmd/web tests/web -name '*.js'; } | sort | xargs awk '
FNR == 1 { if (file) end_file(); file = FILENAME; start = 0; test = file ~ /^tests/ }
{ lines = FNR
  if (length($0) > 140 && file !~ /js$/) bad(FNR, "line of " length($0) " columns")
  if ($0 ~ /\t/) bad(FNR, "tab")
  if ($0 ~ /[ \t]$/) bad(FNR, "space at the end of the line") }
/^\{/ { start = FNR }
/^\}/ { if (start && FNR - start - 1 > (test ? 80 : 60)) bad(start, "function of " FNR - start - 1 " lines"); start = 0 }
function end_file() { if (lines > (file ~ /^tests/ ? 700 : 400)) { printf "%s: %d lines\n", file, lines; rc = 1 } }
function bad(line, why) { printf "%s:%d: %s\n", FILENAME, line, why; rc = 1 }
END { end_file(); exit rc }'
