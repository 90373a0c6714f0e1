#include "tests/support/as_if/places.h"

#include "tests/support/as_if/filters.h"
#include "tests/support/as_if/own_namespaces.h"
#include "tests/support/as_if/profile.h"

namespace bulkhead {
namespace {

constexpr Place kPlaces[] = {
    {"docker", "Docker's default filter: clone3 is not there, no namespaces, no mount", RefuseAsDocker},
    {"podman", "Podman's default filter: sethostname is refused, Landlock is not there", RefuseAsPodman},
    {"apparmor", "Ubuntu's restriction: namespaces are given, mount in them is refused", RefuseMount},
    {"no-landlock", "a kernel without Landlock", RefuseLandlock},
    {"no-seccomp", "a kernel without seccomp filters", RefuseSeccomp},
    {"no-user-namespaces", "user.max_user_namespaces is 0", ForbidUserNamespaces},
    {"no-proc", "/proc is an empty directory", HideProc},
};

bool EnterPlace(const std::string& name, std::string* error) {
  constexpr std::string_view kProfile = "profile=";
  if (name.starts_with(kProfile)) {
    return ApplyProfile(name.substr(kProfile.size()), error);
  }
  for (const Place& place : kPlaces) {
    if (name == place.name) {
      return place.enter(error);
    }
  }
  *error = "no such place";
  return false;
}

}  // namespace

std::span<const Place> Places() {
  return kPlaces;
}

bool EnterPlaces(const std::string& list, std::string* error) {
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    if (!EnterPlace(list.substr(begin, end - begin), error)) {
      return false;
    }
    begin = end + 1;
  }
  return true;
}

}  // namespace bulkhead
