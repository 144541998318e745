# What only a .deb wants of the files that are installed: pages and changes compressed, a copyright. Run by cpack before it packs.
if(CPACK_GENERATOR STREQUAL "DEB")
    set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)
    set(doc ${share}/doc/${CPACK_PACKAGE_NAME})
    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
    file(WRITE ${doc}/changelog "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n  * CHANGELOG.md tells what changed.\n\n"
        " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
    file(WRITE ${doc}/copyright "This package was made from the sources of ${CPACK_PACKAGE_NAME} by cpack.\n\n"
        "Copyright: the authors of ${CPACK_PACKAGE_NAME}.\nThe terms are those under which you have the sources; the package adds none.\n")
    file(GLOB pages ${share}/man/man1/*.1)
    execute_process(COMMAND gzip -9nf ${pages} ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
    file(CHMOD ${doc}/changelog.gz ${doc}/copyright PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endif()
