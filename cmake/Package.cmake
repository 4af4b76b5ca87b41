# What `cpack` makes of the installed files. The libraries that a .deb depends on are found by dpkg-shlibdeps.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME heaplight)
set(CPACK_PACKAGE_VENDOR "Heaplight")
set(CPACK_PACKAGE_CONTACT "Heaplight maintainers <maintainers@heaplight.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "shows which lines of a C or C++ program touch the heap")
set(CPACK_PACKAGE_DESCRIPTION
"Heaplight marks, line by line, what a C or C++ program does to the heap: what
it writes and what the optimizer leaves of it, how surely, when, and why.
.
As a linter it holds code that must not allocate to that promise, in every
build: audio callbacks, render loops, order paths, interrupt handlers.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Code is compiled in process, but against the headers that are found beside this program.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-${LLVM_VERSION_MAJOR}")
# --since asks it.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, rustc-web, cargo-web")
include(CPack)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.md" PATTERN "*.schema.json")
