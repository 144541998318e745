# What is the compiler's and linker's for Windows. Part of CMakeLists.txt.
enable_language(RC)
set(CMAKE_C_STANDARD_LIBRARIES "${CMAKE_C_STANDARD_LIBRARIES} -lssp -lws2_32 -lcrypt32 -lbcrypt")
string(REPLACE "." "," numbers ${PROJECT_VERSION})
configure_file(cmd/windows/certcase.rc.in ${PROJECT_BINARY_DIR}/certcase.rc @ONLY)
target_compile_definitions(certcase_flags INTERFACE PRINTF_KIND=gnu_printf UTF8PROC_STATIC LIBXML_STATIC LIBICAL_STATIC)
target_compile_options(certcase_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(certcase_flags INTERFACE -municode -static -Wl,--gc-sections -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va
    -Wl,--no-insert-timestamp -Wl,--subsystem,console:10.0)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(certcase_flags INTERFACE -s)
endif()
