# What find_package(Heaplight) finds where Heaplight is installed.
include(CMakePackageConfigHelpers)

set(HEAPLIGHT_CONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Heaplight)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/HeaplightConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/HeaplightConfig.cmake
  INSTALL_DESTINATION ${HEAPLIGHT_CONFIG_DIR} PATH_VARS CMAKE_INSTALL_BINDIR)
# Before 1.0, each minor version may change what lint says.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/HeaplightConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/HeaplightConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/HeaplightConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/HeaplightLint.cmake
  DESTINATION ${HEAPLIGHT_CONFIG_DIR})

# The recorder that `heaplight run` preloads: the program finds it at HEAPLIGHT_PROBE from its own folder.
install(TARGETS heaplight-probe LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/heaplight)
