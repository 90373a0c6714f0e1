#include "renderer/process/call_listeners.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/seccomp.h>
#include <utility>

#include "ipc/os/descriptor_passing.h"
#include "ipc/os/packet.h"
#include "ipc/os/socket_pair.h"

namespace bulkhead {
namespace {

struct Arrival {
  UniqueFd listener;
  pid_t pid = 0;  // of the sender, in our namespace; 0: it is gone
};

// Invalid: there was nothing, or it was no listener.
Arrival ReceiveListener(int socket) {
  // What a ucred and one descriptor need.
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int))];
  char byte = 0;
  iovec part{&byte, 1};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  Arrival arrival;
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) <= 0) {
    return arrival;
  }
  std::vector<UniqueFd> descriptors;
  TakeDescriptors(message, descriptors);
  if (descriptors.size() == 1) {
    arrival.listener = std::move(descriptors[0]);
  }
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_CREDENTIALS) {
      ucred sender;
      std::memcpy(&sender, CMSG_DATA(header), sizeof(sender));
      arrival.pid = sender.pid;
    }
  }
  return arrival;
}

}  // namespace

Result<ListenerSockets> CreateListenerSockets() {
  Result<SocketPair> pair = CreateSocketPair(SOCK_SEQPACKET);
  if (!pair) {
    return pair.error();
  }
  const int on = 1;
  if (::setsockopt(pair->ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0) {
    return ErrnoError();
  }
  ::fcntl(pair->theirs.get(), F_SETFL, 0);  // init reads all the time
  return ListenerSockets{std::move(pair->ours), std::move(pair->theirs)};
}

Result<void> HandOverListener(int socket, UniqueFd listener) {
  const int sent = listener.get();
  const char byte = 'L';
  return SendPacket(socket, {&byte, 1}, {&sent, 1});
}

CallListeners::CallListeners(UniqueFd socket, std::vector<SystemCallGroup> policy, bool pid_namespaces, Report report)
    : socket_(std::move(socket)),
      policy_(std::move(policy)),
      pid_namespaces_(pid_namespaces),
      report_(std::move(report)) {}

void CallListeners::AddTo(std::vector<pollfd>& polls) const {
  polls.push_back({socket_.get(), POLLIN, 0});
  for (const Renderer& renderer : renderers_) {
    polls.push_back({renderer.listener.get(), POLLIN, 0});
  }
}

void CallListeners::Serve(std::span<const pollfd> polls) {
  for (const pollfd& poll : polls.subspan(1)) {
    const auto renderer = std::ranges::find(renderers_, poll.fd, [](const Renderer& each) { return each.listener.get(); });
    if (renderer == renderers_.end()) {
      continue;
    }
    const bool used = (poll.revents & POLLIN) == 0 || ServeOne(*renderer);
    if (!used || (poll.revents & (POLLHUP | POLLERR)) != 0) {
      TellRest(*renderer);
      renderers_.erase(renderer);
    }
  }
  if ((polls[0].revents & POLLIN) != 0) {
    Accept();
  }
}

void CallListeners::Accept() {
  Arrival arrival = ReceiveListener(socket_.get());
  if (arrival.listener.valid() && arrival.pid != 0) {
    renderers_.push_back({std::move(arrival.listener), arrival.pid, CallCounts(policy_)});
  }
}

bool CallListeners::ServeOne(Renderer& renderer) {
  const int listener = renderer.listener.get();
  seccomp_notif call{};  // the kernel wants zeroes
  if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
    return errno == ENOENT || errno == EINTR;  // the thread was killed meanwhile
  }
  // Else the thread is gone, and its id may be another's by now.
  if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id) != 0) {
    return true;
  }
  SystemCall seen{call.data.nr, call.data.arch, {}};
  for (size_t index = 0; index < seen.arguments.size(); ++index) {
    seen.arguments[index] = call.data.args[index];
  }
  if (const CallCounts::Kind* kind = renderer.counts.Note(seen, static_cast<pid_t>(call.pid))) {
    Tell(renderer, *kind);
  }
  seccomp_notif_resp answer{};
  answer.id = call.id;
  answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  // ENOENT: killed meanwhile, nobody waits for it.
  return ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0 || errno == ENOENT;
}

void CallListeners::OnExit(pid_t pid) {
  for (auto renderer = renderers_.begin(); renderer != renderers_.end();) {
    if (renderer->pid != pid) {
      ++renderer;
      continue;
    }
    TellRest(*renderer);
    renderer = renderers_.erase(renderer);
  }
}

void CallListeners::TellRest(const Renderer& renderer) const {
  for (const CallCounts::Kind& kind : renderer.counts.Untold()) {
    Tell(renderer, kind);
  }
}

void CallListeners::Tell(const Renderer& renderer, const CallCounts::Kind& kind) const {
  spawn::InitEvent::LearnedCall learned;
  learned.set_pid(renderer.pid);
  learned.set_kind(kind.number);
  learned.set_count(kind.count);
  learned.set_others(kind.number == CallCounts::kMostKinds);
  if (!learned.others()) {
    learned.set_tid(kind.thread);
    learned.set_call(kind.first.number);
    learned.set_architecture(kind.first.architecture);
    for (const uint64_t argument : kind.first.arguments) {
      learned.add_arguments(argument);
    }
    const uint32_t own_pid = pid_namespaces_ ? 1 : static_cast<uint32_t>(renderer.pid);
    learned.set_policy(PolicyLine(policy_, kind.first, own_pid));
  }
  report_(learned);
}

}  // namespace bulkhead
