// bulkhead.postMessage and bulkhead.onmessage.
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using MessageTest = ScriptTest;

TEST_F(MessageTest, ValuesGoUpAsJson) {
  Run("bulkhead.postMessage({a: [1, 'x', null], b: undefined, when: new Date(0)})");
  Run("bulkhead.postMessage(1e-9); bulkhead.postMessage(null)");
  EXPECT_EQ(host.messages, (std::vector<std::string>{R"({"a":[1,"x",null],"when":"1970-01-01T00:00:00.000Z"})", "1e-9", "null"}));
}

TEST_F(MessageTest, HalfOfASurrogatePairIsTheReplacementCharacter) {
  Run(R"(bulkhead.postMessage('caf\u00e9 \ud83d\ude00'.slice(0, 6)))");
  Run(R"(bulkhead.postMessage({'\udfff': '\ud83d\ude00', b: '\\ud800', c: '\\\udbff', d: '\ud7ff\ue000\u0001'}))");
  EXPECT_EQ(host.messages,
            (std::vector<std::string>{"\"caf\u00e9 \\ufffd\"",
                                      "{\"\\ufffd\":\"\U0001F600\",\"b\":\"\\\\ud800\",\"c\":\"\\\\\\ufffd\","
                                      "\"d\":\"\ud7ff\ue000\\u0001\"}"}));
}

TEST_F(MessageTest, WhatJsonHasNoWordForIsATypeError) {
  for (const char* value : {"undefined", "() => 1", "Symbol('s')"}) {
    EXPECT_EQ(Eval("(() => { try { bulkhead.postMessage(" + std::string(value) + ") } catch (e) { return e.name } })()"),
              "TypeError")
        << value;
  }
  EXPECT_EQ(Eval("(() => { const a = []; a.push(a); try { bulkhead.postMessage(a) } catch (e) { return e.name } })()"),
            "TypeError");
  EXPECT_EQ(Eval("(() => { try { bulkhead.postMessage({toJSON() { throw 7 }}) } catch (e) { return e } })()"), "7");
  EXPECT_TRUE(host.messages.empty());
}

TEST_F(MessageTest, ARefusalIsAnError) {
  host.refuse_messages = true;
  EXPECT_EQ(Eval("(() => { try { bulkhead.postMessage(1) } catch (e) { return e.message } })()"), "postMessage: too many");
}

TEST_F(MessageTest, TheHandlerGetsTheValueInItsEvent) {
  Run("bulkhead.onmessage = e => console.log(e.type, JSON.stringify(e.data))");
  scripts->DeliverMessage(R"({"a": [1, "\u00e4"]})");
  scripts->DeliverMessage("0");
  EXPECT_EQ(Console(), "message {\"a\":[1,\"\xC3\xA4\"]} | message 0");
}

TEST_F(MessageTest, WithoutAHandlerNothingHappens) {
  scripts->DeliverMessage("1");
  Run("bulkhead.onmessage = 7");
  scripts->DeliverMessage("1");
  Run("Object.defineProperty(bulkhead, 'onmessage', {get() { throw 1 }})");
  scripts->DeliverMessage("1");
  EXPECT_EQ(Console(), "");
  EXPECT_TRUE(host.errors.empty());
}

TEST_F(MessageTest, AHandlersErrorIsReportedAndItsPromisesRun) {
  Run("bulkhead.onmessage = e => { Promise.resolve().then(() => console.log('later')); throw new Error('no ' + e.data) }");
  scripts->DeliverMessage("5");
  EXPECT_EQ(Console(), "later");
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "Error: no 5");
}

TEST_F(MessageTest, ThePageCannotReplaceItsLine) {
  Run("bulkhead = 1; delete window.bulkhead");
  EXPECT_EQ(Eval("typeof bulkhead.postMessage"), "function");
}

}  // namespace
}  // namespace bulkhead
