// write_fuzz_seeds [--check] CORPUS: writes the seeds into the folders beneath CORPUS, or holds what stands there to them.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "tests/fuzz/seeds.h"

namespace {

using bulkhead::Seeds;

void Write(const std::filesystem::path& folder, const Seeds& seeds) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : seeds) {
    std::ofstream file(folder / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}

// Also that beside them there are findings only.
bool AreThere(const std::filesystem::path& folder, const Seeds& seeds) {
  bool good = true;
  const auto fault = [&](const std::string& name) {
    std::printf("%s is not what write_fuzz_seeds writes\n", (folder / name).c_str());
    good = false;
  };
  for (const auto& [name, bytes] : seeds) {
    std::ifstream file(folder / name, std::ios::binary);
    if (std::vector<uint8_t>{std::istreambuf_iterator<char>(file), {}} != bytes) {
      fault(name);
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("found_") && !seeds.contains(name)) {
      fault(name);
    }
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !check) {
    std::fprintf(stderr, "usage: write_fuzz_seeds [--check] CORPUS\n");
    return 2;
  }
  const std::filesystem::path corpus = argv[argc - 1];
  const std::map<std::string, Seeds> all = {{"frame_decoder", bulkhead::DecoderSeeds()},
                                            {"hostile_renderer", bulkhead::HostileSeeds()}};
  bool good = true;
  for (const auto& [name, seeds] : all) {
    if (check) {
      good = AreThere(corpus / name, seeds) && good;
    } else {
      Write(corpus / name, seeds);
    }
  }
  return good ? 0 : 1;
}
