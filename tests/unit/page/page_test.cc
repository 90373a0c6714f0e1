#include "renderer/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "renderer/page/page_engine_impl.h"
#include "tests/unit/page/fake_page_client.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;

class PageTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    // As the browser sets them for the renderer program.
    setenv("JSC_useJIT", "0", 1);
    setenv("JSC_useConcurrentGC", "0", 1);
    setenv("JSC_numberOfGCMarkers", "1", 1);
    setenv("JSC_usePollingTraps", "1", 1);
    setenv("JSC_useWasm", "0", 1);
    setenv("TZ", "UTC", 1);
    std::string error;
    engine_ = PageEngine::Create(&error).release();
    ASSERT_TRUE(engine_) << error;
    engine_->WarmUp();
  }
  static void TearDownTestSuite() {
    delete engine_;
    engine_ = nullptr;
  }

  void Load(std::string html, bool faults = false) {
    PageOptions options;
    options.id = 7;
    options.url = "page.html";
    options.width = 400;
    options.height = 300;
    options.faults = faults;
    page_.reset();
    page_ = Page::Create(*engine_, options, client_);
    page_->Load(std::move(html));
  }

  std::vector<std::string> Console() const {
    std::vector<std::string> lines;
    for (const ConsoleLine& line : client_.console) {
      lines.push_back(line.text);
    }
    return lines;
  }

  template <class Item>
  static std::vector<Item> All(const Commit& commit) {
    std::vector<Item> items;
    for (const DisplayItem& item : commit.list->items) {
      if (const Item* found = std::get_if<Item>(&item)) {
        items.push_back(*found);
      }
    }
    return items;
  }

  static PageEngine* engine_;
  FakePageClient client_;
  std::unique_ptr<Page> page_;
};

PageEngine* PageTest::engine_ = nullptr;

TEST_F(PageTest, LoadsAndCommits) {
  Load("<title> Hello\n page </title><p>text");
  EXPECT_EQ(client_.loaded, 1);
  EXPECT_THAT(client_.titles, ElementsAre("Hello page"));
  EXPECT_TRUE(client_.frame_asked);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->page, 7u);
  EXPECT_EQ(commit->id, 1u);
  EXPECT_EQ(commit->damage, std::nullopt);
  EXPECT_EQ(commit->content_width, 400);
  EXPECT_EQ(commit->content_height, 300);
  EXPECT_FALSE(commit->animating);
  EXPECT_EQ(All<TextItem>(*commit).size(), 1u);
  EXPECT_FALSE(client_.Frame(*page_)) << "nothing changed";
  EXPECT_TRUE(client_.errors.empty());
}

TEST_F(PageTest, NothingBeforeLoad) {
  page_ = Page::Create(*engine_, {}, client_);
  EXPECT_FALSE(client_.Frame(*page_));
  page_->RunTimers();
}

TEST_F(PageTest, EmptyPage) {
  Load("");
  EXPECT_EQ(client_.loaded, 1);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_TRUE(commit->list->items.empty());
}

TEST_F(PageTest, ScriptsRunInOrderAndChangeThePage) {
  client_.files["b.js"] = "console.log('b');\nthrow new Error('from b');";
  Load("<p id=p>x</p><script>console.log('a')</script><script src=b.js></script>"
       "<script>console.log('c'); document.getElementById('p').textContent = 'changed now'; document.title = 'T'</script>");
  EXPECT_THAT(Console(), ElementsAre("a"));
  EXPECT_EQ(client_.loaded, 0);
  client_.Serve(*page_);
  EXPECT_THAT(Console(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(client_.loaded, 1);
  EXPECT_THAT(client_.titles, ElementsAre("T"));
  ASSERT_EQ(client_.errors.size(), 1u);
  EXPECT_EQ(client_.errors[0].source, "b.js");
  EXPECT_EQ(client_.errors[0].line, 2u);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_EQ(All<TextItem>(*commit).size(), 2u);
}

TEST_F(PageTest, InlineScriptsHaveTheLinesOfThePage) {
  Load("<p>\n</p>\n<script>\n\nthrow new Error('here')\n</script>");
  ASSERT_EQ(client_.errors.size(), 1u);
  EXPECT_EQ(client_.errors[0].source, "page.html");
  EXPECT_EQ(client_.errors[0].line, 5u);
}

TEST_F(PageTest, StyleSheetsHoldBackTheFirstFrame) {
  client_.files["css/a.css"] = "@import 'b.css'; div { width: 50px; height: 10px }";
  client_.files["css/b.css"] = "div { background: red }";
  Load("<link rel=stylesheet href=css/a.css><link rel=stylesheet href=missing.css><div></div>");
  EXPECT_FALSE(client_.Frame(*page_));
  EXPECT_EQ(client_.loaded, 0);
  client_.Serve(*page_);
  EXPECT_EQ(client_.loaded, 1);
  EXPECT_TRUE(client_.frame_asked);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  ASSERT_EQ(All<FillItem>(*commit).size(), 1u);
  EXPECT_EQ(All<FillItem>(*commit)[0].rect.width, 50);
  EXPECT_THAT(Console(), ElementsAre("cannot load missing.css: no such file"));
}

TEST_F(PageTest, ImagesRelayoutWhenTheyCome) {
  client_.files["a.png"] = "30x40";
  client_.files["bad.png"] = "damaged";
  Load("<body style='margin:0'><img src=a.png><img src=bad.png><img src=a.png><img src=none.png><img src=''>");
  EXPECT_EQ(client_.requests.size(), 3u) << "each once";
  ASSERT_TRUE(client_.Frame(*page_)) << "shown while images are on their way";
  EXPECT_EQ(client_.loaded, 0);
  client_.Serve(*page_, true);
  EXPECT_EQ(client_.loaded, 1);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  auto images = All<ImageItem>(*commit);
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].rect.width, 30);
  EXPECT_EQ(images[0].rect.height, 40);
  ASSERT_TRUE(commit->damage);
  EXPECT_FALSE(commit->damage->empty());
}

TEST_F(PageTest, AnimationFrames) {
  Load("<body style='margin:0'><div id=b style='position:absolute;left:0;top:5px;width:10px;height:10px;background:red'>"
       "</div><script>let n = 0; function f(t) { n += 20; document.getElementById('b').style.left = n + 'px';"
       "if (n < 60) requestAnimationFrame(f); } requestAnimationFrame(f)</script>");
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_TRUE(commit->animating);
  EXPECT_TRUE(client_.frame_asked);
  EXPECT_EQ(All<FillItem>(*commit)[0].rect, (Rect{20, 5, 10, 10}));
  commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->id, 2u);
  EXPECT_EQ(commit->damage, (std::vector<Rect>{{20, 5, 10, 10}, {40, 5, 10, 10}}));
  commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_FALSE(commit->animating) << "the last callback asked for no other";
  EXPECT_FALSE(client_.Frame(*page_));
}

TEST_F(PageTest, TheEndOfAnAnimationThatDrawsNothingIsCommitted) {
  Load("<script>requestAnimationFrame(() => requestAnimationFrame(() => {}))</script>");
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_TRUE(commit->animating);
  commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_FALSE(commit->animating);
  EXPECT_EQ(commit->damage, std::vector<Rect>{});
  EXPECT_FALSE(client_.Frame(*page_));
}

TEST_F(PageTest, TimersThroughTheClient) {
  Load("<p id=p>0</p><script>setTimeout(() => { document.getElementById('p').textContent = 'later' }, 50)</script>");
  ASSERT_TRUE(client_.timer);
  EXPECT_EQ(*client_.timer, client_.now + std::chrono::milliseconds(50));
  ASSERT_TRUE(client_.Frame(*page_));
  client_.now = *client_.timer;
  page_->RunTimers();
  EXPECT_TRUE(client_.frame_asked);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->damage->size(), 1u);
}

TEST_F(PageTest, Scrolls) {
  Load("<div style='height:2000px'></div><script>window.scrollTo(0, 500)</script>");
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit && commit->scroll);
  EXPECT_EQ(commit->scroll->y, 500);
  EXPECT_FALSE(commit->scroll->smooth);
  Load("<div style='height:2000px'></div><script>window.scrollTo({top: 1e9, behavior: 'smooth'})</script>");
  commit = client_.Frame(*page_);
  ASSERT_TRUE(commit && commit->scroll);
  EXPECT_EQ(commit->scroll->y, commit->content_height - 300);
  EXPECT_TRUE(commit->scroll->smooth);
}

TEST_F(PageTest, RefusedPagesStayBlankAndSayWhy) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) {
    deep += "<div>\n";
  }
  Load(deep);
  ASSERT_EQ(client_.errors.size(), 1u);
  EXPECT_EQ(client_.errors[0].message, "the page is not shown: elements are nested deeper than 512");
  EXPECT_EQ(client_.errors[0].source, "page.html");
  EXPECT_GT(client_.errors[0].line, 500u);
  EXPECT_EQ(client_.loaded, 1);
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_TRUE(commit->list->items.empty());

  client_.errors.clear();
  Load("<style>p { --a: var(--b); --b: var(--a); color: var(--a) }</style><p>x<script>console.log('runs')</script>");
  ASSERT_EQ(client_.errors.size(), 1u);
  EXPECT_NE(client_.errors[0].message.find("refers to itself"), std::string::npos);
  EXPECT_THAT(Console(), ElementsAre("runs"));
}

TEST_F(PageTest, ScriptsAddSheetsAndScripts) {
  client_.files["late.js"] = "console.log('late')";
  Load("<p>x</p><script>const s = document.createElement('style'); s.textContent = 'p { background: red }';"
       "document.head.appendChild(s); const j = document.createElement('script'); j.setAttribute('src', 'late.js');"
       "document.body.appendChild(j)</script>");
  client_.Serve(*page_);
  EXPECT_THAT(Console(), ElementsAre("late"));
  EXPECT_TRUE(client_.errors.empty());
  std::optional<Commit> commit = client_.Frame(*page_);
  ASSERT_TRUE(commit);
  EXPECT_EQ(All<FillItem>(*commit).size(), 1u);
}

TEST_F(PageTest, FaultsOnlyWhenEnabled) {
  Load("<script>console.log(typeof fault)</script>");
  EXPECT_THAT(Console(), ElementsAre("undefined"));
  Load("<script>fault.inject('crash.segv', {thread: 'main'})</script>", true);
  ASSERT_EQ(client_.faults.size(), 1u);
  EXPECT_EQ(client_.faults[0].name, "crash.segv");
}

// Forking is only safe from a process of one thread.
TEST_F(PageTest, OneThreadAfterWarmUp) {
  size_t threads = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    ++threads;
  }
  EXPECT_EQ(threads, 1u);
}

TEST_F(PageTest, ChildrenOfAWarmEngineShowPages) {
  for (int i = 0; i < 3; ++i) {
    pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      engine_->AfterFork();
      Load("<h1>x</h1><p id=p>y</p><script>document.getElementById('p').textContent = Math.random()</script>");
      std::optional<Commit> commit = client_.Frame(*page_);
      _exit(client_.loaded == 1 && client_.errors.empty() && commit && All<TextItem>(*commit).size() == 2 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
}

TEST_F(PageTest, GoneWhileFilesAreOnTheirWay) {
  Load("<link rel=stylesheet href=a.css><img src=a.png><script src=a.js></script>");
  EXPECT_FALSE(client_.requests.empty());
  page_.reset();
}

}  // namespace
}  // namespace bulkhead
