// RendererChannels: the two sockets of one renderer. Checks every message at the door (what the generic gate cannot know:
// ids, enums, buffers) and hands it to the page that it names. A message that breaks a rule ends its channel, and is
// told as such; nothing is repaired.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_CHANNELS_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_CHANNELS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/core/flight_recorder.h"
#include "browser/host/display.h"
#include "browser/host/renderer_page.h"
#include "ipc/channel.h"
#include "ipc/frame_ring.h"

namespace bulkhead {

class RendererChannels {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    // The rule that it breaks, with words; nullopt: welcome.
    virtual std::optional<std::pair<BadMessageRule, std::string>> OnHello(const control::Hello& hello) = 0;
    // Any control message but Hello and Pong: the main thread is alive.
    virtual void OnMainTraffic() = 0;
    // False: never asked.
    virtual bool OnPong(uint64_t nonce) = 0;
    virtual void OnGoodbye() = 0;
    // It was started to probe: its results are welcome.
    virtual bool probing() const = 0;
    // Somebody may ask for faults: the page, or the host's user.
    virtual bool faults() const = 0;
    // `channel`: "control" or "frames". Once each.
    virtual void OnChannelEnd(const char* channel, const ChannelEnd& end) = 0;
  };

  // `client` and `clock` outlive it. It may be destroyed from no call of its own. Nothing leaves before BeginSending().
  RendererChannels(boost::asio::io_context& loop, UniqueFd control, UniqueFd frames, Client& client, const Clock& clock);

  // The renderer has been looked at: what was sent so far goes down now, in its order.
  void BeginSending();

  // Makes the frame ring of `page` and opens it; `page` lives until it is closed or handed over. `id` is the browser's number,
  // never used before. Errors: those of Display.
  Result<std::unique_ptr<Display>> OpenPage(uint32_t id, RendererPage& page, uint32_t width, uint32_t height);
  // The page `id`, which is open, is `page` from now on.
  void HandOver(uint32_t id, RendererPage& page);
  void GiveBack(uint32_t id, uint32_t buffer);
  struct Document {
    std::string url;
    UniqueFd copy;
    uint64_t size = 0;
    uint32_t width = 0;   // viewport, CSS pixels
    uint32_t height = 0;
    uint32_t number = 0;  // of this load of the page
  };
  void Navigate(uint32_t id, Document document);
  void ClosePage(uint32_t id);
  void ReplyToResource(uint32_t id, uint32_t request, control::ResourceStatus status, UniqueFd copy, uint64_t size);
  void PostMessage(uint32_t id, std::string json);
  void InjectFault(uint32_t id, std::string fault);
  void Ping(uint64_t nonce);
  void PingFrames();  // unless one is outstanding
  // The end of the frames channel is its answer.
  void TakeStacks();
  // The last thing that goes down: what came behind it would be answered behind the goodbye.
  void Shutdown();

  // What had arrived is handled, then both channels end.
  void Drain();
  void Close();
  void CheckQueueAge();

  // Of open pages, by number. Given up at the end of the process.
  const std::map<uint32_t, RendererPage*>& pages() const { return pages_; }
  std::map<uint32_t, RendererPage*> TakePages() { return std::exchange(pages_, {}); }
  size_t control_queued_bytes() const { return control_.queued_bytes(); }
  uint64_t messages_in() const { return control_.messages_in() + frames_.messages_in(); }
  uint64_t messages_out() const { return control_.messages_out() + frames_.messages_out(); }
  // A message that breaks its contract is not in it: it is in how the channel ended.
  const FlightRecorder& recorder() const { return recorder_; }

 private:
  class End final : public ChannelReceiver {
   public:
    End(RendererChannels& owner, const char* name, void (RendererChannels::*on_frame)(Frame&))
        : owner_(owner), name_(name), on_frame_(on_frame) {}
    void OnFrame(Frame& frame) override {
      owner_.NoteUp(frame);
      (owner_.*on_frame_)(frame);
    }
    void OnChannelEnd(const ChannelEnd& end) override { owner_.client_.OnChannelEnd(name_, end); }

   private:
    RendererChannels& owner_;
    const char* const name_;
    void (RendererChannels::*const on_frame_)(Frame&);
  };

  void NoteUp(const Frame& frame);
  template <class Message>
  void Send(Channel& channel, const Message& message, std::vector<UniqueFd> descriptors = {});
  void OnControlFrame(Frame& frame);
  void OnFramesFrame(Frame& frame);
  void OnHello(Frame& frame);
  void OnConsole(Frame& frame);
  void OnFaultFired(Frame& frame);
  void OnProbeResult(Frame& frame);
  void OnFrameReady(Frame& frame);
  void OnFramesPong(Frame& frame);
  // Parses a message that names a page and hands it over if the page is still here.
  template <class Message, class Handle>
  void ForPage(Channel& channel, Frame& frame, Handle handle);
  // The page, null if it was closed; false: the number was never given to this renderer, and the channel has ended.
  bool FindPage(Channel& channel, uint32_t id, RendererPage** page);

  Client& client_;
  const Clock& clock_;
  FlightRecorder recorder_;
  End control_end_;
  End frames_end_;
  Channel control_;
  Channel frames_;
  std::map<uint32_t, RendererPage*> pages_;
  std::set<uint32_t> closed_pages_;  // numbers given once: what is still on its way from them is no offence
  bool ending_ = false;
  uint64_t frames_nonce_ = 0;
  bool frames_ping_outstanding_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_CHANNELS_H_
