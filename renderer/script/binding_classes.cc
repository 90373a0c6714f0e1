#include "renderer/script/binding_classes.h"

#include "renderer/script/bindings.h"
#include "renderer/script/event_dispatcher.h"
#include "renderer/script/host_function.h"

namespace bulkhead {
namespace {

JSClassRef MakeHolderClass() {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Object";
  return JSClassCreate(&definition);
}

}  // namespace

BindingClasses MakeBindingClasses() {
  BindingClasses classes;
  classes.function = MakeHostFunctionClass();
  classes.holder = MakeHolderClass();
  classes.microtask = MakeMicrotaskClass();
  classes.event = MakeEventClass();
  classes.node = MakeNodeClass();
  classes.text = MakeTextClass(classes.node);
  classes.document = MakeDocumentClass(classes.node);
  classes.element = MakeElementClass(classes.node);
  classes.style = MakeStyleClass();
  classes.class_list = MakeClassListClass();
  return classes;
}

void ReleaseBindingClasses(const BindingClasses& classes) {
  for (JSClassRef each : {classes.function, classes.holder, classes.microtask, classes.event, classes.node,
                          classes.text, classes.document, classes.element, classes.style, classes.class_list}) {
    JSClassRelease(each);
  }
}

}  // namespace bulkhead
