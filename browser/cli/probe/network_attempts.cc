#include <cerrno>

#include "browser/cli/probe/probe_groups.h"

namespace bulkhead {

std::vector<ProbeAttempt> NetworkAttempts() {
  return {
      {"net.tcp", "connect to a server on 127.0.0.1", {"socket", "connect"}, {{"landlock", EACCES}, {"net", ENETUNREACH}}},
      {"net.udp", "send a datagram to 127.0.0.1", {"socket", "sendto"}, {{"net", ENETUNREACH}}},
      {"net.listen", "open a server on 127.0.0.1", {"socket", "bind"}, {{"landlock", EACCES}, {"net", EADDRNOTAVAIL}}},
      {"net.unix_abstract", "connect to an abstract socket", {"socket", "connect"},
       {{"net", ECONNREFUSED}, {"landlock", EPERM}}},
      {"net.unix_path", "connect to a socket with a path", {"socket", "connect"}, {{"root", ENOENT}}},
      {"net.unix_bind", "make a socket with a path", {"socket", "bind"}, {{"root", ENOENT}, {"landlock", EACCES}}},
      {"net.netlink", "list the network interfaces", {"socket"}, {{"net", kReachedNothing}}},
      {"net.packet", "open a packet socket", {"socket"}, {{"capabilities", EPERM}, {"user", EPERM}}},
      {"net.raw", "open a raw socket", {"socket"}, {{"capabilities", EPERM}, {"user", EPERM}}},
      {"net.crypto", "open a socket to the kernel's ciphers", {"socket"}, {}},
      {"net.socketpair", "make two sockets more", {"socketpair"}, {}},
      {"net.sendmsg", "call sendmsg on the control channel", {"sendmsg"}, {}},
  };
}

}  // namespace bulkhead
