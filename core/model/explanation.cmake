# Writes OUT, a C file that says what FILE does, as `explanations_of_<name>`. A block of FILE has a line for each of KEYS, in their order.
# Refused is what isn't so, what is too long to be shown, and what isn't safe text (base/utf8.h) or comes from a word processor.
# Called as: cmake -DOUT=... -DFILE=templates/rules.txt "-DKEYS=rule|title|do|why|source" -P explanation.cmake
cmake_policy(VERSION 3.25)
string(REPLACE "|" ";" keys "${KEYS}")
set(most_title 70)
set(most_do 170)
set(most_why 450)
set(most_source 130)
string(ASCII 1 45 31 controls)
string(ASCII 194 more_controls) # how UTF-8 begins U+0080 to U+00BF
string(ASCII 226 typographic)   # and U+2000 to U+2FFF

function(refuse what)
    message(FATAL_ERROR "${FILE}:${number}: ${what}")
endfunction()

# The line in hand is the first one of a text: of the first key, or of the one that comes next in its block.
macro(begin_text)
    list(LENGTH missing left)
    if(left EQUAL 0)
        set(missing ${keys})
    endif()
    list(POP_FRONT missing key)
    if(NOT line MATCHES "^${key}: ([^ ].*)$")
        refuse("'${key}:' and its text belong here; where a text goes on, the line begins with two spaces")
    endif()
    set(text "${CMAKE_MATCH_1}")
    if(left EQUAL 0 AND (text IN_LIST ids OR NOT text MATCHES "^[a-z0-9-]+$"))
        refuse("'${text}' is no id, or has a block already")
    elseif(left EQUAL 0)
        list(APPEND ids "${text}")
    endif()
endmacro()

macro(end_text)
    string(LENGTH "${text}" length)
    if(DEFINED most_${key} AND length GREATER most_${key})
        refuse("the text of '${key}:' above has ${length} letters, and ${most_${key}} are the most")
    endif()
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(APPEND block " \"${text}\",")
    if(NOT missing)
        string(APPEND blocks "    { .id =${block} },\n")
        set(block "")
    endif()
    set(text "")
endmacro()

file(READ "${FILE}" rest)
string(APPEND rest "\n\n") # the last block ends, too
set(number 0)
set(text "")
while(NOT rest STREQUAL "")
    math(EXPR number "${number} + 1")
    string(FIND "${rest}" "\n" end)
    string(SUBSTRING "${rest}" 0 ${end} line)
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${rest}" ${end} -1 rest)
    if(line MATCHES "^#")
        continue()
    elseif(line MATCHES "[${controls}]|${more_controls}|${typographic}")
        refuse("there is a tab, a control character, or what a word processor makes of - \" ' and spaces")
    elseif(line MATCHES "[^ ] ( |$)")
        refuse("there are two spaces in a row, or one at the end")
    elseif(line MATCHES "^  ([^ ].*)$" AND NOT text STREQUAL "")
        string(APPEND text " ${CMAKE_MATCH_1}")
    else()
        if(NOT text STREQUAL "")
            end_text()
        endif()
        if(missing OR NOT line STREQUAL "")
            begin_text()
        endif()
    endif()
endwhile()
get_filename_component(name "${FILE}" NAME_WE)
file(WRITE "${OUT}" "/* Generated from ${name}.txt. */
#include \"model/explanation.h\"

static const struct explanation items[] = {\n${blocks}};
const struct explanations explanations_of_${name} = { items, COUNT_OF(items) };
")
