# Included by the presets before the first language is enabled: uses ccache and lld where the
# machine has them. Neither is needed, and neither changes what is built.

find_program(HEAPLIGHT_CCACHE ccache)
if(HEAPLIGHT_CCACHE)
  # It leaves whatever uses a precompiled header alone unless told that the header's macros and time
  # make no difference; Clang would note the time in it.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${HEAPLIGHT_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

find_program(HEAPLIGHT_LLD ld.lld-22)
if(HEAPLIGHT_LLD)
  set(CMAKE_EXE_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
  set(CMAKE_SHARED_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
  set(CMAKE_MODULE_LINKER_FLAGS_INIT --ld-path=${HEAPLIGHT_LLD})
endif()
