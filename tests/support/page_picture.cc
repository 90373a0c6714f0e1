// page_picture PAGE.html OUT.png [WIDTH HEIGHT FRAMES]: runs a page for some frames, in one process and in virtual time, and
// writes what it looks like then. For people who change the page engine; its complaints go to standard error.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "renderer/raster/image_decoder.h"
#include "tests/support/list_png.h"
#include "tests/unit/page/fake_page_client.h"

namespace bulkhead {
namespace {

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void Serve(FakePageClient& client, Page& page, const std::string& directory) {
  while (!client.requests.empty() || !client.decodes.empty()) {
    if (!client.requests.empty()) {
      auto [request, url] = client.requests.front();
      client.requests.erase(client.requests.begin());
      page.OnResource(request, ReadFile(directory + url), "cannot be read");
    } else {
      auto [request, encoded] = client.decodes.front();
      client.decodes.erase(client.decodes.begin());
      page.OnImageDecoded(request, DecodeImage(encoded));
    }
  }
}

int Run(int argc, char** argv) {
  const std::string path = argv[1];
  std::optional<std::string> html = ReadFile(path);
  std::string error;
  std::unique_ptr<PageEngine> engine = PageEngine::Create(&error);
  if (!html || !engine) {
    std::fprintf(stderr, "%s\n", engine ? "the page cannot be read" : error.c_str());
    return 1;
  }
  FakePageClient client;
  PageOptions options;
  options.url = path;
  options.width = argc > 3 ? std::atoi(argv[3]) : 1024;
  options.height = argc > 4 ? std::atoi(argv[4]) : 768;
  options.faults = true;
  std::unique_ptr<Page> page = Page::Create(*engine, options, client);
  page->Load(*std::move(html));
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  Serve(client, *page, directory);
  Commit last;
  for (int frame = 0; frame < (argc > 5 ? std::atoi(argv[5]) : 1); ++frame) {
    if (client.timer && *client.timer <= client.now) {
      page->RunTimers();
    }
    if (std::optional<Commit> commit = client.Frame(*page)) {
      last = *std::move(commit);
    }
    Serve(client, *page, directory);
  }
  for (const ConsoleLine& line : client.console) {
    std::fprintf(stderr, "console: %s\n", line.text.c_str());
  }
  for (const PageError& page_error : client.errors) {
    std::fprintf(stderr, "%s:%u: %s\n", page_error.source.c_str(), page_error.line, page_error.message.c_str());
  }
  return last.list && WriteListPng(last.list, last.fixed, options.width, last.content_height, argv[2]) ? 0 : 1;
}

}  // namespace
}  // namespace bulkhead

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: page_picture PAGE.html OUT.png [WIDTH HEIGHT FRAMES]\n");
    return 2;
  }
  // As the browser sets them for the renderer program.
  setenv("JSC_useJIT", "0", 1);
  setenv("JSC_useConcurrentGC", "0", 1);
  setenv("JSC_numberOfGCMarkers", "1", 1);
  setenv("JSC_usePollingTraps", "1", 1);
  setenv("JSC_useWasm", "0", 1);
  return bulkhead::Run(argc, argv);
}
