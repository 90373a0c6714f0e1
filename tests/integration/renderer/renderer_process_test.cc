// A renderer as its browser sees it, without a page's content: threads, channels, ends.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/integration/renderer/renderer_fixture.h"

namespace bulkhead {
namespace {

using RendererProcessTest = RendererFixture;

TEST_F(RendererProcessTest, HasTheThreadsThatItSaysAndNoOthers) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  std::multiset<std::string> names;
  for (const auto& task : std::filesystem::directory_iterator(Tasks(*host))) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    names.insert(name);
  }
  EXPECT_EQ(host->hello.threads(), names.size());
  for (const char* name : {"main", "compositor", "worker 1", "worker 2"}) {
    EXPECT_EQ(names.count(name), 1u) << name;
  }
  EXPECT_EQ(names.size(), 5u) << "and JavaScriptCore's watchdog";
}

TEST_F(RendererProcessTest, LoadsABlankPageAndSaysGoodbye) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  const SharedMapping ring = host->frames->OpenPage(1, kSmall);
  control::Navigate blank;
  blank.set_page(1);
  blank.set_url("about:blank");
  blank.set_width(kSmall.width);
  blank.set_height(kSmall.height);
  host->control->channel().Send(blank);
  EXPECT_TRUE(host->control->Take<control::PageLoaded>());
  const auto ready = host->frames->Take<frames::FrameReady>();
  ASSERT_TRUE(ready);
  EXPECT_EQ(Coloured(ring, ready->buffer()), 0u);
  host->control->channel().Send(control::Shutdown());
  host->frames->channel().Send(frames::Shutdown());
  EXPECT_TRUE(host->control->Take<control::Goodbye>());
  host->frames->Poll();
  EXPECT_EQ(WaitForExit(*host), 0);
}

TEST_F(RendererProcessTest, EndsWithEitherChannel) {
  auto first = Spawn();
  auto second = Spawn();
  ASSERT_TRUE(first && second);
  first->control.reset();
  EXPECT_EQ(WaitForExit(*first), 124);
  second->frames.reset();
  EXPECT_EQ(WaitForExit(*second), 124);
}

}  // namespace
}  // namespace bulkhead
