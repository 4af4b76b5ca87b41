# heaplight_lint(TARGET [POLICY FILE] [OPTIONS OPTION…])
#
# Adds a target TARGET-heaplight, which is part of the default build: each C and C++ source of TARGET is
# summarized with the flags that it is compiled with, and the summaries are linted as one program. What has not
# changed is not summarized again: a source, its headers, its flags.
#
#   POLICY   the policy file; else the .heaplight.yaml nearest above each source
#   OPTIONS  of `heaplight lint`, such as --fail-on=error; generator expressions may be used
#
# Limits: sources that a generator expression names are left out, with a warning; those that come after the end of
# this folder's CMakeLists.txt are not seen. Generators: Ninja, Ninja Multi-Config, Makefiles.
cmake_policy(VERSION 3.20)

function(heaplight_lint target)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "POLICY" "OPTIONS")
  if(given_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heaplight_lint(${target}): what does '${given_UNPARSED_ARGUMENTS}' mean? "
                        "It takes POLICY FILE and OPTIONS OPTION…")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "heaplight_lint(${target}): there is no target of this name; call it after add_library")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR "heaplight_lint(${target}): ${CMAKE_GENERATOR} writes no compile_commands.json; "
                        "use Ninja or Makefiles")
  endif()
  if(given_POLICY)
    get_filename_component(given_POLICY ${given_POLICY} ABSOLUTE)
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_COMPILE_COMMANDS ON)
  # By a name that is written into the call: at the end of the folder, this function's variables are gone.
  cmake_language(EVAL CODE
    "cmake_language(DEFER CALL _heaplight_lint_now [[${target}]] [[${given_POLICY}]] [[${given_OPTIONS}]])")
endfunction()

# The C and C++ sources of a target, absolute.
function(_heaplight_sources result target)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  set(found "")
  foreach(source IN LISTS sources)
    if(source MATCHES "\\$<")
      message(WARNING "heaplight_lint(${target}): ${source} is left out, for it's known too late which source it is")
      continue()
    endif()
    get_filename_component(extension ${source} LAST_EXT)
    string(SUBSTRING "${extension}." 1 -1 extension)
    string(REGEX REPLACE "\\.$" "" extension "${extension}")
    get_source_file_property(header ${source} HEADER_FILE_ONLY)
    if(header OR NOT extension IN_LIST _heaplight_extensions)
      continue()
    endif()
    get_source_file_property(generated ${source} GENERATED)
    set(base ${folder})
    if(generated)
      get_target_property(base ${target} BINARY_DIR)
    endif()
    get_filename_component(source ${source} ABSOLUTE BASE_DIR ${base})
    list(APPEND found ${source})
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# The policy files that may hold for the sources: what lies above them.
function(_heaplight_policies result)
  set(found "")
  foreach(source IN LISTS ARGN)
    get_filename_component(folder ${source} DIRECTORY)
    while(TRUE)
      if(EXISTS ${folder}/.heaplight.yaml)
        list(APPEND found ${folder}/.heaplight.yaml)
      endif()
      get_filename_component(above ${folder} DIRECTORY)
      if(above STREQUAL folder)
        break()
      endif()
      set(folder ${above})
    endwhile()
  endforeach()
  list(REMOVE_DUPLICATES found)
  set(${result} ${found} PARENT_SCOPE)
endfunction()

function(_heaplight_lint_now target policy options)
  set(_heaplight_extensions ${CMAKE_C_SOURCE_FILE_EXTENSIONS} ${CMAKE_CXX_SOURCE_FILE_EXTENSIONS})
  _heaplight_sources(sources ${target})
  if(NOT sources)
    message(FATAL_ERROR "heaplight_lint(${target}): it has no C or C++ source to lint")
  endif()
  # Where CMake reads relative names of a depfile from.
  set(here ${CMAKE_CURRENT_BINARY_DIR})
  set(folder ${here}/CMakeFiles/${target}.heaplight)
  set(summaries "")
  foreach(source IN LISTS sources)
    string(SHA1 name ${source})
    string(SUBSTRING ${name} 0 8 name)
    get_filename_component(base ${source} NAME)
    set(summary ${folder}/${base}-${name}.hls)
    add_custom_command(OUTPUT ${summary}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      COMMAND Heaplight::heaplight summarize ${source} -p ${CMAKE_BINARY_DIR} -o ${summary} --depfile ${summary}.d
      DEPENDS ${source} Heaplight::heaplight
      DEPFILE ${summary}.d
      WORKING_DIRECTORY ${here}
      COMMENT "Summarizing ${base} of ${target}"
      VERBATIM)
    list(APPEND summaries ${summary})
  endforeach()
  set(policy_option "")
  set(policies ${policy})
  if(policy)
    set(policy_option --config-file=${policy})
  else()
    _heaplight_policies(policies ${sources})
  endif()
  set(stamp ${folder}/linted)
  add_custom_command(OUTPUT ${stamp}
    COMMAND Heaplight::heaplight lint -p ${CMAKE_BINARY_DIR} ${policy_option} "${options}" ${summaries}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${summaries} ${policies} Heaplight::heaplight
    WORKING_DIRECTORY ${here}
    COMMENT "Linting ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${target}-heaplight ALL DEPENDS ${stamp})
  # Headers that are generated for it are there then, and libraries that it links.
  add_dependencies(${target}-heaplight ${target})
endfunction()
