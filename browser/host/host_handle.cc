#include "browser/host/host_handle.h"

#include <boost/asio/post.hpp>

namespace bulkhead {

HostHandle::HostHandle(boost::asio::io_context& loop, std::unique_ptr<HostImpl> host) : loop_(loop), host_(std::move(host)) {
  host_->SetFace(this);
}

HostHandle::~HostHandle() {
  host_->SetFace(nullptr);
  if (host_->calling()) {
    boost::asio::post(loop_, [host = std::move(host_)] {});
  }
}

}  // namespace bulkhead
