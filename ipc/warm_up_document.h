// What is laid out and drawn before the first real page: by init, for all its children, and by a spare, for the page that it will
// get. One document for both, so that both touch the same.
#ifndef BULKHEAD_IPC_WARM_UP_DOCUMENT_H_
#define BULKHEAD_IPC_WARM_UP_DOCUMENT_H_

#include <string_view>

namespace bulkhead {

// Each face that most pages use, with all of ASCII: a glyph that is drawn once is there for whoever comes after. No script: the
// context that was made before the fork belongs to the first real page. Nothing to load, no title.
inline constexpr std::string_view kWarmUpDocument =
    "<!doctype html><style>"
    "div{border:1px solid #ccc;border-radius:4px;background:#eee;color:#222;margin:4px}"
    ".a{position:absolute;left:10px;top:5px;width:20px;height:20px;overflow:hidden}</style>"
    "<h1>The quick brown fox 0123456789</h1><h2>The quick brown fox</h2>"
    "<p>ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?'\"()[]{}+-*/=%&amp;$#@&lt;&gt;_|\\^~`"
    "<b>ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?()</b><i>abc</i>"
    "<code>abcdefghijklmnopqrstuvwxyz 0123456789 (){};=.,</code>"
    "<ul><li>one<li>two</ul><ol><li>one</ol><table border=1><tr><th>a<td>b</table>"
    "<div style='float:left'>x</div><div class=a style='left:12px'>y</div><img src=''><hr>";

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_WARM_UP_DOCUMENT_H_
