// ChannelVerdict: what the ends of a renderer's two channels mean while its process lives. A broken rule, a full queue or a
// failed socket is a decision at once. An end of stream is not: the kernel closes a dying process's files before its
// pidfd fires, so it may be the first sign of a death that has a cause of its own. Pure: time is passed in.
#ifndef BULKHEAD_BROWSER_HOST_CHANNEL_VERDICT_H_
#define BULKHEAD_BROWSER_HOST_CHANNEL_VERDICT_H_

#include <optional>
#include <string>

#include "browser/core/cause.h"
#include "ipc/channel.h"

namespace bulkhead {

class ChannelVerdict {
 public:
  struct Decision {
    Death death;
    TimePoint since;
  };

  // Keeps what the end was called, for the detail of whatever the death becomes.
  void Note(const char* channel, const ChannelEnd& end);
  // Of a process whose death nobody knows of yet. An overflow is told apart from a hang by the caller.
  std::optional<Death> OnEnd(const char* channel, const ChannelEnd& end, TimePoint now);
  // An end of stream whose process still has not died.
  std::optional<Decision> Overdue(TimePoint now) const;

  // The stream has ended: nothing more can be asked of it.
  bool ended() const { return stream_end_.has_value(); }
  const std::string& text() const { return text_; }
  // What a death's detail says of it. That the sockets of a dead process are closed is no news.
  std::string News() const;

 private:
  std::optional<ChannelEnd> stream_end_;
  TimePoint stream_ended_at_{};
  std::string text_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_CHANNEL_VERDICT_H_
