# Packages: cpack --config .build/release/CPackConfig.cmake makes a .deb and a .tar.gz, and beside them the list of what they stand on (SPDX)
# and SHA256SUMS. Name and version are the project's.
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_STRIP_FILES ON)
if(NOT CPACK_PACKAGE_CONTACT)
    set(CPACK_PACKAGE_CONTACT "certcase maintainers <certcase@example.org>")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "certificate file to request for OutSystems 11: right, and in time")
set(CPACK_PACKAGE_DESCRIPTION "Takes a certificate file, says whether it is the right one and what it
is for, and writes what to hand over: a zipped support case, a change with
runbook and scripts, or why no request is needed. It counts the days,
audits bundles made by anyone, and lists what is to be renewed.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, tzdata")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/beside.cmake)

# For the list: name, version and licence of what the program is linked with. Two tell their version right in their headers alone.
function(version_in header names out)
    set(version "")
    foreach(name IN LISTS names)
        file(STRINGS ${header} line REGEX "^#define +${name} +[0-9]+")
        string(REGEX REPLACE "^#define +${name} +([0-9]+).*" "\\1" number "${line}")
        list(APPEND version ${number})
    endforeach()
    list(JOIN version "." version)
    set(${out} "${version}" PARENT_SCOPE)
endfunction()
find_path(utf8proc_include utf8proc.h HINTS ${UTF8PROC_INCLUDE_DIRS})
version_in(${CSV_INCLUDE}/csv.h "CSV_MAJOR;CSV_MINOR;CSV_RELEASE" csv_version)
version_in(${utf8proc_include}/utf8proc.h "UTF8PROC_VERSION_MAJOR;UTF8PROC_VERSION_MINOR;UTF8PROC_VERSION_PATCH" utf8proc_version)
set(CPACK_CERTCASE_LIBRARIES
    "openssl|${OPENSSL_VERSION}|Apache-2.0" "libxml2|${LIBXML2_VERSION_STRING}|MIT" "libzip|${LIBZIP_VERSION}|BSD-3-Clause"
    "cjson|${CJSON_VERSION}|MIT" "libical|${ICAL_VERSION}|LGPL-2.1-only OR MPL-2.0" "utf8proc|${utf8proc_version}|MIT"
    "libcsv|${csv_version}|LGPL-2.1-or-later" "zlib|${ZLIB_VERSION_STRING}|Zlib")
include(CPack)
