// The VM across forks and pages.
#include "renderer/script/script_engine.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>

#include "renderer/dom/element.h"
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

constexpr std::string_view kPage = "<!DOCTYPE html><body><div id=box></div></body>";

size_t ThreadCount() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
}

// What `body` returned in a child of this process; empty if it died.
std::string InChild(const std::function<std::string()>& body) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = body();
    const ssize_t written = write(ends[1], text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t size; (size = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  return text;
}

std::string RunInChild(ScriptEngine& engine, std::string_view code) {
  return InChild([&] {
    engine.AfterFork();
    engine.StartWatchdog();
    FakeScriptHost host(kPage);
    auto scripts = ScriptContext::Create(engine, host);
    scripts->Evaluate(code, "child.js", 1);
    std::string text;
    for (const ConsoleLine& line : host.console) {
      text += line.text + "\n";
    }
    for (const PageError& error : host.errors) {
      text += error.message + "\n";
    }
    return text;
  });
}

TEST(ScriptEngineTest, SaysWhatTheEnvironmentLacks) {
  MakeScriptEngine();
  setenv("JSC_useJIT", "1", 1);
  std::string error;
  EXPECT_EQ(ScriptEngine::Create(&error), nullptr);
  EXPECT_EQ(error, "the environment must have JSC_useJIT=0");
  unsetenv("JSC_useJIT");
  EXPECT_EQ(ScriptEngine::Create(&error), nullptr);
  setenv("JSC_useJIT", "0", 1);
}

TEST(ScriptEngineTest, HasEveryOptionalFeatureHere) {
  EXPECT_EQ(MakeScriptEngine()->missing_features(), std::vector<std::string>{});
}

TEST(ScriptEngineTest, StartsNoThreadBeforeTheWatchdog) {
  // In a process of its own: other tests may have left the library's watchdog behind.
  EXPECT_EQ(InChild([] {
              const size_t before = ThreadCount();
              auto engine = MakeScriptEngine();
              engine->WarmUp();
              const size_t warm = ThreadCount();
              engine->StartWatchdog();
              return std::to_string(warm - before) + std::to_string(ThreadCount() - before);
            }),
            "01");
}

TEST(ScriptEngineTest, HasNothingThatMakesThreadsLater) {
  auto engine = MakeScriptEngine();
  FakeScriptHost host(kPage);
  ScriptContext::Create(*engine, host)->Evaluate("console.log(typeof WebAssembly, typeof SharedArrayBuffer)", "a.js", 1);
  ASSERT_EQ(host.console.size(), 1u);
  EXPECT_EQ(host.console[0].text, "undefined undefined");
}

TEST(ScriptEngineTest, AContextMadeBeforeTheForkWorksInTheChild) {
  auto engine = MakeScriptEngine();
  engine->WarmUp();
  constexpr std::string_view kHeavy = R"(
    const map = new Map();
    for (let i = 0; i < 20000; ++i) { map.set('key' + i, {i, list: [i, i + 1]}); }
    const text = JSON.stringify([...map.values()]);
    const sum = JSON.parse(text).reduce((total, each) => total + each.list[1], 0);
    document.getElementById('box').textContent = text.replace(/[^0-9]/g, '').length;
    Promise.resolve(sum).then(value => console.log(value, document.getElementById('box').textContent));
  )";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(RunInChild(*engine, kHeavy), "200010000 266674\n");
  }
}

TEST(ScriptEngineTest, ChildrenHaveRandomNumbersOfTheirOwn) {
  auto engine = MakeScriptEngine();
  engine->WarmUp();
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    seen.insert(RunInChild(*engine, "console.log(Math.random(), Math.random())"));
  }
  EXPECT_EQ(seen.size(), 5u);
}

TEST(ScriptEngineTest, ThePagesOfAProcessShareNothing) {
  auto engine = MakeScriptEngine();
  FakeScriptHost host_a(kPage);
  FakeScriptHost host_b(kPage);
  auto a = ScriptContext::Create(*engine, host_a);
  auto b = ScriptContext::Create(*engine, host_b);
  a->Evaluate("var mine = 1; Array.prototype.extra = 1; document.getElementById('box').x = 1; Math.random = () => 0;"
              "Element.prototype.y = 1; setTimeout(() => console.log('a'))",
              "a.js", 1);
  b->Evaluate("console.log(typeof mine, [].extra, document.getElementById('box').x, Math.random() !== 0,"
              "document.body.y); setTimeout(() => console.log('b'))",
              "b.js", 1);
  ASSERT_EQ(host_b.console.size(), 1u);
  EXPECT_EQ(host_b.console[0].text, "undefined undefined undefined true undefined");
  b->RunTimers();
  EXPECT_TRUE(host_a.console.empty());
  ASSERT_EQ(host_b.console.size(), 2u);
  EXPECT_EQ(host_b.console[1].text, "b");
}

TEST(ScriptEngineTest, APageClosesWhileOthersLive) {
  auto engine = MakeScriptEngine();
  FakeScriptHost host_b(kPage);
  auto b = ScriptContext::Create(*engine, host_b);
  for (int i = 0; i < 10; ++i) {
    auto host_a = std::make_unique<FakeScriptHost>(kPage);
    auto a = ScriptContext::Create(*engine, *host_a);
    a->Evaluate("const box = document.getElementById('box'); box.me = box; box.style.color = 'red'; box.classList.add('a');"
                "box.addEventListener('click', () => box); setInterval(() => box, 1); requestAnimationFrame(() => box);"
                "const lost = document.createElement('p'); lost.append(document.createElement('b'));"
                "new Promise(() => 0).then(() => box); queueMicrotask(() => box)",
                "a.js", 1);
    a.reset();
    host_a.reset();
    engine->CollectAndTrim();
    b->Evaluate("document.getElementById('box').n = (document.getElementById('box').n ?? 0) + 1", "b.js", 1);
  }
  b->Evaluate("console.log(document.getElementById('box').n)", "b.js", 1);
  ASSERT_EQ(host_b.console.size(), 1u);
  EXPECT_EQ(host_b.console[0].text, "10");
  EXPECT_TRUE(host_b.errors.empty());
}

}  // namespace
}  // namespace bulkhead
