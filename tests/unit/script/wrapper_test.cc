// The life of the JavaScript objects that stand for nodes.
#include "renderer/dom/element.h"
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using WrapperTest = ScriptTest;

TEST_F(WrapperTest, ANodeHasOneWrapper) {
  EXPECT_EQ(Eval("document.getElementById('box') === document.querySelector('div')"), "true");
  EXPECT_EQ(Eval("document.body.firstChild.parentNode === document.body"), "true");
  EXPECT_EQ(Eval("document.body.style === document.body.style && document.body.classList === document.body.classList"),
            "true");
}

TEST_F(WrapperTest, PropertiesOfAttachedNodesSurviveCollections) {
  Run("document.getElementById('box').mine = {deep: [1]}; document.getElementById('box').style.other = 'kept'");
  CollectGarbage();
  EXPECT_EQ(Eval("document.getElementById('box').mine.deep[0] + document.getElementById('box').style.other"), "1kept");
}

TEST_F(WrapperTest, PropertiesSetBeforeAttachingSurvive) {
  Run("(() => { const e = document.createElement('i'); e.id = 'late'; e.mine = 1; document.body.appendChild(e) })()");
  CollectGarbage();
  EXPECT_EQ(Eval("document.getElementById('late').mine"), "1");
}

TEST_F(WrapperTest, DetachedTreesLiveAsLongAsOneOfTheirNodesIsHeld) {
  Run(R"(let leaf, root;
    (() => {
      root = document.createElement('div');
      const mid = document.createElement('p');
      const inner = document.createElement('b');
      root.mine = 'root'; mid.mine = 'mid'; inner.mine = 'inner';
      mid.appendChild(inner); root.appendChild(mid);
      inner.addEventListener('click', () => console.log('clicked'));
    })())");
  CollectGarbage();
  EXPECT_EQ(Eval("root.firstChild.mine + root.firstChild.firstChild.mine"), "midinner");
  Run("leaf = root.firstChild.firstChild; root = null");
  CollectGarbage();
  EXPECT_EQ(Eval("leaf.parentNode.mine + leaf.parentNode.parentNode.mine"), "midroot");
  // Into the document, out again, and apart.
  Run("document.body.appendChild(leaf.parentNode.parentNode)");
  CollectGarbage();
  Run("document.body.lastChild.firstChild.remove()");
  CollectGarbage();
  EXPECT_EQ(Eval("leaf.parentNode.mine + leaf.parentNode.parentNode"), "midnull");
  Run("leaf.click()");
  EXPECT_EQ(Console(), "clicked");
}

TEST_F(WrapperTest, WhatNobodyHoldsIsDestroyed) {
  const size_t before = host.tree->node_count();
  Run("for (let i = 0; i < 2000; ++i) { const e = document.createElement('div'); e.me = e;"
      "  e.appendChild(document.createElement('b')).addEventListener('click', () => e); }");
  EXPECT_EQ(host.tree->node_count(), before + 4000);
  CollectGarbage();
  Run("1");  // what was finalised is let go of at the end of a turn
  CollectGarbage();
  Run("1");
  // The collector looks at the stack conservatively: a few may look held.
  EXPECT_LT(host.tree->node_count(), before + 100);
}

TEST_F(WrapperTest, ALoopOfTreesIsCollectedWhileItRuns) {
  Run("for (let i = 0; i < 100000; ++i) { document.createElement('div').appendChild(document.createElement('b')); }");
  CollectGarbage();
  Run("1");
  EXPECT_LT(host.tree->node_count(), 200u);
}

TEST_F(WrapperTest, RemovedNodesAreLetGo) {
  Run("for (let i = 0; i < 500; ++i) { const e = document.createElement('div'); e.mine = 1; document.body.append(e) }");
  const size_t attached = host.tree->node_count();
  CollectGarbage();
  Run("1");
  EXPECT_EQ(host.tree->node_count(), attached);
  Run("document.body.textContent = ''");
  CollectGarbage();
  Run("1");
  EXPECT_LT(host.tree->node_count(), attached - 400);
}

TEST_F(WrapperTest, ReplacedMarkupKeepsWhatIsHeld) {
  Run("const box = document.getElementById('box'); box.innerHTML = '<i><b>x</b></i>'; const b = box.querySelector('b');"
      "b.mine = 1; b.parentNode.mine = 2; box.innerHTML = 'gone'");
  CollectGarbage();
  EXPECT_EQ(Eval("b.mine + b.parentNode.mine + b.textContent + b.isConnected"), "3xfalse");
}

TEST_F(WrapperTest, StyleKeepsItsElement) {
  Run("const s = document.createElement('div').style; s.color = 'red'");
  CollectGarbage();
  EXPECT_EQ(Eval("s.color"), "red");
}

TEST_F(WrapperTest, ManyWrappersOfDetachedTreesChurn) {
  Run(R"(const roots = [];
    for (let round = 0; round < 50; ++round) {
      const root = document.createElement('div');
      for (let i = 0; i < 20; ++i) { const c = document.createElement('p'); c.n = i; root.append(c, 'text') }
      roots.push(root);
      if (round % 3 == 0) document.body.append(root);
      if (round % 3 == 1) roots[round - 1].append(root);
    })");
  CollectGarbage();
  EXPECT_EQ(Eval("roots.every(r => r.querySelectorAll('p').every((p, i) => p.n === i % 20))"), "true");
  Run("for (const r of roots) { if (Math.random() < 0.5) r.remove(); else r.firstChild?.remove() } roots.length = 25");
  CollectGarbage();
  EXPECT_EQ(Eval("roots.every(r => r.querySelectorAll('p').every(p => p.n >= 0))"), "true");
}

}  // namespace
}  // namespace bulkhead
