// The classes of our JavaScript objects, made once a VM.
#ifndef BULKHEAD_RENDERER_SCRIPT_BINDING_CLASSES_H_
#define BULKHEAD_RENDERER_SCRIPT_BINDING_CLASSES_H_

#include "renderer/script/script_vm.h"

namespace bulkhead {

BindingClasses MakeBindingClasses();
void ReleaseBindingClasses(const BindingClasses& classes);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_BINDING_CLASSES_H_
