// Small files of the kernel and of /etc, read whole.
#ifndef BULKHEAD_BROWSER_DOCTOR_SMALL_FILE_H_
#define BULKHEAD_BROWSER_DOCTOR_SMALL_FILE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

// The first 64 KiB; nullopt if it cannot be opened. Never waits for a writer.
std::optional<std::string> ReadSmallFile(const std::filesystem::path& file);

// The number that a file consists of; nullopt for no file, or for words such as "max".
std::optional<uint64_t> ReadNumber(const std::filesystem::path& file);

// The first line that begins with `prefix`, without it; nullopt if there is none.
std::optional<std::string> LineAfter(std::string_view text, std::string_view prefix);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_SMALL_FILE_H_
