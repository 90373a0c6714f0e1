#include "renderer/page/script_queue.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/page/page_resources.h"
#include "tests/unit/page/fake_page_client.h"

namespace bulkhead {
namespace {

class ScriptQueueTest : public testing::Test {
 protected:
  void Scan(std::string_view html) {
    HtmlRefusal refusal;
    document_ = ParseHtml(html, &refusal);
    queue_.Scan(*document_);
  }
  std::string Run() {
    std::string text;
    while (std::optional<ScriptQueue::Script> script = queue_.Next()) {
      text += script->code + "@" + script->source + ":" + std::to_string(script->line) + " ";
    }
    return text;
  }

  FakePageClient client_;
  PageResources resources_{client_, "page.html"};
  int arrivals_ = 0;
  ScriptQueue queue_{resources_, "page.html", [this] { ++arrivals_; }};
  std::unique_ptr<Document> document_;
};

TEST_F(ScriptQueueTest, InOrderAndOnce) {
  Scan("<script>a</script>\n<script>b</script><script type=text/plain>no</script><script type='text/javascript'>c</script>");
  EXPECT_EQ(Run(), "a@page.html:1 b@page.html:2 c@page.html:2 ");
  queue_.Scan(*document_);
  EXPECT_EQ(Run(), "");
  EXPECT_TRUE(queue_.empty());
  EXPECT_TRUE(queue_.ever_had_any());
}

TEST_F(ScriptQueueTest, FilesHoldBackWhatFollows) {
  Scan("<script>a</script><script src=js/b.js></script><script>c</script><script src=d.js></script><script>e</script>");
  EXPECT_EQ(Run(), "a@page.html:1 ");
  EXPECT_FALSE(queue_.empty());
  resources_.OnFile(client_.requests[1].first, "d", "");
  EXPECT_EQ(Run(), "");
  resources_.OnFile(client_.requests[0].first, std::nullopt, "refused");
  EXPECT_EQ(arrivals_, 2);
  EXPECT_EQ(Run(), "c@page.html:1 d@d.js:1 e@page.html:1 ") << "the failed one is skipped";
}

TEST_F(ScriptQueueTest, OnlyCreatedElementsRunLater) {
  Scan("<body>");
  EXPECT_FALSE(queue_.ever_had_any());
  document_->body()->SetInnerHtml("<script>inner</script>");
  Element& created = document_->CreateElement("script");
  created.SetTextContent("created");
  document_->body()->AppendChild(created);
  queue_.Scan(*document_);
  EXPECT_EQ(Run(), "created@page.html:1 ");
}

}  // namespace
}  // namespace bulkhead
