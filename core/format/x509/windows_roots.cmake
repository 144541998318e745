# Writes OUT, a C file that says what LIST (templates/windows-roots.tsv) does, in the order of windows_roots_read; a test compares the two.
# Called as: cmake -DOUT=... -DLIST=... -P windows_roots.cmake
function(bytes_of hex out)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1, " bytes "${hex}")
    set(${out} "${bytes}" PARENT_SCOPE)
endfunction()

file(READ "${LIST}" text)
file(SHA256 "${LIST}" sha256)
bytes_of("${sha256}" sha256)
string(REGEX MATCH "# source: ([^\n\"\\]+)" unused "${text}")
set(source "${CMAKE_MATCH_1}")
string(REGEX MATCH "# dated: ([0-9]+)-0?([0-9]+)-0?([0-9]+)" unused "${text}")
math(EXPR month "(${CMAKE_MATCH_2} + 9) % 12") # from March, as day_of counts
math(EXPR year "${CMAKE_MATCH_1} - ${month} / 10")
math(EXPR dated "365 * ${year} + ${year} / 4 - ${year} / 100 + ${year} / 400 + (153 * ${month} + 2) / 5 + ${CMAKE_MATCH_3} - 1 - 719468")
string(REGEX MATCHALL "(trusted|blocked)\t[0-9a-f]+\t[0-9a-f]+" lines "${text}")
list(TRANSFORM lines REPLACE "^([a-z]+)\t([0-9a-f]+)\t([0-9a-f]+)$" "\\3 \\2 \\1")
list(SORT lines)
set(rows "")
set(blocked 0)
foreach(line IN LISTS lines)
    string(REGEX MATCH "^([0-9a-f]+) ([0-9a-f]+) ([a-z]+)$" unused "${line}")
    string(TOUPPER "${CMAKE_MATCH_3}" trust)
    bytes_of("${CMAKE_MATCH_1}" key)
    bytes_of("${CMAKE_MATCH_2}" certificate)
    string(APPEND rows "    { { ${key}},\n      { ${certificate}}, WINDOWS_${trust} },\n")
    if(trust STREQUAL "BLOCKED")
        math(EXPR blocked "${blocked} + 1")
    endif()
endforeach()
string(REGEX MATCHALL "(^|\n)trusted\t[0-9a-f]+\t[0-9a-f]+\t[^\t\n]*\t[^\t\n]+" named "${text}")
list(TRANSFORM named REPLACE "^.*\t" "")
list(TRANSFORM named TOLOWER)
list(TRANSFORM named REPLACE "[i1|]" "l")
list(TRANSFORM named REPLACE "0" "o")
list(TRANSFORM named REPLACE "[^a-z0-9]" "")
list(TRANSFORM named REPLACE "rn" "m")
list(SORT named)
set(names "")
foreach(name IN LISTS named)
    string(APPEND names "    VIEW_ROW(\"${name}\"),\n")
endforeach()
file(WRITE "${OUT}" "/* Generated from templates/windows-roots.tsv. */
#include \"format/x509/windows_roots.h\"

static const struct windows_root rows[] = {\n${rows}};
static const struct view names[] = {\n${names}};
const struct windows_roots windows_roots_built_in = {
    .items = rows, .n = COUNT_OF(rows), .n_blocked = ${blocked}, .names = names, .n_names = COUNT_OF(names),
    .origin = VIEW_ROW(\"built in\"), .source = VIEW_ROW(\"${source}\"),
    .dated = ${dated},
    .sha256 = { ${sha256}},
};
")
