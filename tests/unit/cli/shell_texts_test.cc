#include "browser/cli/shell_texts.h"

#include <cstdio>
#include <memory>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/options.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string TextOf(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bulkhead");
  const CommandLine line = ParseCommandLine(
      static_cast<int>(arguments.size()), arguments.data(), [] {
        return PositionalWords{{"demo", {"clock", "native-crash"}},
                               {"run", {"demo:clock", "demo:native-crash"}},
                               {"completions", {"bash", "zsh"}}};
      });
  return std::holds_alternative<Information>(line) ? std::get<Information>(line).text : std::get<UserError>(line).Line();
}

class BashTest : public testing::Test {
 protected:
  BashTest() : script_(directory_.Write("completion", TextOf({"completions", "bash"}))) {}

  // What bash offers for the last of these words, as it splits them itself: at '=' and ':' too.
  std::vector<std::string> Offered(const std::string& words) {
    const std::string command = "cd " + directory_.path().string() + " && bash -c '. ./completion; COMP_WORDS=(" + words +
                                "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _bulkhead; printf \"%s\\n\" \"${COMPREPLY[@]}\"'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    std::vector<std::string> offered;
    char line[256];
    while (std::fgets(line, sizeof(line), pipe.get()) != nullptr) {
      offered.emplace_back(line);
      offered.back().pop_back();
    }
    std::erase(offered, "");
    return offered;
  }

  TempDir directory_;
  const std::filesystem::path script_;
};

TEST_F(BashTest, CompletesCommands) {
  EXPECT_THAT(Offered("bulkhead d"), ElementsAre("demo", "doctor"));
  EXPECT_THAT(Offered("bulkhead --v"), ElementsAre("--version"));
}

TEST_F(BashTest, CompletesTheOptionsOfACommand) {
  EXPECT_THAT(Offered("bulkhead run --sandbox-"), ElementsAre("--sandbox-disable", "--sandbox-learn"));
  EXPECT_THAT(Offered("bulkhead doctor --sandbox-"), IsEmpty());
}

TEST_F(BashTest, CompletesValuesOnBothSidesOfAnEqualsSign) {
  EXPECT_THAT(Offered("bulkhead run --sandbox s"), ElementsAre("strict"));
  EXPECT_THAT(Offered("bulkhead run --sandbox ="), ElementsAre("strict", "best-effort", "off"));
  EXPECT_THAT(Offered("bulkhead demo --restart = on"), ElementsAre("on-crash"));
  EXPECT_THAT(Offered("bulkhead run --duration 1"), IsEmpty());
}

TEST_F(BashTest, CompletesTheFaultBehindTimeAndTab) {
  EXPECT_THAT(Offered("bulkhead run --fault 2s : 1 : crash.se"), ElementsAre("crash.segv"));
  EXPECT_THAT(Offered("bulkhead run --fault = 500ms : 12 : exit."), ElementsAre("exit.silent", "exit.code"));
  EXPECT_THAT(Offered("bulkhead run --fault 2s : 1 :"), Contains("memory.bomb"));
  EXPECT_THAT(Offered("bulkhead run --fault 2s"), IsEmpty());
  EXPECT_THAT(Offered("bulkhead run --fault 2s : 1 : crash.segv --sandbox s"), ElementsAre("strict"));
}

TEST_F(BashTest, CompletesPagesAndDemos) {
  directory_.Write("page.html", "");
  EXPECT_THAT(Offered("bulkhead run pa"), ElementsAre("page.html"));
  EXPECT_THAT(Offered("bulkhead run --json demo : cl"), ElementsAre("clock"));
  EXPECT_THAT(Offered("bulkhead run demo :"), ElementsAre("clock", "native-crash"));
  EXPECT_THAT(Offered("bulkhead demo nat"), ElementsAre("native-crash"));
  EXPECT_THAT(Offered("bulkhead demo --renderer pa"), ElementsAre("page.html"));
}

TEST(ShellTextsTest, ZshKnowsEveryCommandAndEscapesWhatItWouldRead) {
  const std::string text = TextOf({"completions", "zsh"});
  EXPECT_EQ(text.find("#compdef bulkhead\n"), 0u);
  EXPECT_THAT(text, AllOf(HasSubstr("'demo:Open healthy pages"), HasSubstr("'--sandbox=[strict\\: refuse to start"),
                          HasSubstr(":MODE:(strict best-effort off)'"), HasSubstr("demo\\:clock")));
}

TEST(ShellTextsTest, AnotherShellIsOneLine) {
  EXPECT_EQ(TextOf({"completions", "fish"}),
            "bulkhead: usage: bulkhead completions: 'fish' is no shell that it knows; write bash or zsh");
  EXPECT_EQ(TextOf({"completions"}), "bulkhead: usage: bulkhead completions: no shell; write bash or zsh");
}

TEST(ShellTextsTest, TheManPageHasAllOfHelp) {
  const std::string text = TextOf({"man"});
  EXPECT_EQ(text.find(".TH BULKHEAD 1 "), 0u);
  for (const char* part : {".SH NAME\n", ".SS bulkhead run\n", ".SS bulkhead reports\n", "\\fB\\-\\-sandbox\\fR=\\fIMODE\\fR\n",
                           "\nExit code:\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  // Every line that begins with a dot is a macro that is meant.
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('.')) {
      EXPECT_THAT(line.substr(0, 3), testing::AnyOf(".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".B ")) << line;
    }
    EXPECT_THAT(line, Not(testing::StartsWith("'")));
  }
}

}  // namespace
}  // namespace bulkhead
