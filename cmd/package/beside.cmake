# Writes beside the packages what they stand on (certcase-VERSION.spdx.json: SPDX 2.3) and SHA256SUMS of all. Run by cpack after it has
# packed. SOURCE_DATE_EPOCH is its date, when it is set.
string(TIMESTAMP date "%Y-%m-%dT%H:%M:%SZ" UTC)
set(known "${CPACK_PACKAGE_VERSION} ${CPACK_CERTCASE_LIBRARIES}")
string(SHA256 digest "${known}")
set(space "https://spdx.org/spdxdocs/${CPACK_PACKAGE_NAME}-${CPACK_PACKAGE_VERSION}-${digest}")
set(packages "")
set(relations "")
foreach(row "${CPACK_PACKAGE_NAME}|${CPACK_PACKAGE_VERSION}|NOASSERTION" ${CPACK_CERTCASE_LIBRARIES})
    string(REPLACE "|" ";" parts "${row}")
    list(GET parts 0 name)
    list(GET parts 1 version)
    list(GET parts 2 licence)
    if(NOT version)
        message(FATAL_ERROR "the version of ${name} is not known")
    endif()
    string(APPEND packages "    { \"SPDXID\": \"SPDXRef-${name}\", \"name\": \"${name}\", \"versionInfo\": \"${version}\",
      \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"licenseConcluded\": \"NOASSERTION\", \"licenseDeclared\": \"${licence}\",
      \"copyrightText\": \"NOASSERTION\", \"externalRefs\": [{ \"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\",
        \"referenceLocator\": \"pkg:generic/${name}@${version}\" }] },\n")
    if(NOT name STREQUAL CPACK_PACKAGE_NAME)
        string(APPEND relations "    { \"spdxElementId\": \"SPDXRef-${CPACK_PACKAGE_NAME}\", \"relationshipType\": \"DEPENDS_ON\",
      \"relatedSpdxElement\": \"SPDXRef-${name}\" },\n")
    endif()
endforeach()
string(REGEX REPLACE ",\n$" "\n" packages "${packages}")
file(WRITE ${CPACK_PACKAGE_DIRECTORY}/${CPACK_PACKAGE_NAME}-${CPACK_PACKAGE_VERSION}.spdx.json "{
  \"spdxVersion\": \"SPDX-2.3\", \"dataLicense\": \"CC0-1.0\", \"SPDXID\": \"SPDXRef-DOCUMENT\",
  \"name\": \"${CPACK_PACKAGE_NAME}-${CPACK_PACKAGE_VERSION}\", \"documentNamespace\": \"${space}\",
  \"creationInfo\": { \"created\": \"${date}\", \"creators\": [\"Tool: cpack\"] },
  \"packages\": [\n${packages}  ],
  \"relationships\": [
${relations}    { \"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-${CPACK_PACKAGE_NAME}\" }
  ]
}
")
file(GLOB files RELATIVE ${CPACK_PACKAGE_DIRECTORY} ${CPACK_PACKAGE_DIRECTORY}/${CPACK_PACKAGE_NAME}[-_]*)
foreach(file IN LISTS CPACK_PACKAGE_FILES) # what was packed just now lies elsewhere until cpack has ended
    get_filename_component(name ${file} NAME)
    list(REMOVE_ITEM files ${name})
    list(APPEND files ${name})
    set(place_of_${name} ${file})
endforeach()
list(SORT files)
set(sums "")
foreach(name IN LISTS files)
    if(NOT DEFINED place_of_${name})
        set(place_of_${name} ${CPACK_PACKAGE_DIRECTORY}/${name})
    endif()
    file(SHA256 ${place_of_${name}} digest)
    string(APPEND sums "${digest}  ${name}\n")
endforeach()
file(WRITE ${CPACK_PACKAGE_DIRECTORY}/SHA256SUMS "${sums}")
