# Fills the hand-written manual pages with what the program itself knows: options, examples, version.
set(CERTCASE_PAGES "")
file(GLOB CERTCASE_PAGE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cmd/man/*.1.in)
foreach(in ${CERTCASE_PAGE_SOURCES})
    get_filename_component(page ${in} NAME)
    string(REPLACE ".1.in" "" page ${page})
    string(REGEX REPLACE "^certcase-?" "" command ${page})
    set(out ${PROJECT_BINARY_DIR}/man/${page}.1)
    add_custom_command(OUTPUT ${out} COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
        COMMAND certcase completion man ${command} < ${in} > ${out} DEPENDS certcase ${in} VERBATIM)
    list(APPEND CERTCASE_PAGES ${out})
endforeach()
add_custom_target(manual ALL DEPENDS ${CERTCASE_PAGES})
foreach(shell bash zsh fish)
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/man/completion.${shell}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
        COMMAND certcase completion ${shell} > ${PROJECT_BINARY_DIR}/man/completion.${shell} DEPENDS certcase VERBATIM)
    list(APPEND CERTCASE_COMPLETIONS ${PROJECT_BINARY_DIR}/man/completion.${shell})
endforeach()
add_custom_target(completions ALL DEPENDS ${CERTCASE_COMPLETIONS})
install(FILES ${CERTCASE_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/man/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME certcase)
install(FILES ${PROJECT_BINARY_DIR}/man/completion.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _certcase)
install(FILES ${PROJECT_BINARY_DIR}/man/completion.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME certcase.fish)
