#include "browser/cli/live/line_prompt.h"

#include <gmock/gmock.h>

#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(CompleteFaultTest, NamesThenParametersThenValues) {
  EXPECT_EQ(CompleteFault("crash.se").text, "crash.segv(");
  EXPECT_THAT(CompleteFault("").choices, SizeIs(FaultCatalogue().size()));
  EXPECT_THAT(CompleteFault("hang.").choices, ElementsAre("hang.main.spin", "hang.main.block"));
  EXPECT_EQ(CompleteFault("hang").text, "hang.main.");
  EXPECT_EQ(CompleteFault("crash.segv(").text, "crash.segv(kind=");
  EXPECT_EQ(CompleteFault("crash.segv(kind=w").text, "crash.segv(kind=wild)");
  EXPECT_THAT(CompleteFault("crash.segv(kind=").choices, ElementsAre("null)", "wild)"));
  EXPECT_THAT(CompleteFault("exit.code(code=").choices, ElementsAre("1 to 255"));
  EXPECT_EQ(CompleteFault("exit.code(code=").text, "exit.code(code=");
  EXPECT_THAT(CompleteFault("memory.bomb(mib_per_s=").choices, ElementsAre("unlimited)", "1 to 65536"));
}

TEST(CompleteFaultTest, WhatIsNotKnownStaysAsItIs) {
  for (const char* text : {"nothing.such", "nothing(", "crash.segv(kind=null)", "crash.segv(wrong=", "crash.segv(kind=q"}) {
    EXPECT_EQ(CompleteFault(text).text, text);
    EXPECT_THAT(CompleteFault(text).choices, IsEmpty()) << text;
  }
}

TEST(CompleteFaultTest, WhatIsCompletedCanBe) {
  for (const FaultEntry& entry : FaultCatalogue()) {
    std::string text(entry.name);
    for (int step = 0; step < 8; ++step) {
      const Completion completion = CompleteFault(text);
      // The first way on; a range of numbers is its lowest.
      text = !completion.choices.empty() && completion.choices.front().find(" to ") != std::string::npos
                 ? text + std::to_string(entry.params[0].low) + ")"
             : completion.text == text && !completion.choices.empty() && text.ends_with('=')
                 ? text + completion.choices.front()
                 : completion.text;
    }
    EXPECT_TRUE(ParseFault(text).call) << text << ": " << ParseFault(text).error;
  }
}

class LinePromptTest : public testing::Test {
 protected:
  LinePrompt::Outcome Type(std::string_view text) {
    LinePrompt::Outcome outcome = LinePrompt::Outcome::kEditing;
    for (const char c : text) {
      outcome = prompt_.OnKey({Key::Kind::kText, static_cast<char32_t>(c)});
    }
    return outcome;
  }
  LinePrompt::Outcome Press(Key::Kind kind) { return prompt_.OnKey({kind, 0}); }

  LinePrompt prompt_{"fault: ", CompleteFault};
};

TEST_F(LinePromptTest, TypesCompletesAndEnters) {
  Type("exit.c");
  EXPECT_EQ(Press(Key::Kind::kTab), LinePrompt::Outcome::kEditing);
  EXPECT_EQ(prompt_.text(), "exit.code(");
  EXPECT_THAT(prompt_.choices(), IsEmpty());
  Press(Key::Kind::kTab);
  Type("7)");
  EXPECT_EQ(Press(Key::Kind::kEnter), LinePrompt::Outcome::kEntered);
  EXPECT_EQ(prompt_.text(), "exit.code(code=7)");
}

TEST_F(LinePromptTest, TheTabKeyShowsTheChoicesUntilTheNextKey) {
  Type("crash.");
  Press(Key::Kind::kTab);
  EXPECT_THAT(prompt_.choices(), Contains("crash.abort"));
  Type("a");
  EXPECT_THAT(prompt_.choices(), IsEmpty());
}

TEST_F(LinePromptTest, BackspaceTakesACharacterAndThenThePrompt) {
  prompt_.OnKey({Key::Kind::kText, 0x20AC});
  Type("a");
  EXPECT_EQ(Press(Key::Kind::kBackspace), LinePrompt::Outcome::kEditing);
  EXPECT_EQ(prompt_.text(), "€");
  EXPECT_EQ(Press(Key::Kind::kBackspace), LinePrompt::Outcome::kEditing);
  EXPECT_EQ(prompt_.text(), "");
  EXPECT_EQ(Press(Key::Kind::kBackspace), LinePrompt::Outcome::kCancelled);
  EXPECT_EQ(Press(Key::Kind::kEscape), LinePrompt::Outcome::kCancelled);
}

TEST_F(LinePromptTest, ItsLengthIsBounded) {
  Type(std::string(10'000, 'x'));
  EXPECT_LE(prompt_.text().size(), 500u);
}

}  // namespace
}  // namespace bulkhead
