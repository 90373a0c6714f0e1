// A start of the sandbox as `run` would do it: a compartment, a renderer in it, no page. What the kernel gives is found by
// doing; everything that was started is ended again.
#ifndef BULKHEAD_BROWSER_DOCTOR_SANDBOX_TRIAL_H_
#define BULKHEAD_BROWSER_DOCTOR_SANDBOX_TRIAL_H_

#include <string>

#include <boost/asio/io_context.hpp>

#include "browser/doctor/doctor_report.h"
#include "browser/host/host_options.h"
#include "ipc/os/clock.h"

namespace bulkhead {

// Runs `loop`, on which nothing else is to be waiting, until the trial is over: at the latest after twice
// options.startup_deadline and the time that killing what it started takes. The caller's thread is the one that spawns.
TrialOutcome TrySandbox(boost::asio::io_context& loop, const HostOptions& options, const std::string& renderer_program,
                        const Clock& clock);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_SANDBOX_TRIAL_H_
