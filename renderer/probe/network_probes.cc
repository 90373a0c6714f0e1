// Sockets: to what the browser planted, and of every kind that a kernel offers.
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "ipc/os/unique_fd.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

ProbeVerdict Tcp(const ProbeTargets& targets) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  const sockaddr_in address = Loopback(targets.tcp_port);
  return ProbeVerdict::Of(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
                          "connected to a server on 127.0.0.1");
}

ProbeVerdict Udp(const ProbeTargets& targets) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  const sockaddr_in address = Loopback(targets.udp_port);
  return ProbeVerdict::Of(
      ::sendto(socket.get(), "probe", 5, 0, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
      "sent a datagram to 127.0.0.1");
}

ProbeVerdict Listen(const ProbeTargets&) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  const sockaddr_in address = Loopback(0);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return ProbeVerdict::Refused();
  }
  return ProbeVerdict::Of(::listen(socket.get(), 1), "a server on 127.0.0.1");
}

ProbeVerdict ConnectUnix(const sockaddr_un& address, size_t length, const char* text) {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  return ProbeVerdict::Of(
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(length)), text);
}

ProbeVerdict Abstract(const ProbeTargets& targets) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const size_t size = std::min(targets.abstract_socket.size(), sizeof(address.sun_path) - 1);
  std::memcpy(address.sun_path + 1, targets.abstract_socket.data(), size);
  return ConnectUnix(address, offsetof(sockaddr_un, sun_path) + 1 + size, "connected to an abstract socket");
}

ProbeVerdict Path(const ProbeTargets& targets) {
  if (targets.socket_path.empty()) {
    return ProbeVerdict::NotTried("no socket with a path could be planted");
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const size_t size = std::min(targets.socket_path.size(), sizeof(address.sun_path) - 1);
  std::memcpy(address.sun_path, targets.socket_path.data(), size);
  return ConnectUnix(address, sizeof(address), "connected to a socket with a path");
}

ProbeVerdict BindPath(const ProbeTargets&) {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::string name =
      "/tmp/bulkhead-probe-" + std::to_string(::getpid()) + "-" + std::to_string(now.tv_sec * 1'000'000'000 + now.tv_nsec);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof(address.sun_path) - 1));
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return ProbeVerdict::Refused();
  }
  ::unlink(address.sun_path);
  return ProbeVerdict::Succeeded("a socket in /tmp, removed again");
}

// Its own loopback interface, down, is all that a network namespace of its own shows.
ProbeVerdict Netlink(const ProbeTargets&) {
  const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket.valid()) {
    return ProbeVerdict::Refused();
  }
  const timeval patience{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  struct {
    nlmsghdr header;
    ifinfomsg body;
  } request{};
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = RTM_GETLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (::send(socket.get(), &request, sizeof(request), 0) < 0) {
    return ProbeVerdict::Refused();
  }
  alignas(nlmsghdr) char answer[16384];
  const ssize_t got = ::recv(socket.get(), answer, sizeof(answer), 0);
  if (got < 0) {
    return ProbeVerdict::Refused();
  }
  auto left = static_cast<unsigned>(got);
  for (auto* header = reinterpret_cast<nlmsghdr*>(answer); NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
    if (header->nlmsg_type == RTM_NEWLINK &&
        (static_cast<const ifinfomsg*>(NLMSG_DATA(header))->ifi_flags & IFF_UP) != 0) {
      return ProbeVerdict::Succeeded("the host's network interfaces");
    }
  }
  return ProbeVerdict::Nothing("no interface that is up");
}

ProbeVerdict Socket(int domain, int type, int protocol, const char* text) {
  const UniqueFd socket(::socket(domain, type | SOCK_CLOEXEC, protocol));
  return ProbeVerdict::Of(socket.get(), text);
}

ProbeVerdict Packet(const ProbeTargets&) {
  return Socket(AF_PACKET, SOCK_RAW, 0, "a packet socket");
}

ProbeVerdict Raw(const ProbeTargets&) {
  return Socket(AF_INET, SOCK_RAW, IPPROTO_ICMP, "a raw socket");
}

ProbeVerdict Crypto(const ProbeTargets&) {
  return Socket(AF_ALG, SOCK_SEQPACKET, 0, "a socket to the kernel's ciphers");
}

ProbeVerdict Pair(const ProbeTargets&) {
  int ends[2];
  const int made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
  if (made == 0) {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  return ProbeVerdict::Of(made, "two more sockets");
}

// Upwards, with nothing in it: what matters is the call, which could carry descriptors.
ProbeVerdict SendMessage(const ProbeTargets&) {
  constexpr int kControl = 3;
  msghdr message{};
  return ProbeVerdict::Of(::sendmsg(kControl, &message, MSG_DONTWAIT | MSG_NOSIGNAL), "sendmsg on the control channel");
}

constexpr Probe kProbes[] = {
    {"net.tcp", Tcp},           {"net.udp", Udp},         {"net.listen", Listen},     {"net.unix_abstract", Abstract},
    {"net.unix_path", Path},    {"net.unix_bind", BindPath}, {"net.netlink", Netlink}, {"net.packet", Packet},
    {"net.raw", Raw},           {"net.crypto", Crypto},   {"net.socketpair", Pair},   {"net.sendmsg", SendMessage},
};

}  // namespace

std::span<const Probe> NetworkProbes() { return kProbes; }

}  // namespace bulkhead
