// FakeHost: a host without processes. A test tells it what happens and sees what was asked of it.
#ifndef BULKHEAD_TESTS_SUPPORT_FAKE_HOST_H_
#define BULKHEAD_TESTS_SUPPORT_FAKE_HOST_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "browser/core/layer_facts.h"
#include "browser/core/layer_states.h"
#include "browser/host/host.h"

namespace bulkhead {

class FakeHost final : public Host {
 public:
  // What a test prepares, and what it looks at; outlives the host.
  struct Script {
    HostOptions options;           // as given to Create
    std::vector<PageSource> opened;
    std::set<std::string> refused;  // labels that Open() refuses
    bool refuse_all = false;        // Create() fails
    // On the loop, after everything was opened.
    std::function<void(FakeHost&)> story;
    Summary summary;               // tabs are filled in where empty
    bool summary_withheld = false;  // Shutdown() never ends by itself
    std::map<TabId, FrameCopy> frames;
    std::map<TabId, TabState> states;
    std::map<TabId, TabGone> deaths;
    std::vector<std::pair<TabId, std::string>> posts;
    std::vector<std::pair<TabId, std::string>> requests;  // "close", "reload", "stop", "continue", faults as text
    std::map<TabId, TabUse> uses;
    int shutdowns = 0;
    int kills = 0;
  };

  static std::unique_ptr<Host> Create(Script& script,
                                      boost::asio::io_context& loop,
                                      HostOptions options,
                                      const Clock& clock,
                                      EventSink sink,
                                      UserError* error) {
    script.options = std::move(options);
    if (script.refuse_all) {
      *error = {"cannot start", "bulkhead-renderer", "no such program", "name it with --renderer"};
      return nullptr;
    }
    auto host = std::make_unique<FakeHost>(script, loop, clock, std::move(sink));
    boost::asio::post(loop, [fake = host.get()] {
      LayerStates layers;
      for (const LayerFact& layer : LayerFacts()) {
        layers.emplace_back(layer.name, "applied");
      }
      fake->Tell(HostStart{"strict", std::move(layers), "tab"});
      if (fake->script_.story) {
        fake->script_.story(*fake);
      }
    });
    return host;
  }

  FakeHost(Script& script, boost::asio::io_context& loop, const Clock& clock, EventSink sink)
      : script_(script), loop_(loop), clock_(clock), start_(clock.Now()), sink_(std::move(sink)) {}

  void Tell(EventBody body) {
    sink_({std::chrono::duration<double>(clock_.Now() - start_).count(), std::move(body)});
  }

  TabAnswer Close(TabId tab) override {
    return Note(tab, "close");
  }
  TabAnswer Post(TabId tab, std::string json) override {
    if (tab == 0 || tab > script_.opened.size()) {
      return TabAnswer::kNoSuchTab;
    }
    script_.posts.emplace_back(tab, std::move(json));
    return TabAnswer::kDone;
  }
  TabAnswer Reload(TabId tab) override { return Note(tab, "reload"); }
  TabAnswer Inject(TabId tab, const FaultCall& fault) override { return Note(tab, fault.Text()); }
  TabAnswer SetStopped(TabId tab, bool stopped) override { return Note(tab, stopped ? "stop" : "continue"); }
  TabUse Sample(TabId tab) override {
    const auto found = script_.uses.find(tab);
    return found == script_.uses.end() ? TabUse() : found->second;
  }
  std::optional<FrameCopy> CopyFrame(TabId tab) const override {
    const auto found = script_.frames.find(tab);
    return found == script_.frames.end() ? std::nullopt : std::optional(found->second);
  }
  TabState state(TabId tab) const override {
    const auto found = script_.states.find(tab);
    return found == script_.states.end() ? TabState::kLive : found->second;
  }
  const TabGone* last_death(TabId tab) const override {
    const auto found = script_.deaths.find(tab);
    return found == script_.deaths.end() ? nullptr : &found->second;
  }
  TabSummary Measure(TabId tab) const override {
    TabSummary figures;
    figures.tab = tab;
    figures.page = script_.opened[tab - 1].label;
    figures.state = state(tab);
    figures.generations = 1;
    return figures;
  }
  void Shutdown(std::function<void(const Summary&)> done) override {
    ++script_.shutdowns;
    done_ = std::move(done);
    if (!script_.summary_withheld) {
      EndLater();
    }
  }
  void KillNow() override {
    ++script_.kills;
    EndLater();
  }

 private:
  std::optional<TabId> OpenTab(const PageSource& page, UserError* error) override {
    if (script_.refused.contains(page.label)) {
      *error = {"cannot open page", page.label, "out of descriptors", "ulimit -n 100"};
      return std::nullopt;
    }
    script_.opened.push_back(page);
    return static_cast<TabId>(script_.opened.size());
  }

  TabAnswer Note(TabId tab, std::string request) {
    if (tab == 0 || tab > script_.opened.size()) {
      return TabAnswer::kNoSuchTab;
    }
    script_.requests.emplace_back(tab, std::move(request));
    return TabAnswer::kDone;
  }

  void EndLater() {
    boost::asio::post(loop_, [this] {
      if (auto done = std::exchange(done_, nullptr)) {
        Summary summary = script_.summary;
        for (size_t at = summary.tabs.size(); at < script_.opened.size(); ++at) {
          summary.tabs.push_back(Measure(static_cast<TabId>(at + 1)));
        }
        Tell(summary);
        done(summary);
      }
    });
  }

  Script& script_;
  boost::asio::io_context& loop_;
  const Clock& clock_;
  const TimePoint start_;
  const EventSink sink_;
  std::function<void(const Summary&)> done_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_FAKE_HOST_H_
