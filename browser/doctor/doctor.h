// Doctor: what of the sandbox works on this machine, found by starting it.
#ifndef BULKHEAD_BROWSER_DOCTOR_DOCTOR_H_
#define BULKHEAD_BROWSER_DOCTOR_DOCTOR_H_

#include <filesystem>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "browser/doctor/doctor_report.h"
#include "browser/host/user_error.h"
#include "ipc/os/clock.h"

namespace bulkhead {

// nullopt and *error where there is nothing to examine: no renderer program, or one that is not ours. Takes some tenths of
// a second; under half a minute where every step of a start hangs. `renderer_program`: empty: as Host finds it.
std::optional<DoctorReport> ExamineSandbox(boost::asio::io_context& loop,
                                           const std::filesystem::path& renderer_program,
                                           const Clock& clock,
                                           UserError* error);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_DOCTOR_H_
