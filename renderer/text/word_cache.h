// WordCache: shaped words by font and text, bounded. Two generations: what was not asked for while a whole generation
// filled up is dropped, without any bookkeeping per use. Main thread only.
#ifndef BULKHEAD_RENDERER_TEXT_WORD_CACHE_H_
#define BULKHEAD_RENDERER_TEXT_WORD_CACHE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "renderer/paint/display_list.h"

namespace bulkhead {

class Font;

class WordCache {
 public:
  // Words in a generation: a page of 5 000 elements has about 3 000 different ones. A word takes about 300 bytes.
  static constexpr size_t kGeneration = 4096;
  // Longer ones are not kept: they hardly come twice.
  static constexpr size_t kMaxWord = 64;

  // null: not here.
  std::shared_ptr<const GlyphRun> Find(const Font& font, std::string_view word);
  void Add(const Font& font, std::string_view word, std::shared_ptr<const GlyphRun> run);
  size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Key {
    const Font* font;
    std::string word;
  };
  struct KeyView {
    const Font* font;
    std::string_view word;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const Key& key) const { return (*this)(KeyView{key.font, key.word}); }
    size_t operator()(const KeyView& key) const {
      return std::hash<std::string_view>()(key.word) ^ (std::hash<const void*>()(key.font) * 31);
    }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.font == b.font && std::string_view(a.word) == std::string_view(b.word);
    }
  };
  using Words = std::unordered_map<Key, std::shared_ptr<const GlyphRun>, Hash, Equal>;

  Words young_;
  Words old_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_TEXT_WORD_CACHE_H_
