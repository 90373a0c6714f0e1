// as_if PLACE[,PLACE…] PROGRAM [ARGUMENT…]: becomes PROGRAM as if it ran in such a place. What is simulated is this process's
// own (a seccomp filter, namespaces of its own): nothing of the machine is changed.
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/support/as_if/places.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::string names;
    for (const bulkhead::Place& place : bulkhead::Places()) {
      names += std::string("\n  ") + place.name + ": " + place.what;
    }
    std::fprintf(stderr, "usage: as_if PLACE[,PLACE...] PROGRAM [ARGUMENT...]\nplaces:%s\n  profile=FILE: %s\n", names.c_str(),
                 "a container's seccomp profile");
    return bulkhead::kAsIfUsage;
  }
  std::string error;
  if (!bulkhead::EnterPlaces(argv[1], &error)) {
    std::fprintf(stderr, "as_if: %s: %s\n", argv[1], error.c_str());
    return bulkhead::kAsIfImpossible;
  }
  ::execv(argv[2], argv + 2);
  std::perror(argv[2]);
  return bulkhead::kAsIfUsage;
}
