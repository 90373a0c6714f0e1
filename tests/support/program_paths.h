// Where the programs under test and the demo pages are: in the build tree, or in an installed tree that the environment
// names (BULKHEAD_TEST_PREFIX; how the process tests run as an unprivileged user).
#ifndef BULKHEAD_TESTS_SUPPORT_PROGRAM_PATHS_H_
#define BULKHEAD_TESTS_SUPPORT_PROGRAM_PATHS_H_

#include <cstdlib>
#include <string>

namespace bulkhead {

// BULKHEAD_BUILD_DIR and BULKHEAD_SOURCE_DIR are defined for every test (tests/CMakeLists.txt).
inline std::string BrowserProgram() {
  const char* prefix = std::getenv("BULKHEAD_TEST_PREFIX");
  return prefix != nullptr ? std::string(prefix) + "/bin/bulkhead" : BULKHEAD_BUILD_DIR "/bin/bulkhead";
}

inline std::string RendererProgram() {
  const char* prefix = std::getenv("BULKHEAD_TEST_PREFIX");
  return prefix != nullptr ? std::string(prefix) + "/libexec/bulkhead/bulkhead-renderer"
                           : BULKHEAD_BUILD_DIR "/bin/bulkhead-renderer";
}

// tests/support/as_if
inline std::string AsIfProgram() {
  const char* prefix = std::getenv("BULKHEAD_TEST_PREFIX");
  return prefix != nullptr ? std::string(prefix) + "/libexec/bulkhead/tests/as_if" : BULKHEAD_BUILD_DIR "/bin/as_if";
}

// tools/container/seccomp.json
inline std::string ContainerProfile() {
  const char* prefix = std::getenv("BULKHEAD_TEST_PREFIX");
  return prefix != nullptr ? std::string(prefix) + "/share/bulkhead/container/seccomp.json"
                           : BULKHEAD_SOURCE_DIR "/tools/container/seccomp.json";
}

inline std::string DemoDirectory() {
  const char* prefix = std::getenv("BULKHEAD_TEST_PREFIX");
  return prefix != nullptr ? std::string(prefix) + "/share/bulkhead/demos" : BULKHEAD_SOURCE_DIR "/tools/demos";
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_PROGRAM_PATHS_H_
