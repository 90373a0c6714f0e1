// ResourcePath: what a page may name. Judged as text, before a file system is asked; opening it judges again
// (browser/host/file_copy.h). And ResourceBudget: how much one page may have.
#ifndef BULKHEAD_BROWSER_CORE_RESOURCE_PATH_H_
#define BULKHEAD_BROWSER_CORE_RESOURCE_PATH_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace bulkhead {

// Mirrors control.proto's ResourceStatus, which the core does not know.
enum class ResourceVerdict {
  kOk,
  kNotFound,
  kOutside,
  kHidden,
  kNotRegular,
  kType,
  kTooLarge,
  kBudget,
  kUnreadable,
  kTimeout,
  kError,
};
// In words, for resource.refused: "not found", "outside the page's directory" ...
std::string_view NameOf(ResourceVerdict verdict);

inline constexpr uint64_t kMaxFileBytes = 64ULL * 1024 * 1024;

// `url` as the page wrote it. On kOk, `*path` is relative, has no empty, "." or ".." component; query and fragment are
// cut off and %XX is decoded.
ResourceVerdict CheckResourceUrl(std::string_view url, std::string* path);

// What a page may ask for in its life, and at once.
class ResourceBudget {
 public:
  static constexpr uint32_t kMaxCount = 1000;
  static constexpr uint32_t kMaxOutstanding = 1000;
  static constexpr uint64_t kMaxBytes = 256ULL * 1024 * 1024;

  bool Begin() {
    if (count_ >= kMaxCount || outstanding_ >= kMaxOutstanding || bytes_ >= kMaxBytes) {
      return false;
    }
    ++count_;
    ++outstanding_;
    return true;
  }
  // For a new document of the same page. What is outstanding stays so.
  void Renew() { count_ = 0, bytes_ = 0; }
  // What is left of the bytes: the bound of the copy that begins.
  uint64_t bytes_left() const { return kMaxBytes - bytes_; }
  // False: the copy does not fit any more.
  bool End(uint64_t bytes) {
    --outstanding_;
    if (bytes > bytes_left()) {
      return false;
    }
    bytes_ += bytes;
    return true;
  }

 private:
  uint32_t count_ = 0;
  uint32_t outstanding_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_RESOURCE_PATH_H_
