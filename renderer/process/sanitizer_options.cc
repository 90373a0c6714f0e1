// Sanitizer builds only. LeakSanitizer stops the world with ptrace, which nothing below init may be the target of; leaks of
// a renderer end with it anyway.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:abort_on_error=0";
}
