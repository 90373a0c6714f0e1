// Addresses of files as pages write them: relative to the page's directory or to a style sheet in it.
#ifndef BULKHEAD_RENDERER_PAGE_URL_H_
#define BULKHEAD_RENDERER_PAGE_URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

// `url` as found in the file `base` ("" for the page), relative to the page's directory: without "." and as few ".." as
// can be, without query and fragment. Addresses with a scheme and absolute paths stay as they are: the browser refuses
// them. "" if nothing is left.
std::string ResolveUrl(std::string_view base, std::string_view url);

// The bytes of a base64 "data:" address. nullopt: not one, or damaged.
std::optional<std::string> DecodeDataUrl(std::string_view url);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_URL_H_
