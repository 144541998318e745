#!/bin/sh
# Fails on a variable that a run could change and that no run, worker or caller owns: globals.sh BUILD looks through its archives, and
# through the text of what is built for Windows alone. What must be of the whole process (a library's own state and the locks around it)
# stands in tests/lint/exceptions with its reason.
# shellcheck disable=SC2046 # names of archives have no spaces
{
    nm -A -f sysv "$1"/libcertcase_*.a
    # "static UINT input_page = 1, output_page;" and "} consoles[] = {", as nm would show them, but behind the name of their file
    awk '/^static struct \{/ { open = 1 }
    /^\}/ && open || /^[a-zA-Z].*;/ && !/\(|const |^(enum|extern|struct|typedef) / {
        open = 0
        file = FILENAME
        gsub(/.*\/|\.c$/, "", file)
        sub(/ *[;[].*/, "")
        gsub(/ *= *[^,]*/, "")
        for (n = split($0, part, ","); n; n--)
            print file "." substr(part[n], match(part[n], /[a-z_]+$/)) "|||OBJECT|||.data" }' core/os/windows_*.c
} | awk -F'|' '
FILENAME != "-" { split($0, word, " "); excused[word[1]]; next }
{ n++; name = $1; gsub(/^.*:| |\.[0-9]+ *$/, "", name); gsub(/ /, "", $4)
  if ($4 == "OBJECT" && $7 ~ /^ *\.t?(data|bss)|COM/ && $7 !~ /\.data\.rel\.ro/ && name !~ /^(\.|__)/ && !(name in excused)) { print $1; bad = 1 } }
END { if (n < 1000) { print "nm showed too few names to judge by"; bad = 1 }; exit bad }' tests/lint/exceptions -
