// What the browser tells stage 0 in its first packet.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_CONFIG_H_
#define BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_CONFIG_H_

#include "browser/host/host_options.h"
#include "spawn.pb.h"

namespace bulkhead {

// `sudo_uid`, `sudo_gid`: the environment's SUDO_UID and SUDO_GID where the browser is root, else nullptr.
spawn::Config MakeConfig(const HostOptions& options, const char* build, const char* sudo_uid, const char* sudo_gid);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_CONFIG_H_
