#include "browser/cli/png_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <cairo.h>

#include "ipc/frame_ring.h"
#include "ipc/os/unique_fd.h"
#include "ipc/os/write_all.h"

namespace bulkhead {
namespace {

struct Sink {
  int fd = -1;
  int error = 0;
};

cairo_status_t WriteSome(void* closure, const unsigned char* data, unsigned int length) {
  auto* sink = static_cast<Sink*>(closure);
  if (const Result<void> written = WriteAll(sink->fd, {reinterpret_cast<const char*>(data), length}); !written) {
    sink->error = written.error().value();
    return CAIRO_STATUS_WRITE_ERROR;
  }
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::optional<UserError> WritePng(const FrameCopy& picture, const std::filesystem::path& file) {
  const auto failed = [&](int error) {
    return UserError{"cannot write screenshot", file.string(), std::generic_category().message(error),
                     "check --screenshots"};
  };
  const std::filesystem::path unfinished = file.string() + ".part";
  const UniqueFd fd(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!fd.valid()) {
    return failed(errno);
  }
  // Cairo only reads it; its interface knows no const.
  auto* pixels = reinterpret_cast<unsigned char*>(const_cast<char*>(picture.pixels.data()));
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      pixels, CAIRO_FORMAT_RGB24, static_cast<int>(picture.width), static_cast<int>(picture.height),
      static_cast<int>(picture.width * kBytesPerPixel));
  Sink sink{.fd = fd.get()};
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, WriteSome, &sink);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS || ::rename(unfinished.c_str(), file.c_str()) != 0) {
    const int error = status == CAIRO_STATUS_SUCCESS ? errno : sink.error != 0 ? sink.error : EIO;
    ::unlink(unfinished.c_str());
    return failed(error);
  }
  return std::nullopt;
}

}  // namespace bulkhead
