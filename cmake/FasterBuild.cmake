# Included by the presets before the first language is enabled: uses ccache and lld where the
# machine has them. Neither is needed, and neither changes what is built.

find_program(HEAPLIGHT_CCACHE ccache)
if(HEAPLIGHT_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${HEAPLIGHT_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HEAPLIGHT_CCACHE})
endif()

find_program(HEAPLIGHT_LLD ld.lld-22)
if(HEAPLIGHT_LLD)
  set(CMAKE_EXE_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
  set(CMAKE_SHARED_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
  set(CMAKE_MODULE_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
endif()
