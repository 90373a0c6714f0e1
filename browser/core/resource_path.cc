#include "browser/core/resource_path.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace bulkhead {
namespace {

// What pages are made of: documents, styles, scripts, images, data.
constexpr std::array<std::string_view, 13> kExtensions = {"html", "htm", "css", "js",  "mjs",  "json", "txt",
                                                          "png",  "jpg", "jpeg", "svg", "gif", "webp"};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const int lower = std::tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool Decode(std::string_view text, std::string* out) {
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || HexDigit(text[i + 1]) < 0 || HexDigit(text[i + 2]) < 0) {
        return false;
      }
      c = static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    }
    if (c == '\0' || c == '\\') {
      return false;
    }
    out->push_back(c);
  }
  return true;
}

bool KnownExtension(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) {
    return false;
  }
  std::string extension(name.substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

}  // namespace

std::string_view NameOf(ResourceVerdict verdict) {
  switch (verdict) {
    case ResourceVerdict::kOk:
      return "ok";
    case ResourceVerdict::kNotFound:
      return "not found";
    case ResourceVerdict::kOutside:
      return "outside the page's directory";
    case ResourceVerdict::kHidden:
      return "hidden";
    case ResourceVerdict::kNotRegular:
      return "not a regular file";
    case ResourceVerdict::kType:
      return "unknown type";
    case ResourceVerdict::kTooLarge:
      return "too large";
    case ResourceVerdict::kBudget:
      return "page's budget used up";
    case ResourceVerdict::kUnreadable:
      return "unreadable";
    case ResourceVerdict::kTimeout:
      return "timed out";
    case ResourceVerdict::kError:
      return "error";
  }
  return "error";
}

ResourceVerdict CheckResourceUrl(std::string_view url, std::string* path) {
  url = url.substr(0, url.find_first_of("?#"));
  std::string decoded;
  if (url.empty() || url.size() > 1024 || !Decode(url, &decoded)) {
    return ResourceVerdict::kNotFound;
  }
  // A scheme ("http:", "file:"): a colon before any slash.
  if (decoded.front() == '/' || decoded.find(':') < decoded.find('/')) {
    return ResourceVerdict::kOutside;
  }
  path->clear();
  for (size_t begin = 0; begin <= decoded.size();) {
    const size_t end = std::min(decoded.find('/', begin), decoded.size());
    const std::string_view component(decoded.data() + begin, end - begin);
    begin = end + 1;
    if (component.empty() || component == ".") {
      continue;
    }
    if (component == "..") {
      return ResourceVerdict::kOutside;  // even where it would come back: no page needs it
    }
    if (component.front() == '.') {
      return ResourceVerdict::kHidden;
    }
    if (!path->empty()) {
      path->push_back('/');
    }
    path->append(component);
  }
  if (path->empty()) {
    return ResourceVerdict::kNotFound;
  }
  if (!KnownExtension(*path)) {
    return ResourceVerdict::kType;
  }
  return ResourceVerdict::kOk;
}

}  // namespace bulkhead
