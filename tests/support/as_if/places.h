// Places in which the kernel, or what stands before it, refuses something.
#ifndef BULKHEAD_TESTS_SUPPORT_AS_IF_PLACES_H_
#define BULKHEAD_TESTS_SUPPORT_AS_IF_PLACES_H_

#include <span>
#include <string>

namespace bulkhead {

// Exit codes of as_if itself.
inline constexpr int kAsIfUsage = 125;
inline constexpr int kAsIfImpossible = 126;  // this machine cannot simulate it

struct Place {
  const char* name;
  const char* what;
  // Makes this process's world such a place. False and *error where that is not possible here.
  bool (*enter)(std::string* error);
};

std::span<const Place> Places();

// `list`: names separated by commas, or profile=FILE. In that order.
bool EnterPlaces(const std::string& list, std::string* error);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_AS_IF_PLACES_H_
