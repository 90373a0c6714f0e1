#include "renderer/text/word_cache.h"

#include <utility>

namespace bulkhead {

std::shared_ptr<const GlyphRun> WordCache::Find(const Font& font, std::string_view word) {
  const KeyView key{&font, word};
  auto found = young_.find(key);
  if (found != young_.end()) {
    return found->second;
  }
  auto old = old_.find(key);
  if (old == old_.end()) {
    return nullptr;
  }
  std::shared_ptr<const GlyphRun> run = old->second;
  Add(font, word, run);
  return run;
}

void WordCache::Add(const Font& font, std::string_view word, std::shared_ptr<const GlyphRun> run) {
  if (word.size() > kMaxWord) {
    return;
  }
  if (young_.size() >= kGeneration) {
    old_ = std::exchange(young_, {});
  }
  young_.emplace(Key{&font, std::string(word)}, std::move(run));
}

}  // namespace bulkhead
