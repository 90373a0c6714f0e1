#include "renderer/dom/selector.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"

namespace bulkhead {
namespace {

struct Case {
  const char* selector;
  const char* ids;  // "!": not understood
};

class SelectorTest : public testing::TestWithParam<Case> {};

TEST_P(SelectorTest, Finds) {
  HtmlRefusal refusal;
  auto document = ParseHtml(
      "<div id=1 class='box red'><p id=2>a<b id=3 class=red></b></p><ul id=4><li id=5><li id=6 class=last></ul></div>"
      "<p id=7 data-x=abc lang><b id=8></b></p>",
      &refusal);
  ASSERT_TRUE(document);
  auto selector = Selector::Parse(GetParam().selector);
  std::string ids;
  if (!selector) {
    ids = "!";
  } else {
    for (Element* element : selector->All(*document)) {
      ids += element->GetAttribute("id") ? *element->GetAttribute("id") : element->tag();
    }
    Element* first = selector->First(*document);
    EXPECT_EQ(first != nullptr, !ids.empty());
  }
  EXPECT_EQ(ids, GetParam().ids);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SelectorTest,
    testing::Values(Case{"p", "27"}, Case{"P", "27"}, Case{"#5", "5"}, Case{"#x", ""}, Case{"p#7", "7"},
                    Case{"b#7", ""}, Case{".red", "13"}, Case{".red.box", "1"}, Case{"div.red", "1"},
                    Case{"div b", "3"}, Case{"div > b", ""}, Case{"div>p>b", "3"}, Case{"li + li", "6"},
                    Case{"p ~ ul li", "56"}, Case{"b, .last , #1", "1368"}, Case{"[data-x]", "7"},
                    Case{"[data-x=abc]", "7"}, Case{"[data-x='ab']", ""}, Case{"[ data-x ^= \"ab\" ]", "7"},
                    Case{"[data-x$=bc]", "7"}, Case{"[data-x*=b]", "7"}, Case{"[class~=red]", "13"},
                    Case{"[lang]", "7"}, Case{"[data-x^='']", ""}, Case{"body > *", "17"}, Case{"html body p b", "38"},
                    Case{"", "!"}, Case{",", "!"}, Case{"p,", "!"}, Case{"> p", "!"}, Case{"p >", "!"}, Case{"#", "!"},
                    Case{".", "!"}, Case{"[", "!"}, Case{"[a", "!"}, Case{"[a=]", "!"}, Case{"[a='b]", "!"},
                    Case{"p:hover", "!"}, Case{"p)", "!"}, Case{"[a^b]", "!"}));

}  // namespace
}  // namespace bulkhead
