# Emscripten as Debian has it. Files are compiled by the compiler that emcc would call; emcc links. What CMake only tries is linked without
# emcc, against the same C library and whatever that leaves to JavaScript: projects ask a hundred times.
include(/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake)
list(APPEND CMAKE_FIND_ROOT_PATH ${CMAKE_PREFIX_PATH})
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES WEB_FLAGS WEB_SYSTEM)
if(NOT WEB_FLAGS)
    execute_process(COMMAND emcc --cflags OUTPUT_VARIABLE WEB_FLAGS OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    set(WEB_SYSTEM ${CMAKE_BINARY_DIR}/from_javascript)
    execute_process(OUTPUT_FILE ${WEB_SYSTEM} COMMAND_ERROR_IS_FATAL ANY
        COMMAND llvm-nm-14 -u -j --quiet /usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/libc.a)
endif()
set(CMAKE_HAVE_LIBC_PTHREAD TRUE CACHE INTERNAL "stubs: there is one thread")
find_program(CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
if(NOT CCACHE)
    set(CCACHE "")
endif()
set(CMAKE_C_COMPILE_OBJECT "${CCACHE} clang-14 ${WEB_FLAGS} <DEFINES> <INCLUDES> <FLAGS> -o <OBJECT> -c <SOURCE>")
get_property(trying GLOBAL PROPERTY IN_TRY_COMPILE)
if(trying)
    set(CMAKE_C_LINK_EXECUTABLE "wasm-ld-14 --no-entry --no-gc-sections <OBJECTS> -o <TARGET> --allow-undefined-file=${WEB_SYSTEM}
        -L/usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten -lc -ldlmalloc -lcompiler_rt")
    string(REPLACE "\n" "" CMAKE_C_LINK_EXECUTABLE "${CMAKE_C_LINK_EXECUTABLE}")
endif()
