#include "browser/cli/shell_texts.h"

#include <string_view>

#include <CLI/CLI.hpp>

#include "browser/cli/option_values.h"
#include "browser/core/layer_facts.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {
namespace {

struct OptionText {
  std::string name;   // "--json"
  std::string value;  // "TIME"; empty: takes none
  std::string words;  // what it does, in one line
};

std::string OneLine(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::vector<OptionText> OptionsOf(const CLI::App& app) {
  std::vector<OptionText> options;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) {
      const bool takes_value = option->get_expected_max() > 0 && option->get_items_expected_max() > 0;
      options.push_back({"--" + option->get_lnames().front(), takes_value ? option->get_type_name() : "",
                         OneLine(option->get_description())});
    }
  }
  return options;
}

std::vector<const CLI::App*> CommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

template <class Words>
std::string NamesOf(const Words& words) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) {
    names.emplace_back(name);
  }
  return Joined(names);
}

// By what --help calls the value; empty: anything.
std::string ValuesOf(std::string_view value) {
  if (value == "MODE") {
    return NamesOf(kSandboxModes);
  }
  if (value == "MODEL") {
    return NamesOf(kProcessModels);
  }
  if (value == "WHEN") {
    return NamesOf(kRestartModes);
  }
  if (value == "LEVEL") {
    return NamesOf(kLogLevels);
  }
  if (value == "LAYER,..") {
    return LayerNames(" ");
  }
  return "";
}

// TIME:TAB:FAULT, which ends in one of these.
bool IsFault(std::string_view value) {
  return value.ends_with(":FAULT");
}

std::string FaultNames() {
  std::vector<std::string> names;
  for (const FaultEntry& entry : FaultCatalogue()) {
    names.emplace_back(entry.name);
  }
  return Joined(names);
}

bool IsPath(std::string_view value) {
  return value == "PATH" || value == "DIR";
}

std::string WordsOf(const PositionalWords& words, const std::string& command) {
  const auto found = words.find(command);
  return found == words.end() ? "" : Joined(found->second);
}

// Within single quotes of a shell.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return quoted + "'";
}

// A description in zsh's _arguments: no bracket, no colon of its own.
std::string ZshWords(const std::string& text) {
  std::string words;
  for (const char c : text) {
    words += c == '[' || c == ']' || c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return words;
}

// A line of text in man(7): a dot or a quote in front would be a request, a backslash an escape.
std::string ManText(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "\n";
    } else if (c == '\\') {
      line += "\\e";
    } else if (c == '-') {
      line += "\\-";
    } else if ((c == '.' || c == '\'') && (line.empty() || line.back() == '\n')) {
      line += std::string("\\&") + c;
    } else {
      line += c;
    }
  }
  return line;
}

std::string ManOptions(const CLI::App& app) {
  std::string text;
  for (const OptionText& option : OptionsOf(app)) {
    text += ".TP\n\\fB" + ManText(option.name) + "\\fR";
    text += option.value.empty() ? "\n" : "=\\fI" + ManText(option.value) + "\\fR\n";
    text += ManText(option.words) + "\n";
  }
  return text;
}

// As it stands in --help: its columns are made by hand.
std::string ManVerbatim(const std::string& text) {
  return text.empty() ? "" : ".PP\n.nf\n" + ManText(text) + "\n.fi\n";
}

}  // namespace

std::string BashCompletion(const CLI::App& app, const PositionalWords& words) {
  std::string names;
  std::string values;
  std::string options = "    '') options=" + Quoted([&] {
    std::vector<std::string> own;
    for (const OptionText& option : OptionsOf(app)) {
      own.push_back(option.name);
    }
    return Joined(own);
  }()) + " ;;\n";
  std::string positional;
  std::string faults;
  for (const CLI::App* command : CommandsOf(app)) {
    const std::string& name = command->get_name();
    names += (names.empty() ? "" : " ") + name;
    std::vector<std::string> own;
    for (const OptionText& option : OptionsOf(*command)) {
      own.push_back(option.name);
      if (IsPath(option.value)) {
        values += "    " + Quoted(name + " " + option.name) + ") COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n";
      } else if (IsFault(option.value)) {
        faults += "  if [[ $line =~ " + option.name + "(\\ =)?\\ [^\\ ]+\\ :\\ [0-9]+\\ :$ ]]; then\n"
                  "    COMPREPLY=($(compgen -W " + Quoted(FaultNames()) + " -- \"${current#:}\")); return\n"
                  "  fi\n";
      } else if (!option.value.empty()) {
        values += "    " + Quoted(name + " " + option.name) + ") COMPREPLY=($(compgen -W " + Quoted(ValuesOf(option.value)) +
                  " -- \"$current\")); return ;;\n";
      }
    }
    options += "    " + name + ") options=" + Quoted(Joined(own)) + " ;;\n";
    positional += "    " + name + ") words=" + Quoted(WordsOf(words, name)) + " ;;\n";
  }
  return "# bash completion for bulkhead: source it, or put it into /usr/share/bash-completion/completions/bulkhead\n"
         "_bulkhead() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' options='' words='' word prefix=''\n"
         "  local line=\"${COMP_WORDS[*]:0:COMP_CWORD}\"\n"
         "  COMPREPLY=()\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \" " + names + " \" in *\" $word \"*) command=$word; break ;; esac\n"
         "  done\n"
         "  # bash splits at '=' and ':'.\n"
         "  [ \"$current\" != : ] || line=\"$line :\"\n" + faults +
         "  if [ \"$current\" = = ]; then current=''\n"
         "  elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "  elif [ \"$current\" = : ] && [ \"$before\" = demo ]; then current=''; prefix=demo:\n"
         "  elif [ \"$before\" = : ] && [ \"${COMP_WORDS[COMP_CWORD-2]}\" = demo ]; then prefix=demo:\n"
         "  fi\n"
         "  case \"$command $before\" in\n" + values +
         "  esac\n"
         "  case $command in\n" + options +
         "  esac\n"
         "  case $current in -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")); return ;; esac\n"
         "  case $command in\n"
         "    '') words='" + names + "' ;;\n" + positional +
         "  esac\n"
         "  if [ -n \"$prefix\" ]; then\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$prefix$current\")); COMPREPLY=(\"${COMPREPLY[@]#\"$prefix\"}\"); return\n"
         "  fi\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [ \"$command\" != run ] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _bulkhead bulkhead\n";
}

std::string ZshCompletion(const CLI::App& app, const PositionalWords& words) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : CommandsOf(app)) {
    const std::string& name = command->get_name();
    commands += "    " + Quoted(name + ":" + OneLine(command->get_description())) + "\n";
    cases += "    " + name + ")\n      _arguments";
    for (const OptionText& option : OptionsOf(*command)) {
      std::string spec = option.name + (option.value.empty() ? "" : "=") + "[" + ZshWords(option.words) + "]";
      if (IsPath(option.value)) {
        spec += ":" + option.value + ":_files";
      } else if (IsFault(option.value)) {
        spec += ":" + ZshWords(option.value) + ":{compset -P \"*:*:\" && compadd -S \"\" - " + FaultNames() + "}";
      } else if (!option.value.empty()) {
        const std::string values = ValuesOf(option.value);
        spec += ":" + option.value + ":" + (values.empty() ? "" : "(" + values + ")");
      }
      cases += " \\\n        " + Quoted(spec);
    }
    const std::string own = ZshWords(WordsOf(words, name));
    if (name == "run") {
      cases += " \\\n        " + Quoted("*:page:{_alternative \"files:file:_files\" \"demos:demo:(" + own + ")\"}");
    } else if (!own.empty()) {
      cases += " \\\n        " + Quoted("*:name:(" + own + ")");
    }
    cases += "\n      ;;\n";
  }
  return "#compdef bulkhead\n"
         "_bulkhead() {\n"
         "  local -a commands\n"
         "  commands=(\n" + commands +
         "  )\n"
         "  local context state line\n"
         "  typeset -A opt_args\n"
         "  _arguments -C '--help[Print this help message and exit]' '--version[Version, build and features]' \\\n"
         "    '1:command:->command' '*::argument:->argument'\n"
         "  case $state in\n"
         "    command) _describe command commands; return ;;\n"
         "    argument) ;;\n"
         "    *) return ;;\n"
         "  esac\n"
         "  case $words[1] in\n" + cases +
         "  esac\n"
         "}\n"
         "_bulkhead \"$@\"\n";
}

std::string ManPage(const CLI::App& app, const std::string& version) {
  std::string page = ".TH BULKHEAD 1 \"\" \"bulkhead " + version + "\" \"User Commands\"\n"
                     ".SH NAME\nbulkhead \\- a mini Chrome: every tab in a process of its own\n"
                     ".SH SYNOPSIS\n.B bulkhead\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
                     ".SH DESCRIPTION\n" + ManText(app.get_description()) + "\n" + ManOptions(app) + ".SH COMMANDS\n";
  for (const CLI::App* command : CommandsOf(app)) {
    page += ".SS bulkhead " + ManText(command->get_name()) + "\n" + ManText(command->get_description()) + "\n" +
            ManOptions(*command) + ManVerbatim(command->get_footer());
  }
  return page + ".SH EXAMPLES\n" + ManVerbatim(app.get_footer());
}

}  // namespace bulkhead
