// What the shell wants of the program: completions and the man page, made of the same list of options as --help.
#ifndef BULKHEAD_BROWSER_CLI_SHELL_TEXTS_H_
#define BULKHEAD_BROWSER_CLI_SHELL_TEXTS_H_

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bulkhead {

// What may stand behind a command besides options: "demo" -> names of demos. Files are offered where none are named.
using PositionalWords = std::map<std::string, std::vector<std::string>, std::less<>>;

// To be sourced; needs bash alone.
std::string BashCompletion(const CLI::App& app, const PositionalWords& words);
// The file _bulkhead for a directory of $fpath.
std::string ZshCompletion(const CLI::App& app, const PositionalWords& words);
// bulkhead(1), in man(7) macros.
std::string ManPage(const CLI::App& app, const std::string& version);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_SHELL_TEXTS_H_
