// Host: the browser's public face. Opens tabs, each in a renderer process; tells what happens to them as events; ends them.
//
// Lives on the thread of its io_context, which never blocks: one thread runs that, and makes every call. The thread that
// constructs the host is the one that spawns (PR_SET_PDEATHSIG fires when the spawning *thread* ends), so it outlives the host,
// as the io_context does. Nothing here throws; what a function of yours throws comes out of io_context::run(), once the host
// has done what it was about. It may let the host go, too.
//
// A guest in its application: it installs no signal handler, changes no limit, priority, locale or default logger. Its
// sockets are written with MSG_NOSIGNAL; children get none of the application's descriptors, close-on-exec or not, and none
// of its environment; they are waited for by pidfd, and an application that reaps everything with wait(-1) costs the host
// only the words about how its first child ended. Two hosts may live in one process. Its threads ("files", "symbols")
// are joined; one that a file system holds up for ever is let go.
#ifndef BULKHEAD_BROWSER_HOST_HOST_H_
#define BULKHEAD_BROWSER_HOST_HOST_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/host/events.h"
#include "browser/host/frame_copy.h"
#include "browser/host/host_options.h"
#include "browser/host/page_source.h"
#include "browser/host/tab.h"
#include "browser/host/tab_answer.h"
#include "browser/host/tab_use.h"
#include "browser/host/user_error.h"
#include "ipc/faults/fault_catalogue.h"
#include "ipc/os/clock.h"
#include "ipc/os/result.h"

namespace bulkhead {

// Of one message in JSON, both ways (proto/control.proto).
inline constexpr size_t kMaxMessageBytes = 32 * 1024;

class Host {
 public:
  using EventSink = std::function<void(const Event&)>;

  // Checks what must be there (renderer program, descriptors) and starts the compartment; its readiness is awaited on the
  // loop. Every event goes to `sink`, on the loop's thread, last the summary of a Shutdown(). `clock` outlives the host. Null:
  // `error` (never null) says why.
  static std::unique_ptr<Host> Create(boost::asio::io_context& loop,
                                      HostOptions options,
                                      const Clock& clock,
                                      EventSink sink,
                                      UserError* error);
  // By the system's monotonic clock.
  static std::unique_ptr<Host> Create(boost::asio::io_context& loop, HostOptions options, EventSink sink, UserError* error);
  // Kills what is left, as KillNow() does, and tells nothing of it; the loop reaps it where it runs on. Shutdown() is the end in
  // order.
  virtual ~Host() = default;

  // A tab that does not fit (descriptors) is refused before anything is started for it. Never blocks: the file is read on
  // the host's file thread.
  std::optional<Tab> Open(const PageSource& page, UserError* error) {
    const std::optional<TabId> id = OpenTab(page, error);
    return id ? std::optional(tab(*id)) : std::nullopt;
  }
  // The tab of a number that an event told. The calls below take such a number; Tab has them too.
  Tab tab(TabId id) const { return Tab(self_, id); }

  // Ends a tab for good, in whatever state it is: its page closed, a renderer of its own asked for goodbye and killed where
  // that takes too long. TabClosed comes before this returns; its number is never given again.
  virtual TabAnswer Close(TabId tab) = 0;

  // Gives the page's bulkhead.onmessage the value that `json` stands for (nested at most 32 deep): once, in order, when the
  // page has loaded. What a generation has not taken when it ends is dropped, and told as TabMessagesDropped.
  virtual TabAnswer Post(TabId tab, std::string json) = 0;

  // Loads the tab's page anew: in the same renderer where it answers; else a hung one is killed and another started, and a dead
  // tab gets another at once, whatever the restart policy says of it, which begins anew. No event tells that it is there; a
  // page that wants to be known says so (postMessage(), its title).
  virtual TabAnswer Reload(TabId tab) = 0;

  // Does `fault` to the tab's renderer, or has the renderer do it, once its page has loaded: FaultFired comes first. Why a
  // renderer will not do it is told as TabError. ParseFault("crash.segv") makes one; what a renderer that dies before its page
  // has loaded was to do dies with it.
  virtual TabAnswer Inject(TabId tab, const FaultCall& fault) = 0;

  // Stops the tab's renderer (SIGSTOP), or lets it go on. Who stops it so is not told that it hangs.
  virtual TabAnswer SetStopped(TabId tab, bool stopped) = 0;

  // Called once if the compartment could not be made at all (sandbox refused, no renderer program), or in strict no renderer
  // in it. No tab will ever live then: calls answer kEnding, Open() refuses, Shutdown() ends it. Unset: an error in the log.
  std::function<void(const UserError&)> on_fatal;

  // HostOptions::probing only: kBegun, then what came of it if the renderer outlived it. Before its tab.gone.
  std::function<void(const ProbeReport&)> on_probe_report;

  // Last good frame of a tab; nullopt before its first. Of a tab that never was: nothing, kClosed, null, an empty summary.
  virtual std::optional<FrameCopy> CopyFrame(TabId tab) const = 0;
  virtual TabState state(TabId tab) const = 0;
  // The last death of a tab; null if none.
  virtual const TabGone* last_death(TabId tab) const = 0;
  // Frames presented so far, and gaps, as the summary will say it.
  virtual TabSummary Measure(TabId tab) const = 0;
  // What the tab uses now; a few reads of /proc.
  virtual TabUse Sample(TabId tab) = 0;

  // An ordered end: goodbye asked of every renderer, kill after the goodbye deadline, compartment down. `done` gets the
  // summary: states and causes as of the moment this was called first; again, or with nothing to call, it is the same end.
  virtual void Shutdown(std::function<void(const Summary&)> done) = 0;
  // At once: everything is killed now. A Shutdown() under way still calls its `done`.
  virtual void KillNow() = 0;

 private:
  // Open(), by number.
  virtual std::optional<TabId> OpenTab(const PageSource& page, UserError* error) = 0;

  // What handles have of it: ends with the host.
  const std::shared_ptr<Host* const> self_ = std::make_shared<Host* const>(this);
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_H_
