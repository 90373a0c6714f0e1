#include "renderer/threads/resource_refusal.h"

namespace bulkhead {

std::string_view TextOf(control::ResourceStatus status) {
  switch (status) {
    case control::RESOURCE_OK:
      return "";
    case control::RESOURCE_NOT_FOUND:
      return "no such file";
    case control::RESOURCE_OUTSIDE:
      return "not beneath the page's own directory";
    case control::RESOURCE_HIDDEN:
      return "a part of the path begins with a dot";
    case control::RESOURCE_NOT_REGULAR:
      return "not a regular file";
    case control::RESOURCE_TYPE:
      return "a kind of file that pages may not load";
    case control::RESOURCE_TOO_LARGE:
      return "the file is too large";
    case control::RESOURCE_BUDGET:
      return "this page has loaded as much as it may";
    case control::RESOURCE_UNREADABLE:
      return "the file may not be read";
    case control::RESOURCE_TIMEOUT:
      return "reading the file took too long";
    case control::RESOURCE_ERROR:
    default:  // proto3 enums are open
      return "the file cannot be read";
  }
}

}  // namespace bulkhead
