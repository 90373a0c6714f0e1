#include "renderer/layout/layout_engine.h"

#include <gtest/gtest.h>

#include <random>

#include "renderer/dom/document.h"
#include "renderer/dom/dom_observer.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/text.h"
#include "renderer/layout/layout_images.h"
#include "renderer/layout/layout_shared.h"
#include "renderer/paint/bitmap_image.h"
#include "renderer/paint/damage.h"

namespace bulkhead {
namespace {

class OneImage final : public LayoutImages {
 public:
  std::shared_ptr<const BitmapImage> Find(std::string_view url, std::string_view base) override {
    asked += std::string(base) + ">" + std::string(url) + " ";
    return url == "none.png" ? nullptr : image;
  }
  std::shared_ptr<const BitmapImage> image = BitmapImage::Create(10, 20, std::vector<uint8_t>(800));
  std::string asked;
};

// Passes changes on to the layout, as the page does.
class Follower final : public DomObserver {
 public:
  explicit Follower(LayoutEngine& layout) : layout_(layout) {}
  void OnStyleChanged(Element& element) override { layout_.InvalidateStyle(element); }
  void OnTextChanged(Text& text) override { layout_.InvalidateText(text); }
  void OnAttributeChanged(Element& element, std::string_view name) override { layout_.InvalidateAttribute(element, name); }
  void OnStructureChanged(Node&) override { layout_.InvalidateStructure(); }

 private:
  LayoutEngine& layout_;
};

class LayoutEngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string error;
    auto fonts = FontSet::Create(FontSet::kDirectory, &error);
    ASSERT_TRUE(fonts) << error;
    shared_ = new LayoutShared(std::move(fonts));
  }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

  void TearDown() override {
    if (document_) {
      document_->set_observer(nullptr);
    }
  }

  Recording Show(std::string_view html, std::string css = "", int width = 400) {
    TearDown();
    HtmlRefusal refusal;
    layout_.reset();
    document_ = ParseHtml(html, &refusal);
    EXPECT_TRUE(document_) << refusal.message;
    sheets_ = {{std::move(css), "", ""}};
    layout_ = std::make_unique<LayoutEngine>(*shared_, *document_, images_, width, 300);
    layout_->SetStyleSheets(sheets_);
    follower_ = std::make_unique<Follower>(*layout_);
    document_->set_observer(follower_.get());
    return Again();
  }

  Recording Again() {
    refusal_ = layout_->Update();
    EXPECT_FALSE(layout_->dirty());
    return layout_->Record();
  }

  // What a layout made from nothing shows of the document as it is now.
  Recording Fresh() {
    LayoutEngine fresh(*shared_, *document_, images_, 400, 300);
    fresh.SetStyleSheets(sheets_);
    fresh.Update();
    return fresh.Record();
  }

  Element& E(std::string_view id) { return *document_->GetElementById(id); }

  template <class Item>
  static std::vector<Item> All(const Recording& recording) {
    std::vector<Item> items;
    for (const DisplayItem& item : recording.list->items) {
      if (const Item* found = std::get_if<Item>(&item)) {
        items.push_back(*found);
      }
    }
    return items;
  }

  static LayoutShared* shared_;
  OneImage images_;
  std::unique_ptr<Document> document_;
  std::vector<StyleSheet> sheets_;
  std::unique_ptr<LayoutEngine> layout_;
  std::unique_ptr<Follower> follower_;
  std::optional<std::string> refusal_;
};

LayoutShared* LayoutEngineTest::shared_ = nullptr;

constexpr const char* kNoMargins = "html, body { margin: 0; padding: 0 }";

TEST_F(LayoutEngineTest, BoxesWhereTheyBelong) {
  Recording recording = Show("<div class=a></div><div class=b></div>",
                             std::string(kNoMargins) + ".a{width:50px;height:20px;background:red}"
                                                       ".b{position:absolute;left:7px;top:9px;width:3px;height:4px;"
                                                       "background:#00f;border-radius:2px}");
  auto fills = All<FillItem>(recording);
  ASSERT_EQ(fills.size(), 2u);
  EXPECT_EQ(fills[0].rect, (Rect{0, 0, 50, 20}));
  EXPECT_EQ(fills[0].color, (Color{255, 0, 0, 255}));
  EXPECT_EQ(fills[1].rect, (Rect{7, 9, 3, 4}));
  EXPECT_FALSE(fills[1].radii.square());
  EXPECT_EQ(recording.content_width, 400);
  EXPECT_EQ(recording.content_height, 300);
}

TEST_F(LayoutEngineTest, TextWrapsAndGrowsThePage) {
  std::string words;
  for (int i = 0; i < 400; ++i) {
    words += "word ";
  }
  Recording recording = Show("<p>" + words);
  auto texts = All<TextItem>(recording);
  EXPECT_EQ(texts.size(), 400u);
  EXPECT_EQ(texts[0].run, texts[399].run) << "shaped once";
  EXPECT_GT(texts[399].y, texts[0].y);
  EXPECT_GT(recording.content_height, 300);
}

TEST_F(LayoutEngineTest, CanvasFixedImagesListsBorders) {
  Recording recording = Show(
      "<ul><li>a</ul><img src=x.png><p style='border:1px dashed red'>b</p><div style='position:fixed;right:0;top:0;"
      "width:10px;height:10px;background:tan'></div><div style='overflow:hidden;height:5px'>c</div>",
      "body{background:rgb(1,2,3) url(bg.png)} @media (min-width: 300px) { p { background: lime } }"
      "@media (min-width: 500px) { p { background: red } }");
  EXPECT_EQ(recording.list->background, (Color{1, 2, 3, 255}));
  EXPECT_EQ(All<EllipseItem>(recording).size(), 1u);
  EXPECT_EQ(All<ImageItem>(recording).size(), 2u);
  ASSERT_EQ(All<BorderItem>(recording).size(), 1u);
  EXPECT_EQ(All<BorderItem>(recording)[0].left.style, 3);
  ASSERT_TRUE(recording.fixed);
  EXPECT_EQ(std::get<FillItem>(recording.fixed->items[0]).rect, (Rect{390, 0, 10, 10}));
  EXPECT_EQ(All<PushClipItem>(recording).size(), 1u);
  EXPECT_EQ(All<PopClipItem>(recording).size(), 1u);
  ASSERT_EQ(All<FillItem>(recording).size(), 1u);
  EXPECT_EQ(All<FillItem>(recording)[0].color, (Color{0, 255, 0, 255}));
  EXPECT_NE(images_.asked.find(">x.png"), std::string::npos);
}

TEST_F(LayoutEngineTest, InlineStyleComesAndGoes) {
  Show("<div id=a class=k></div>", std::string(kNoMargins) + ".k{width:5px;height:5px;background:red}");
  E("a").SetStyleProperty("width", "9px");
  E("a").SetStyleProperty("background", "blue");
  auto fills = All<FillItem>(Again());
  ASSERT_EQ(fills.size(), 1u);
  EXPECT_EQ(fills[0].rect, (Rect{0, 0, 9, 5}));
  EXPECT_EQ(fills[0].color, (Color{0, 0, 255, 255}));
  E("a").SetStyleProperty("width", "");
  E("a").SetStyleProperty("background", "");
  fills = All<FillItem>(Again());
  ASSERT_EQ(fills.size(), 1u);
  EXPECT_EQ(fills[0].rect, (Rect{0, 0, 5, 5}));
  EXPECT_EQ(fills[0].color, (Color{255, 0, 0, 255}));
}

TEST_F(LayoutEngineTest, ClassesAndTexts) {
  Show("<p id=a>one two<b id=b>three</b></p>", ".on { background: red } .on b { color: lime } p::before{content:'x '}");
  E("a").AddClass("on");
  Recording recording = Again();
  EXPECT_EQ(All<FillItem>(recording).size(), 1u);
  EXPECT_EQ(All<TextItem>(recording).back().color, (Color{0, 255, 0, 255}));
  EXPECT_EQ(All<TextItem>(recording).size(), 4u);
  E("a").RemoveClass("on");
  E("b").SetTextContent("four five six");
  recording = Again();
  EXPECT_EQ(All<FillItem>(recording).size(), 0u);
  EXPECT_EQ(All<TextItem>(recording).size(), 6u);
}

// The cheap ways to bring a layout up to date must show what a new one shows.
TEST_F(LayoutEngineTest, MutationsShowWhatAFreshLayoutShows) {
  const char* html =
      "<div id=0 class=a>one <b id=1>two</b> three</div><p id=2>x</p><table id=3><tr id=4><td id=5>c<td id=6 width=50>d"
      "</table><ul id=7><li id=8>l<li id=9>m</ul><span id=10 style='color:red'>s</span><img id=11 src=x.png>";
  const char* css =
      ".a{background:#eee;padding:3px} .b{color:blue;font-size:20px} .c{display:none} .a .b{border:1px solid red}"
      ".b + p{margin:9px} .f{float:left} .t{display:table} p:first-child{color:red} .q::before{content:'q '}"
      ":root{--v:5px} .v{padding-left:var(--v)} td{border:1px solid #333}";
  static constexpr const char* kClasses[] = {"a", "b", "c", "f", "t", "q", "v", "a b", ""};
  static constexpr std::pair<const char*, const char*> kStyles[] = {
      {"width", "40px"}, {"left", "5px"},       {"position", "relative"}, {"position", "absolute"}, {"color", "#123456"},
      {"width", ""},     {"display", "none"},   {"display", "block"},     {"display", ""},          {"font-size", "30px"},
      {"font-size", ""}, {"float", "right"},    {"float", ""},            {"background", "tan"},    {"--v", "9px"},
      {"position", ""},  {"display", "table-cell"}, {"text-transform", "uppercase"}, {"visibility", "hidden"},
      {"visibility", ""}};
  for (uint32_t seed = 1; seed <= 25; ++seed) {
    std::mt19937 random(seed);
    Show(html, css);
    std::string history;
    for (int step = 0; step < 40; ++step) {
      Element* element = document_->GetElementById(std::to_string(random() % 12));
      if (!element) {
        continue;
      }
      const std::string id = *element->GetAttribute("id");
      switch (random() % 8) {
        case 0: {
          const char* value = kClasses[random() % std::size(kClasses)];
          history += id + ".class=" + value + "\n";
          element->SetAttribute("class", value);
          break;
        }
        case 1:
        case 2:
        case 3: {
          const auto& [property, value] = kStyles[random() % std::size(kStyles)];
          history += id + ".style." + property + "=" + value + "\n";
          element->SetStyleProperty(property, value);
          break;
        }
        case 4:
        case 5: {
          if (element->first_child() && element->first_child()->AsText()) {
            const char* values[] = {"", "t", " many more  words ", "日本"};
            const char* value = values[random() % 4];
            history += id + ".text=" + value + "\n";
            element->first_child()->AsText()->SetData(value);
          }
          break;
        }
        case 6:
          history += id + " appended\n";
          document_->body()->AppendChild(*element);
          break;
        case 7:
          history += id + ".colspan\n";
          element->SetAttribute("colspan", "2");
          break;
      }
      if (random() % 3 == 0) {
        history += "--\n";
        Recording recording = Again();
        Recording fresh = Fresh();
        ASSERT_EQ(FindDamage(*recording.list, *fresh.list), std::vector<Rect>{})
            << "seed " << seed << "\n" << history << document_->body()->InnerHtml();
        ASSERT_EQ(recording.list->items.size(), fresh.list->items.size());
        ASSERT_EQ(recording.content_height, fresh.content_height) << history;
      }
    }
  }
}

TEST_F(LayoutEngineTest, HostileDocuments) {
  for (std::string_view html :
       {"<table><tr><td colspan=-5 rowspan=-1>a<td colspan=0>b<tr><td rowspan=999999999>c</table>",
        "<table><tr><td colspan=99999999999999999999>a</table>", "<ol start=99999999999><li value=-99999999999>x</ol>",
        "<img width=999999999 height=-5 src=none.png>", "<td>loose", "<p style='width:1e30px;font-size:1e9px'>x",
        "<p style='font-size:-5px;line-height:-100'>x", "<p style='font-size:0'>x", "<hr size=999999999>",
        "<table border=99999999 cellspacing=99999999 cellpadding=99999999><tr><td>x</table>",
        "<div style='position:absolute;left:-99999999px;top:99999999px'>x", "",
        "<div style='font-size:999999px'><p style='width:999999em;height:999999em;background:red;margin:-999999em'>x<b>y",
        "<div style='font-size:999999px;position:fixed;left:999999em;border:999999em solid red;overflow:hidden'>x",
        "<ul style='font-size:999999px;padding:999999em'><li>x<img src=x.png style='width:999999em'>",
        "<html><body></html>", "\xff\xfe\xfd"}) {
    Recording recording = Show(html);
    EXPECT_FALSE(refusal_) << html;
    ASSERT_TRUE(recording.list);
    EXPECT_LE(recording.content_height, 1 << 25);
    EXPECT_TRUE(FindDamage(*recording.list, DisplayList()));
  }
}

TEST_F(LayoutEngineTest, RandomTables) {
  std::mt19937 random(3);
  static constexpr std::string_view kParts[] = {"<tr>", "<td>x", "<td rowspan=0>", "<td colspan=-1>", "<td rowspan=7>",
                                                "<th colspan=3>y", "</tr>", "<caption>c</caption>", "<tbody>", "<thead>",
                                                "<td style='display:block'>", "<col span=-3>", "<td style='float:left'>",
                                                "<tr style='display:none'>", "<td style='position:absolute'>z"};
  for (int round = 0; round < 200; ++round) {
    std::string html = "<table>";
    for (int i = 0; i < 25; ++i) {
      html += kParts[random() % std::size(kParts)];
    }
    Show(html);
  }
}

constexpr std::string_view kAnyDisplay[] = {"none", "block", "inline", "inline-block", "inline-table", "list-item", "table",
                                            "table-caption", "table-cell", "table-column", "table-column-group",
                                            "table-footer-group", "table-header-group", "table-row", "table-row-group", "inherit",
                                            "inline-text", "flex"};

TEST_F(LayoutEngineTest, AnyDisplayOfTheRoot) {
  for (std::string_view display : kAnyDisplay) {
    const std::string rule = "{ display: " + std::string(display) + " }";
    for (const std::string& css :
         {"html" + rule, "*" + rule, "html, body" + rule, "html { --d: " + std::string(display) + "; display: var(--d) }"}) {
      const Recording recording = Show("<p>x", css);
      EXPECT_FALSE(refusal_) << css;
      const bool shown = display != "none" && css[0] == 'h' && css[4] != ',';
      EXPECT_EQ(All<TextItem>(recording).size(), shown ? 1u : All<TextItem>(recording).size()) << css;
    }
    Show("<p>x");
    document_->document_element()->SetAttribute("style", "display: " + std::string(display));
    Again();
    Show("<html style='display: " + std::string(display) + " !important'><p>x");
  }
}

TEST_F(LayoutEngineTest, RandomStyles) {
  std::mt19937 random(5);
  const auto one_of = [&random](const auto& words) { return std::string(words[random() % std::size(words)]); };
  static constexpr std::string_view kPositions[] = {"static", "relative", "absolute", "fixed", "inherit"};
  static constexpr std::string_view kFloats[] = {"none", "left", "right", "inherit"};
  static constexpr std::string_view kSelectors[] = {"html", "body", "*", "div", "p", "span", "ul", "li", "a", "b", "img", "td", "br"};
  static constexpr std::string_view kParts[] = {"<div>", "</div>", "<p>x", "<span>y", "</span>", "<ul><li>z", "</ul>",
                                                "<b>w</b>", "<br>", "<img width=3 height=3>", "<table><tr><td>v", "</table>",
                                                "u", "<a>t</a>"};
  for (int round = 0; round < 400; ++round) {
    std::string css;
    for (int i = 0; i < 6; ++i) {
      css += one_of(kSelectors) + " { display: " + one_of(kAnyDisplay) + "; position: " + one_of(kPositions) +
             "; float: " + one_of(kFloats) + " }\n";
    }
    std::string html;
    for (int i = 0; i < 15; ++i) {
      html += one_of(kParts);
    }
    SCOPED_TRACE(css + html);
    Show(html, css);
  }
}

TEST_F(LayoutEngineTest, RefusesWhatHangs) {
  Show("<p>x", ":root { --a: var(--a) } p { color: var(--a) }");
  EXPECT_EQ(refusal_, "the custom property --a refers to itself");
  std::string deep;
  for (int i = 0; i < 12; ++i) {
    deep += "<div class=t>";
  }
  Recording recording = Show(deep + "x", ".t { display: table }");
  EXPECT_NE(refusal_.value_or("").find("nested deeper than 10"), std::string::npos);
  EXPECT_TRUE(recording.list->items.empty());
  // For each of these litehtml makes a table.
  Show(deep + "x", ".t { display: table-row }");
  EXPECT_NE(refusal_.value_or("").find("nested deeper than 10"), std::string::npos);
  // The page can mend itself.
  document_->body()->SetTextContent("better");
  recording = Again();
  EXPECT_FALSE(refusal_);
  EXPECT_EQ(All<TextItem>(recording).size(), 1u);
}

TEST_F(LayoutEngineTest, ScriptMadeDepthIsCut) {
  Show("<body>");
  Node* at = document_->body();
  for (int i = 0; i < 5000; ++i) {
    Element& child = document_->CreateElement("div");
    child.AppendChild(document_->CreateText("x"));
    at->AppendChild(child);
    at = &child;
  }
  Recording recording = Again();
  EXPECT_GT(All<TextItem>(recording).size(), 400u);
  EXPECT_LT(All<TextItem>(recording).size(), 700u);
}

TEST_F(LayoutEngineTest, EmptyDocument) {
  Document empty;
  LayoutEngine layout(*shared_, empty, images_, 100, 50);
  EXPECT_FALSE(layout.Update());
  Recording recording = layout.Record();
  EXPECT_TRUE(recording.list->items.empty());
  EXPECT_EQ(recording.content_height, 50);
}

}  // namespace
}  // namespace bulkhead
