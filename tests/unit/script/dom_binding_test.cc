// The tree as scripts see and change it.
#include "renderer/dom/element.h"
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

class DomBindingTest : public ScriptTest {
 protected:
  DomBindingTest()
      : ScriptTest("<!DOCTYPE html><html><head><title> A \n page </title></head><body>"
                   "<ul id=list><li class='item one'>1</li><li class=item>2</li><li class=item>3</li></ul>"
                   "<p id=text style='color: red'>some <b>bold</b> text</p></body></html>") {}
  // The name of the error that `code` throws.
  std::string Thrown(const std::string& code) {
    return Eval("(() => { try { " + code + "; return 'nothing' } catch (e) { return e.name } })()");
  }
};

TEST_F(DomBindingTest, DocumentProperties) {
  EXPECT_EQ(Eval("document.title"), "A page");
  EXPECT_EQ(Eval("document.documentElement.tagName"), "HTML");
  EXPECT_EQ(Eval("document.head.tagName + document.body.tagName"), "HEADBODY");
  EXPECT_EQ(Eval("document.URL"), "page.html");
  EXPECT_EQ(Eval("document.nodeType + document.nodeName"), "9#document");
  EXPECT_EQ(Eval("document.defaultView === window"), "true");
  Run("document.title = 'New'");
  EXPECT_EQ(Eval("document.title"), "New");
  EXPECT_EQ(host.titles, std::vector<std::string>{"New"});
  EXPECT_EQ(host.tree->Title(), "New");
}

TEST_F(DomBindingTest, Queries) {
  EXPECT_EQ(Eval("document.getElementById('text').id"), "text");
  EXPECT_EQ(Eval("document.getElementById('none')"), "null");
  EXPECT_EQ(Eval("document.querySelector('#list > .item').textContent"), "1");
  EXPECT_EQ(Eval("document.querySelector('video')"), "null");
  EXPECT_EQ(Eval("document.querySelectorAll('li').map(e => e.textContent)"), "1,2,3");
  EXPECT_EQ(Eval("document.querySelectorAll('b, .one').length"), "2");
  EXPECT_EQ(Eval("document.getElementById('text').querySelector('b').textContent"), "bold");
  EXPECT_EQ(Eval("document.getElementById('text').querySelectorAll('li').length"), "0");
  EXPECT_EQ(Eval("document.getElementsByClassName('item').length"), "3");
  EXPECT_EQ(Eval("document.getElementsByClassName(' item  one ').length"), "1");
  EXPECT_EQ(Eval("document.getElementsByTagName('LI').length + document.getElementsByTagName('*').length > 8"), "true");
  EXPECT_EQ(Eval("document.querySelector('b').matches('p b')"), "true");
  EXPECT_EQ(Eval("document.querySelector('b').closest('p').id"), "text");
  EXPECT_EQ(Eval("document.querySelector('b').closest('ul')"), "null");
  EXPECT_EQ(Thrown("document.querySelector('!!')"), "SyntaxError");
}

TEST_F(DomBindingTest, TreeWalk) {
  Run("const list = document.getElementById('list'), p = document.getElementById('text')");
  EXPECT_EQ(Eval("list.children.length + '' + list.childElementCount"), "33");
  EXPECT_EQ(Eval("list.firstElementChild.textContent + list.lastElementChild.textContent"), "13");
  EXPECT_EQ(Eval("list.children[0].nextElementSibling.textContent"), "2");
  EXPECT_EQ(Eval("list.children[2].previousElementSibling.textContent"), "2");
  EXPECT_EQ(Eval("list.children[2].nextElementSibling"), "null");
  EXPECT_EQ(Eval("list.nextElementSibling === p && p.parentElement === document.body"), "true");
  EXPECT_EQ(Eval("document.documentElement.parentNode === document"), "true");
  EXPECT_EQ(Eval("document.documentElement.parentElement"), "null");
  EXPECT_EQ(Eval("p.childNodes.map(n => n.nodeName)"), "#text,B,#text");
  EXPECT_EQ(Eval("p.firstChild.nodeValue + p.lastChild.data"), "some  text");
  EXPECT_EQ(Eval("p.firstChild.nextSibling.localName + p.lastChild.previousSibling.nodeType"), "b1");
  EXPECT_EQ(Eval("p.isConnected && document.contains(p) && !p.contains(list) && p.hasChildNodes()"), "true");
  EXPECT_EQ(Eval("p.ownerDocument === document"), "true");
}

TEST_F(DomBindingTest, TextContent) {
  Run("const p = document.getElementById('text')");
  EXPECT_EQ(Eval("p.textContent"), "some bold text");
  Run("p.textContent = 'new <i>'; p.firstChild.data += '!'");
  EXPECT_EQ(host.tree->GetElementById("text")->InnerHtml(), "new &lt;i&gt;!");
  Run("p.textContent = 7");
  EXPECT_EQ(Eval("p.textContent"), "7");
  Run("p.textContent = null");
  EXPECT_EQ(Eval("p.textContent + p.hasChildNodes()"), "false");
}

TEST_F(DomBindingTest, Markup) {
  Run("const p = document.getElementById('text'); p.innerHTML = '<i id=new>x</i>y'");
  EXPECT_EQ(Eval("p.innerHTML"), "<i id=\"new\">x</i>y");
  EXPECT_EQ(Eval("document.getElementById('new').outerHTML"), "<i id=\"new\">x</i>");
  Run("p.innerHTML = ''");
  EXPECT_EQ(Eval("document.getElementById('new')"), "null");
  EXPECT_EQ(Thrown("p.innerHTML = '<div>'.repeat(5000)"), "Error");
}

TEST_F(DomBindingTest, CreatesAndMoves) {
  Run(R"(const list = document.getElementById('list');
         const li = document.createElement('LI'); li.textContent = '4';
         console.log(list.appendChild(li) === li, li.tagName, li.isConnected);
         list.insertBefore(li, list.firstChild);
         list.append('text', document.createElement('hr'));
         list.prepend(document.createTextNode('start')))");
  EXPECT_EQ(Console(), "true LI true");
  EXPECT_EQ(host.tree->GetElementById("list")->TextContent(), "start4123text");
  Run("li.before('<'); li.after('>'); console.log(list.replaceChild(document.createTextNode('R'), li) === li)");
  EXPECT_EQ(Console(), "true");
  EXPECT_EQ(host.tree->GetElementById("list")->TextContent(), "start<R>123text");
  EXPECT_EQ(Eval("li.isConnected"), "false");
  Run("list.replaceChildren(li, 'end')");
  EXPECT_EQ(host.tree->GetElementById("list")->TextContent(), "4end");
}

TEST_F(DomBindingTest, Removes) {
  Run(R"(const list = document.getElementById('list'); const [a, b] = list.children;
         console.log(list.removeChild(a) === a, a.parentNode); b.remove(); b.remove())");
  EXPECT_EQ(Console(), "true null");
  EXPECT_EQ(host.tree->GetElementById("list")->TextContent(), "3");
}

TEST_F(DomBindingTest, RefusesWhatIsNoTree) {
  Run("const list = document.getElementById('list')");
  EXPECT_EQ(Thrown("list.appendChild(document.body)"), "HierarchyRequestError");
  EXPECT_EQ(Thrown("list.firstChild.appendChild(list)"), "HierarchyRequestError");
  EXPECT_EQ(Thrown("document.createTextNode('x').appendChild(list)"), "HierarchyRequestError");
  EXPECT_EQ(Thrown("list.appendChild(document)"), "HierarchyRequestError");
  EXPECT_EQ(Thrown("list.removeChild(document.body)"), "NotFoundError");
  EXPECT_EQ(Thrown("list.insertBefore(document.createElement('b'), document.body)"), "NotFoundError");
  EXPECT_EQ(Thrown("list.appendChild('text')"), "TypeError");
  EXPECT_EQ(Thrown("list.appendChild({})"), "TypeError");
  EXPECT_EQ(Thrown("list.appendChild()"), "TypeError");
  EXPECT_EQ(Thrown("document.createElement('a b')"), "InvalidCharacterError");
  EXPECT_EQ(Thrown("document.createElement('')"), "InvalidCharacterError");
  EXPECT_EQ(Thrown("document.cloneNode()"), "NotSupportedError");
}

TEST_F(DomBindingTest, Clones) {
  Run("const copy = document.getElementById('list').cloneNode(true)");
  EXPECT_EQ(Eval("copy.children.length + copy.id + copy.isConnected"), "3listfalse");
  EXPECT_EQ(Eval("document.getElementById('list').cloneNode().children.length"), "0");
}

TEST_F(DomBindingTest, Attributes) {
  Run("const p = document.getElementById('text')");
  EXPECT_EQ(Eval("p.getAttribute('STYLE') + p.getAttribute('none') + p.hasAttribute('id')"), "color: rednulltrue");
  Run("p.setAttribute('Data-X', 5); p.removeAttribute('style'); p.id = 'renamed'; p.className = 'a b'");
  EXPECT_EQ(Eval("document.getElementById('renamed').outerHTML.split('>')[0]"),
            "<p id=\"renamed\" data-x=\"5\" class=\"a b\"");
  EXPECT_EQ(Thrown("p.setAttribute('a b', 1)"), "InvalidCharacterError");
  Run("const img = document.createElement('img'); img.src = 'x.png'; img.alt = 'y'; img.hidden = true; img.title = 't'");
  EXPECT_EQ(Eval("img.outerHTML"), R"(<img src="x.png" alt="y" hidden="" title="t">)");
  EXPECT_EQ(Eval("img.hidden + img.src + img.href"), "truex.png");
  Run("img.hidden = false");
  EXPECT_EQ(Eval("img.hidden"), "false");
}

TEST_F(DomBindingTest, ClassList) {
  Run("const c = document.querySelector('.one').classList; c.add('two', 'one'); c.remove('item', 'none')");
  EXPECT_EQ(Eval("c.value"), "one two");
  EXPECT_EQ(Eval("c + '|' + c.length + c.item(1) + c.item(2)"), "one two|2twonull");
  EXPECT_EQ(Eval("[c.toggle('one'), c.toggle('x'), c.toggle('y', false), c.toggle('two', true)]"),
            "false,true,false,true");
  EXPECT_EQ(Eval("c.value + c.contains('x') + c.contains('one')"), "two xtruefalse");
  EXPECT_EQ(Eval("c.replace('x', 'z') + c.value + c.replace('none', 'a')"), "truetwo zfalse");
  Run("c.value = 'fresh'");
  EXPECT_EQ(Eval("document.querySelector('.fresh').classList === c"), "true");
  EXPECT_EQ(Thrown("c.add('')"), "SyntaxError");
  EXPECT_EQ(Thrown("c.add('a b')"), "InvalidCharacterError");
}

TEST_F(DomBindingTest, Style) {
  Run("const s = document.getElementById('text').style; s.left = '10px'; s.backgroundColor = 'blue';"
      "s['margin-top'] = 0; s.setProperty('--own', 'x'); s.setProperty('top', '1px', 'important')");
  EXPECT_EQ(Eval("[s.color, s.left, s.backgroundColor, s.marginTop, s.getPropertyValue('--own'), s.width]"),
            "red,10px,blue,0,x,");
  EXPECT_EQ(*host.tree->GetElementById("text")->GetAttribute("style"),
            "color: red; left: 10px; background-color: blue; margin-top: 0; --own: x; top: 1px !important;");
  EXPECT_EQ(Eval("s.removeProperty('left') + s.left"), "10px");
  Run("s.color = ''; s.backgroundColor = null");
  EXPECT_EQ(Eval("s.cssText"), "margin-top: 0; --own: x; top: 1px !important;");
  Run("s.cssText = 'width: 5px'");
  EXPECT_EQ(Eval("s.width + document.getElementById('text').getAttribute('style')"), "5pxwidth: 5px");
  Run("document.getElementById('text').style = 'height: 1px'");
  EXPECT_EQ(Eval("s.height"), "1px");
  EXPECT_EQ(Eval("document.getElementById('text').style === s"), "true");
}

TEST_F(DomBindingTest, StyleHasOwnPropertiesToo) {
  Run("const s = document.body.style; s.mine = {kept: 1}");
  EXPECT_EQ(Eval("s.mine.kept + typeof s.setProperty + s.nonsense"), "1functionundefined");
}

TEST_F(DomBindingTest, Types) {
  EXPECT_EQ(Eval("document.body instanceof HTMLElement && document.body instanceof Element &&"
                 "document.body instanceof Node && !(document.body instanceof Text)"),
            "true");
  EXPECT_EQ(Eval("document instanceof Document && document.createTextNode('') instanceof Text"), "true");
  EXPECT_EQ(Thrown("new Element()"), "Error");
  EXPECT_EQ(Thrown("document.body.appendChild.call({}, document.body)"), "Error");
  EXPECT_EQ(Thrown("document.body.appendChild.call(setTimeout, document.body)"), "Error");
  EXPECT_EQ(Thrown("document.body.classList.add.call(document.body.style, 'x')"), "nothing");
  Run("Element.prototype.twice = function() { return this.id + this.id }");
  EXPECT_EQ(Eval("document.getElementById('text').twice()"), "texttext");
  EXPECT_EQ(Eval("Object.keys(document.body).length"), "0");
}

TEST_F(DomBindingTest, FunctionsRefuseNodesOfAnotherType) {
  EXPECT_EQ(Thrown("document.body.getAttribute.call(document.createTextNode('x'), 'a')"), "Error");
  EXPECT_EQ(Thrown("document.body.click.call(document)"), "Error");
}

}  // namespace
}  // namespace bulkhead
