#include "renderer/dom/element.h"
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

class EventTest : public ScriptTest {
 protected:
  EventTest()
      : ScriptTest("<!DOCTYPE html><body onload='console.log(\"attribute\", event.type)'>"
                   "<div id=outer><button id=button onclick='console.log(this.id, event.clientX)'>go</button></div>"
                   "</body>") {}
  Element& button() { return *host.tree->GetElementById("button"); }
};

TEST_F(EventTest, LoadingFiresInOrder) {
  Run(R"(document.addEventListener("DOMContentLoaded", e => console.log(e.type, document.readyState));
         addEventListener("DOMContentLoaded", e => console.log("window", e.target === document));
         window.addEventListener("load", function(e) { console.log(e.type, this === window, e.target === document) });
         console.log(document.readyState))");
  scripts->FireDomContentLoaded();
  scripts->FireLoad();
  EXPECT_EQ(Console(), "loading | DOMContentLoaded interactive | window true | load true true | attribute load");
  EXPECT_EQ(Eval("document.readyState"), "complete");
}

TEST_F(EventTest, WindowOnloadReplacesTheAttribute) {
  Run("window.onload = e => console.log('mine', e.type)");
  scripts->FireLoad();
  EXPECT_EQ(Console(), "mine load");
}

TEST_F(EventTest, AClickBubbles) {
  Run(R"(const outer = document.getElementById("outer"), button = document.getElementById("button");
         for (const [name, target] of Object.entries({button, outer, document, window}))
           target.addEventListener("click", e => console.log(name, e.target.id, e.currentTarget === target)))");
  EXPECT_TRUE(scripts->DispatchClick(button(), 12, 5));
  EXPECT_EQ(Console(), "button button true | button 12 | outer button true | document button true | window button true");
}

TEST_F(EventTest, ListenersAreAddedOnceAndRemoved) {
  Run(R"(const f = () => console.log("f"), outer = document.getElementById("outer");
         outer.addEventListener("click", f); outer.addEventListener("click", f);
         outer.addEventListener("click", () => console.log("once"), {once: true});
         outer.addEventListener("click", {handleEvent() { console.log("object") }});
         outer.addEventListener("click", null); outer.removeEventListener("other", f))");
  scripts->DispatchClick(button(), 0, 0);
  EXPECT_EQ(Console(), "button 0 | f | once | object");
  Run("outer.removeEventListener('click', f); document.getElementById('button').onclick = null");
  scripts->DispatchClick(button(), 0, 0);
  EXPECT_EQ(Console(), "object");
}

TEST_F(EventTest, ListenersChangeWhileAnEventRuns) {
  Run(R"(const outer = document.getElementById("outer"), no = () => console.log("no");
         outer.addEventListener("click", () => { outer.removeEventListener("click", no);
           outer.addEventListener("click", () => console.log("next time")); outer.remove(); });
         outer.addEventListener("click", no);
         document.body.addEventListener("click", () => console.log("body")))");
  scripts->DispatchClick(button(), 0, 0);
  EXPECT_EQ(Console(), "button 0 | body");
}

TEST_F(EventTest, PreventAndStop) {
  Run(R"(const outer = document.getElementById("outer");
         document.body.addEventListener("click", e => console.log("not here"));
         outer.addEventListener("click", e => { e.preventDefault(); e.stopPropagation();
           console.log(e.defaultPrevented) });
         outer.addEventListener("click", e => e.stopImmediatePropagation());
         outer.addEventListener("click", e => console.log("nor here")))");
  EXPECT_FALSE(scripts->DispatchClick(button(), 0, 0));
  EXPECT_EQ(Console(), "button 0 | true");
}

TEST_F(EventTest, AHandlerReturnsFalseToPrevent) {
  Run("document.getElementById('button').onclick = () => false");
  EXPECT_FALSE(scripts->DispatchClick(button(), 0, 0));
}

TEST_F(EventTest, ErrorsInListenersDoNotStopTheEvent) {
  Run(R"(document.body.addEventListener("click", () => { throw new Error("bad") });
         document.body.addEventListener("click", () => console.log("good")))");
  scripts->DispatchClick(button(), 0, 0);
  EXPECT_EQ(Console(), "button 0 | good");
  ASSERT_EQ(host.errors.size(), 1u);
}

TEST_F(EventTest, ABrokenAttributeIsAnError) {
  host.tree->GetElementById("outer")->SetAttribute("onclick", "this is not script");
  scripts->DispatchClick(button(), 0, 0);
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message.substr(0, 11), "SyntaxError");
}

TEST_F(EventTest, ListenersSurviveCollections) {
  Run("(() => { const text = 'kept'; document.getElementById('outer').addEventListener('click',"
      "() => console.log(text)); addEventListener('click', () => console.log('w')) })()");
  CollectGarbage();
  scripts->DispatchClick(button(), 0, 0);
  EXPECT_EQ(Console(), "button 0 | kept | w");
}

TEST_F(EventTest, ClickFromScript) {
  Run("document.getElementById('button').click(); console.log('after')");
  EXPECT_EQ(Console(), "button 0 | after");
}

TEST_F(EventTest, TheHostIsToldWhereAListenerComesFrom) {
  Run("\n\ndocument.getElementById('outer').addEventListener('click', () => 1)");
  host.positions.clear();
  scripts->DispatchClick(button(), 0, 0);
  ASSERT_EQ(host.positions.size(), 1u);
  EXPECT_EQ(host.positions[0], std::pair(std::string("page.html"), 3u));
}

}  // namespace
}  // namespace bulkhead
