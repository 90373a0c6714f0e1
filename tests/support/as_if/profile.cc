#include "tests/support/as_if/profile.h"

#include <errno.h>
#include <seccomp.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include <boost/json.hpp>

#include "tests/support/as_if/load_filter.h"

namespace bulkhead {
namespace {

namespace json = boost::json;

const std::map<std::string, scmp_compare, std::less<>> kOperators = {
    {"SCMP_CMP_NE", SCMP_CMP_NE}, {"SCMP_CMP_LT", SCMP_CMP_LT}, {"SCMP_CMP_LE", SCMP_CMP_LE},
    {"SCMP_CMP_EQ", SCMP_CMP_EQ}, {"SCMP_CMP_GE", SCMP_CMP_GE}, {"SCMP_CMP_GT", SCMP_CMP_GT},
    {"SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ}};

uint32_t ActionOf(const json::value& action, const json::value* number) {
  const json::string& name = action.as_string();
  if (name == "SCMP_ACT_ALLOW") {
    return SCMP_ACT_ALLOW;
  }
  if (name == "SCMP_ACT_ERRNO") {
    return SCMP_ACT_ERRNO(number != nullptr ? number->to_number<uint32_t>() : uint32_t{EPERM});
  }
  throw std::runtime_error("unknown action " + std::string(name));
}

scmp_arg_cmp ArgumentOf(const json::object& argument) {
  const auto found = kOperators.find(std::string_view(argument.at("op").as_string()));
  if (found == kOperators.end()) {
    throw std::runtime_error("unknown operator");
  }
  const json::value* second = argument.if_contains("valueTwo");
  return {argument.at("index").to_number<unsigned>(), found->second, argument.at("value").to_number<uint64_t>(),
          second != nullptr ? second->to_number<uint64_t>() : 0};
}

void AddRules(scmp_filter_ctx filter, const json::object& rule, uint32_t otherwise) {
  const uint32_t action = ActionOf(rule.at("action"), rule.if_contains("errnoRet"));
  std::vector<scmp_arg_cmp> arguments;
  if (const json::value* list = rule.if_contains("args")) {
    for (const json::value& argument : list->as_array()) {
      arguments.push_back(ArgumentOf(argument.as_object()));
    }
  }
  for (const json::value& name : rule.at("names").as_array()) {
    const int call = ::seccomp_syscall_resolve_name(name.as_string().c_str());
    if (call == __NR_SCMP_ERROR) {
      throw std::runtime_error("no system call is called " + std::string(name.as_string()));
    }
    // A call of another architecture has a negative number, and no place in this filter.
    if (call < 0 || action == otherwise) {
      continue;
    }
    if (::seccomp_rule_add_array(filter, action, call, static_cast<unsigned>(arguments.size()), arguments.data()) != 0) {
      throw std::runtime_error("no rule for " + std::string(name.as_string()));
    }
  }
}

}  // namespace

bool ApplyProfile(const std::string& file, std::string* error) {
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  try {
    const json::object profile = json::parse(text).as_object();
    const uint32_t otherwise = ActionOf(profile.at("defaultAction"), profile.if_contains("defaultErrnoRet"));
    scmp_filter_ctx filter = ::seccomp_init(otherwise);
    ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    for (const json::value& rule : profile.at("syscalls").as_array()) {
      if (rule.as_object().contains("includes") || rule.as_object().contains("excludes")) {
        throw std::runtime_error("conditions are not understood");
      }
      AddRules(filter, rule.as_object(), otherwise);
    }
    return LoadFilter(filter, error);
  } catch (const std::exception& failure) {
    *error = failure.what();
    return false;
  }
}

}  // namespace bulkhead
