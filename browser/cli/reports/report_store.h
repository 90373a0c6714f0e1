// ReportStore: the directory of reports, one file each: ID.KIND.json. Only its owner may look into it, no symbolic link in
// its place is followed, and nobody ever sees half a report: each is written under another name and then renamed.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_STORE_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_STORE_H_

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "browser/host/user_error.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class ReportStore {
 public:
  // A crash loop does not fill a disk, and the one death of another kind stays beside it.
  static constexpr size_t kKeptOfAKind = 20;

  // Touches nothing yet.
  explicit ReportStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Makes the directory if it is missing, writes, and removes the oldest of this kind and what killed writers left. What went
  // wrong, or nullopt.
  std::optional<UserError> Keep(std::string_view id, std::string_view kind, std::string_view text) const;

  // Ids, the oldest first. A directory that is not there has none.
  std::vector<std::string> List(UserError* error) const;
  // nullopt and *error: there is none of that id, or it cannot be read.
  std::optional<std::string> Read(std::string_view id, UserError* error) const;

 private:
  std::optional<UserError> Make() const;
  UniqueFd Open(UserError* error) const;
  // Names of whole reports, sorted.
  static std::vector<std::string> Names(int directory);
  static std::vector<std::string> Entries(int directory);
  // What a process that was killed in the middle of a report left of it.
  static void RemoveLeftOvers(int directory);
  static void Prune(int directory, std::string_view kind);

  const std::filesystem::path directory_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_STORE_H_
