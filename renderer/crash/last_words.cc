#include "renderer/crash/last_words.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <exception>

#include "renderer/crash/crash_text.h"

namespace bulkhead {
namespace {

// glibc keeps the text of a failed assert, of "malloc(): corrupted ..." and of its kind here. Its name is private to glibc,
// so it is looked up, and its absence costs the text alone.
struct AbortMessage {
  unsigned size;
  char text[1];
};
AbortMessage** g_abort_message = nullptr;
char g_terminate_message[sizeof(CrashRecord::message)];

// The words of what was thrown, then the way of every abort.
[[noreturn]] void OnTerminate() {
  if (const std::exception_ptr current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& error) {
      CopyText(g_terminate_message, error.what());
    } catch (...) {
      CopyText(g_terminate_message, "an exception that is no std::exception");
    }
  } else {
    CopyText(g_terminate_message, "std::terminate without an exception");
  }
  std::abort();
}

}  // namespace

void PrepareLastWords() {
  g_abort_message = static_cast<AbortMessage**>(::dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE"));
  std::set_terminate(OnTerminate);
}

void CopyLastWords(CrashRecord& record) {
  if (g_terminate_message[0] != '\0') {
    record.remarks |= CrashRecord::kUncaughtException;
    CopyText(record.message, g_terminate_message);
  } else if (g_abort_message != nullptr && *g_abort_message != nullptr) {
    const AbortMessage& message = **g_abort_message;
    const char* text = message.text;
    CopyText(record.message, {text, ::strnlen(text, sizeof(record.message))});
  }
}

}  // namespace bulkhead
