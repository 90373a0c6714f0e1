#include "renderer/layout/master_style_sheet.h"

namespace bulkhead {

// Every rule is tried on every element (litehtml has no index), so lists are kept short and descendant selectors few.
const char kMasterStyleSheet[] = R"css(
html { display: block; line-height: 1.4; color: #1f2328; }
body { display: block; margin: 8px; }
head, script, style, template, noscript, title, meta, link, base, area, datalist, param, source, track,
svg, canvas, video, audio, iframe, object, embed, rp, dialog { display: none; }
address, article, aside, blockquote, center, details, dd, dir, div, dl, dt, fieldset, figcaption, figure, footer, form,
h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, main, menu, nav, ol, p, pre, search, section, summary, ul, xmp,
listing, optgroup, option { display: block; }
h1 { font-size: 2em; font-weight: bold; margin: 0.67em 0; line-height: 1.2; }
h2 { font-size: 1.5em; font-weight: bold; margin: 0.83em 0; line-height: 1.25; }
h3 { font-size: 1.17em; font-weight: bold; margin: 1em 0; }
h4 { font-weight: bold; margin: 1.33em 0; }
h5 { font-size: 0.83em; font-weight: bold; margin: 1.67em 0; }
h6 { font-size: 0.67em; font-weight: bold; margin: 2.33em 0; }
p, dl, pre, xmp, listing, ol, ul, menu, dir { margin: 1em 0; }
blockquote, figure { margin: 1em 40px; }
dd { margin-left: 40px; }
ol, ul, menu, dir { padding-left: 40px; }
li { display: list-item; }
ul, menu, dir { list-style-type: disc; }
ol { list-style-type: decimal; }
ul ul, ol ul { list-style-type: circle; margin: 0; }
ul ol, ol ol { margin: 0; }
b, strong, th, dt { font-weight: bold; }
i, em, cite, dfn, var, address { font-style: italic; }
u, ins { text-decoration: underline; }
s, del, strike { text-decoration: line-through; }
a { color: #0969da; text-decoration: underline; }
code, kbd, samp, tt, pre, xmp, listing { font-family: monospace; font-size: 0.9em; }
pre, xmp, listing { white-space: pre; }
pre code { font-size: 1em; }
small { font-size: 0.83em; }
big { font-size: 1.2em; }
sub { position: relative; top: 0.25em; font-size: 0.75em; }
sup { position: relative; top: -0.45em; font-size: 0.75em; }
mark { background-color: #fff3a3; color: #1f2328; }
hr { height: 0; border-top: 1px solid #d0d7de; margin: 0.8em 0; }
center { text-align: center; }
br { display: inline-block; }
img { display: inline-block; }
table { display: table; border-collapse: separate; border-spacing: 2px; }
caption { display: table-caption; text-align: center; }
colgroup { display: table-column-group; }
col { display: table-column; }
thead { display: table-header-group; }
tbody { display: table-row-group; }
tfoot { display: table-footer-group; }
tr { display: table-row; }
td, th { display: table-cell; padding: 1px; vertical-align: middle; }
th { text-align: center; }
table[border] { border: 1px solid #8c959f; }
table[border] td, table[border] th { border: 1px solid #8c959f; }
table[border="0"], table[border="0"] td, table[border="0"] th { border: 0 none; }
fieldset { border: 1px solid #8c959f; padding: 6px 10px; margin: 0 2px; }
button, input, select, textarea { display: inline-block; border: 1px solid #8c959f; border-radius: 4px;
  padding: 2px 8px; font-size: 0.85em; background-color: #ffffff; color: #1f2328; line-height: 1.4; }
button { background-color: #f0f2f4; text-align: center; }
input { width: 150px; height: 1.4em; }
textarea { width: 180px; height: 3em; font-family: monospace; white-space: pre; }
input[type=hidden] { display: none; }
input[type=checkbox], input[type=radio] { width: 12px; height: 12px; padding: 0; }
input[type=radio] { border-radius: 6px; }
option { display: none; }
progress, meter { display: inline-block; width: 160px; height: 12px; background-color: #d8dee4; border-radius: 6px; }
[hidden] { display: none; }
)css";

}  // namespace bulkhead
