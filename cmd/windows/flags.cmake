# What is the compiler's and linker's for Windows. Part of CMakeLists.txt.
enable_language(RC)
string(REPLACE "." "," numbers ${PROJECT_VERSION})
set_source_files_properties(cmd/windows/certcase.rc PROPERTIES COMPILE_DEFINITIONS CERTCASE_NUMBERS=${numbers})
target_compile_definitions(certcase_flags INTERFACE PRINTF_KIND=gnu_printf UTF8PROC_STATIC LIBXML_STATIC LIBICAL_STATIC)
target_compile_options(certcase_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(certcase_flags INTERFACE -municode -static -Wl,--gc-sections -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va
    -Wl,--no-insert-timestamp -Wl,--subsystem,console:10.0)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(certcase_flags INTERFACE -s)
endif()
