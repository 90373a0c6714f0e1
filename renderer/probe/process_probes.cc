// New processes, threads and programs.
#include <elf.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "renderer/probe/held_descriptors.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

ProbeVerdict Reap(long pid, const char* text) {
  if (pid < 0) {
    return ProbeVerdict::Refused();
  }
  ::waitpid(static_cast<pid_t>(pid), nullptr, __WALL);
  return ProbeVerdict::Succeeded(text);
}

ProbeVerdict Fork(const ProbeTargets&) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(0);
  }
  return Reap(pid, "a child, ended at once");
}

ProbeVerdict Vfork(const ProbeTargets&) {
  const pid_t pid = ::vfork();
  if (pid == 0) {
    ::_exit(0);
  }
  return Reap(pid, "a child, ended at once");
}

ProbeVerdict Clone3(const ProbeTargets&) {
  clone_args args{};
  args.exit_signal = SIGCHLD;
  const long pid = ::syscall(SYS_clone3, &args, sizeof(args));
  if (pid == 0) {
    ::_exit(0);
  }
  return Reap(pid, "a child, ended at once");
}

// By the C library, whose function this program has replaced (renderer/sandbox/thread_guard.h).
ProbeVerdict LibraryThread(const ProbeTargets&) {
  pthread_t thread;
  const int error = ::pthread_create(&thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
  if (error != 0) {
    return ProbeVerdict::Refused(error);
  }
  ::pthread_join(thread, nullptr);
  return ProbeVerdict::Succeeded("a thread beyond the fixed set");
}

// By the kernel. It has no storage of its own, so it does nothing at all.
ProbeVerdict Thread(const ProbeTargets&) {
  constexpr size_t kStack = 65536;
  void* const stack = ::mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) {
    return ProbeVerdict::NotTried("no memory");
  }
  constexpr int kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  const int made = ::clone([](void*) { return 0; }, static_cast<char*>(stack) + kStack, kFlags, nullptr);
  // The stack stays: the thread may still be on it.
  return ProbeVerdict::Of(made, "a thread beyond the fixed set");
}

// In place: where it succeeds, the exit code tells.
ProbeVerdict Exec(const ProbeTargets&) {
  static_assert(kReplacedExit == 42);
  char* arguments[] = {const_cast<char*>("sh"), const_cast<char*>("-c"), const_cast<char*>("exit 42"), nullptr};
  char* environment[] = {nullptr};
  ::execve("/bin/sh", arguments, environment);
  return ProbeVerdict::Refused();
}

long ExecuteDescriptor(int fd) {
  char* arguments[] = {const_cast<char*>("probe"), nullptr};
  char* environment[] = {nullptr};
  return ::syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
}

// A whole program: exit(42).
std::string TinyProgram() {
#if defined(__x86_64__)
  constexpr unsigned char kCode[] = {0xb8, 60, 0, 0, 0, 0xbf, kReplacedExit, 0, 0, 0, 0x0f, 0x05};
  constexpr Elf64_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
  // mov x8, #93; mov x0, #42; svc #0
  constexpr unsigned char kCode[] = {0xa8, 0x0b, 0x80, 0xd2, 0x40, 0x05, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4};
  constexpr Elf64_Half kMachine = EM_AARCH64;
#else
#error "no program for this architecture"
#endif
  constexpr uint64_t kBase = 0x400000;
  constexpr uint64_t kHeaders = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
  Elf64_Ehdr file{};
  std::memcpy(file.e_ident, ELFMAG, SELFMAG);
  file.e_ident[EI_CLASS] = ELFCLASS64;
  file.e_ident[EI_DATA] = ELFDATA2LSB;
  file.e_ident[EI_VERSION] = EV_CURRENT;
  file.e_type = ET_EXEC;
  file.e_machine = kMachine;
  file.e_version = EV_CURRENT;
  file.e_entry = kBase + kHeaders;
  file.e_phoff = sizeof(Elf64_Ehdr);
  file.e_ehsize = sizeof(Elf64_Ehdr);
  file.e_phentsize = sizeof(Elf64_Phdr);
  file.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_flags = PF_R | PF_X;
  segment.p_vaddr = kBase;
  segment.p_filesz = kHeaders + sizeof(kCode);
  segment.p_memsz = segment.p_filesz;
  segment.p_align = 4096;
  std::string program(reinterpret_cast<const char*>(&file), sizeof(file));
  program.append(reinterpret_cast<const char*>(&segment), sizeof(segment));
  program.append(reinterpret_cast<const char*>(kCode), sizeof(kCode));
  return program;
}

ProbeVerdict ExecMemory(const ProbeTargets&) {
  const int fd = ::memfd_create("probe", MFD_CLOEXEC);
  if (fd < 0) {
    return ProbeVerdict::Refused();
  }
  const std::string program = TinyProgram();
  if (::write(fd, program.data(), program.size()) != static_cast<ssize_t>(program.size())) {
    return ProbeVerdict::Refused();
  }
  ExecuteDescriptor(fd);
  return ProbeVerdict::Refused();
}

// None of them holds a program: ENOEXEC says that one would have been run.
ProbeVerdict ExecDescriptor(const ProbeTargets&) {
  int error = 0;
  for (const int fd : HeldNumbers()) {
    ExecuteDescriptor(fd);
    error = errno;
    if (error == ENOEXEC) {
      return ProbeVerdict::Succeeded("descriptor " + std::to_string(fd) + " may be executed");
    }
  }
  return ProbeVerdict::Refused(error);
}

const char* SetUserIdProgram() {
  for (const char* path : {"/usr/bin/su", "/bin/su", "/usr/bin/passwd", "/usr/bin/mount", "/bin/mount"}) {
    struct stat status{};
    if (::fstatat(AT_FDCWD, path, &status, 0) == 0 && (status.st_mode & S_ISUID) != 0 && status.st_uid == 0) {
      return path;
    }
  }
  return nullptr;
}

// Whether `child` has other ids than we: prlimit(2) wants all of its ids to be ours. They change a little after the
// descriptors that are closed on exec.
bool HasOtherIds(pid_t child) {
  for (int i = 0; i < 100; ++i) {
    rlimit limit{};
    if (::prlimit(child, RLIMIT_CORE, nullptr, &limit) != 0) {
      return errno == EPERM;
    }
    ::poll(nullptr, 0, 1);
  }
  return false;
}

// A program that belongs to root and runs as root for everybody. It only prints its help, into a full pipe, and waits there
// until it has been looked at.
ProbeVerdict SetUserId(const ProbeTargets&) {
  const char* program = SetUserIdProgram();
  if (program == nullptr) {
    return errno == ENOENT && ::faccessat(AT_FDCWD, "/bin", F_OK, 0) == 0
               ? ProbeVerdict::NotTried("no set-user-ID program where they usually are")
               : ProbeVerdict::Refused();
  }
  int output[2];
  int started[2];
  if (::pipe2(output, O_CLOEXEC | O_NONBLOCK) != 0 || ::pipe2(started, O_CLOEXEC) != 0) {
    return ProbeVerdict::Refused();
  }
  char filler[4096] = {};
  while (::write(output[1], filler, sizeof(filler)) > 0) {
  }
  ::fcntl(output[1], F_SETFL, 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(output[1], STDERR_FILENO);
    char* arguments[] = {const_cast<char*>(program), const_cast<char*>("--help"), nullptr};
    char* environment[] = {nullptr};
    ::execve(program, arguments, environment);
    ::_exit(127);
  }
  if (child < 0) {
    return ProbeVerdict::Refused();
  }
  ::close(started[1]);
  char none;
  ::read(started[0], &none, 1);  // ends with the exec
  const bool gained = HasOtherIds(child);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    return ProbeVerdict::Refused(EACCES, std::string(program) + " could not be run");
  }
  return gained ? ProbeVerdict::Succeeded(std::string(program) + " ran as root")
                : ProbeVerdict::Nothing(std::string(program) + " ran without its rights");
}

constexpr Probe kProbes[] = {
    {"process.fork", Fork},
    {"process.vfork", Vfork},
    {"process.clone3", Clone3},
    {"process.thread", Thread},
    {"process.library_thread", LibraryThread},
    {"process.exec", Exec},
    {"process.exec_memory", ExecMemory},
    {"process.exec_descriptor", ExecDescriptor},
    {"process.set_user_id", SetUserId},
};

}  // namespace

std::span<const Probe> ProcessProbes() { return kProbes; }

}  // namespace bulkhead
