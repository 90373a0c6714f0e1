#include "renderer/page/url.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bulkhead {
namespace {

bool HasScheme(std::string_view url) {
  size_t colon = url.find(':');
  return colon != std::string_view::npos && colon > 0 && url.find_first_of("/?#") > colon;
}

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') {
    return c - 'A';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 26;
  }
  if (c >= '0' && c <= '9') {
    return c - '0' + 52;
  }
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

}  // namespace

std::string ResolveUrl(std::string_view base, std::string_view url) {
  size_t begin = url.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  url = url.substr(begin, url.find_last_not_of(" \t\r\n") - begin + 1);
  if (HasScheme(url) || url.starts_with('/')) {
    return std::string(url);
  }
  url = url.substr(0, url.find_first_of("?#"));
  if (url.empty()) {
    return {};
  }
  size_t slash = base.rfind('/');
  std::string joined = slash == std::string_view::npos ? std::string() : std::string(base.substr(0, slash + 1));
  joined += url;
  std::vector<std::string_view> parts;
  std::string_view rest = joined;
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string result;
  for (std::string_view part : parts) {
    result += result.empty() ? "" : "/";
    result += part;
  }
  return result;
}

std::optional<std::string> DecodeDataUrl(std::string_view url) {
  size_t comma = url.find(',');
  if (!url.starts_with("data:") || comma == std::string_view::npos || !url.substr(0, comma).ends_with(";base64")) {
    return std::nullopt;
  }
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : url.substr(comma + 1)) {
    if (c == '=' || c == '\n' || c == '\r' || c == ' ') {
      continue;
    }
    int value = Base64Value(c);
    if (value < 0) {
      return std::nullopt;
    }
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  return bytes;
}

}  // namespace bulkhead
