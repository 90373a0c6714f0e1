// TerminalScreen: the terminal as a screen of lines and a source of keys. Alternate screen, no echo; given back on Leave(), on
// Ctrl-Z until the process goes on, and on a crash (terminal_guard.h). Painting never waits: a terminal that takes nothing
// gets the newest screen once it takes something.
//
// On the loop's thread. One at a time in a process.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_SCREEN_H_
#define BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_SCREEN_H_

#include <termios.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/cli/live/keys.h"
#include "browser/cli/live/table_view.h"

namespace bulkhead {

class TerminalScreen {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    virtual void OnKey(const Key& key) = 0;
    // Paint(), please: another size, or the screen is ours again.
    virtual void OnScreenChanged() = 0;
    // Before it is ours, and after it no longer is.
    virtual void OnEnter() = 0;
    virtual void OnLeft() = 0;
    // The terminal is gone.
    virtual void OnTerminalClosed() = 0;
  };

  // Whether descriptors 0 and 1 are a terminal on which this process is in the foreground, and one that can do more than print.
  static bool Usable(const std::function<const char*(const char*)>& environment);

  TerminalScreen(boost::asio::io_context& loop, Client& client);
  ~TerminalScreen();

  // False: the terminal behind stdout cannot be opened anew (another user's, after su).
  bool Open();
  // For good.
  void Leave();
  const ScreenSize& size() const { return size_; }
  // At most size().rows lines; what has not changed since the last time is not written.
  void Paint(std::vector<std::string> lines);

 private:
  void Enter();
  void GiveBack();
  bool InForeground() const;
  void ReadSize();
  void WaitForKeys();
  void ReadKeys();
  void WaitForSignal();
  void OnSignal(int signal);
  // Goes on once this process is in the foreground: a shell says nothing when it brings one there that runs already.
  void EnterInForeground();
  void Write();
  void Deliver(const std::vector<Key>& keys);
  // Blocks, for as long as a terminal needs that takes anything at all.
  void WriteNow(std::string_view text);

  Client& client_;
  boost::asio::posix::stream_descriptor terminal_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer escape_timer_;
  boost::asio::steady_timer foreground_timer_;
  KeyDecoder decoder_;
  termios before_{};
  ScreenSize size_;
  bool open_ = false;
  bool entered_ = false;
  bool writing_ = false;
  std::string unwritten_;
  std::vector<std::string> shown_;
  std::optional<std::vector<std::string>> next_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_SCREEN_H_
