#include "renderer/page/page_sheets.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/page/page_resources.h"
#include "tests/unit/page/fake_page_client.h"

namespace bulkhead {
namespace {

class PageSheetsTest : public testing::Test {
 protected:
  void Scan(std::string_view html) {
    HtmlRefusal refusal;
    document_ = ParseHtml(html, &refusal);
    sheets_.Scan(*document_);
  }
  void Answer(const std::string& url, std::optional<std::string> bytes) {
    for (auto request = client_.requests.begin(); request != client_.requests.end(); ++request) {
      if (request->second == url) {
        uint32_t id = request->first;
        client_.requests.erase(request);
        resources_.OnFile(id, std::move(bytes), "refused");
        return;
      }
    }
    FAIL() << url << " was not asked for";
  }
  std::string Taken() {
    std::string text;
    for (const StyleSheet& sheet : sheets_.TakeChanged().value_or(std::vector<StyleSheet>{{"same", "", ""}})) {
      text += sheet.css + "@" + sheet.base + "(" + sheet.media + ") ";
    }
    return text;
  }

  FakePageClient client_;
  PageResources resources_{client_, "page.html"};
  int changes_ = 0;
  PageSheets sheets_{resources_, [this] { ++changes_; }};
  std::unique_ptr<Document> document_;
};

TEST_F(PageSheetsTest, InDocumentOrder) {
  Scan("<style>a</style><link rel='StyleSheet' href='css/x.css' media=screen><style media=print>b</style>"
       "<link rel=icon href=i.png><link rel='alternate stylesheet' href=alt.css><link rel=stylesheet href=x2.css disabled>");
  EXPECT_EQ(client_.requests.size(), 1u);
  EXPECT_EQ(sheets_.pending(), 1u);
  EXPECT_EQ(Taken(), "a@() b@(print) ");
  EXPECT_EQ(Taken(), "same@() ");
  Answer("css/x.css", "file");
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(sheets_.pending(), 0u);
  EXPECT_EQ(Taken(), "a@() file@css/x.css(screen) b@(print) ");
}

TEST_F(PageSheetsTest, ImportsComeFirstAndMayFail) {
  Scan("<link rel=stylesheet href=css/a.css><link rel=stylesheet href=missing.css>");
  Answer("css/a.css", "@import 'b.css' screen; A");
  EXPECT_EQ(sheets_.pending(), 2u);
  Answer("css/b.css", "B");
  Answer("missing.css", std::nullopt);
  EXPECT_EQ(Taken(), "B@css/b.css(screen) @import 'b.css' screen; A@css/a.css() ");
}

TEST_F(PageSheetsTest, CyclesEnd) {
  Scan("<link rel=stylesheet href=a.css>");
  Answer("a.css", "@import 'b.css'; @import 'a.css'; A");
  Answer("b.css", "@import 'a.css'; @import 'b.css'; B");
  EXPECT_TRUE(client_.requests.empty());
  EXPECT_LE(sheets_.TakeChanged()->size(), PageSheets::kMaxSheets);
}

TEST_F(PageSheetsTest, FollowsTheDocument) {
  Scan("<style id=s>a</style>");
  Taken();
  sheets_.Scan(*document_);
  EXPECT_EQ(Taken(), "same@() ");
  document_->GetElementById("s")->SetTextContent("b");
  sheets_.Scan(*document_);
  EXPECT_EQ(Taken(), "b@() ");
  document_->head()->RemoveAllChildren();
  sheets_.Scan(*document_);
  EXPECT_EQ(Taken(), "");
}

}  // namespace
}  // namespace bulkhead
