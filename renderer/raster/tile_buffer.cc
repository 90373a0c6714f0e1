#include "renderer/raster/tile_buffer.h"

#include <sys/mman.h>

#include "ipc/os/check.h"

namespace bulkhead {

TileBufferPool::~TileBufferPool() {
  Trim();
}

TileBufferPool::Buffer TileBufferPool::Allocate() {
  {
    MutexLock lock(mutex_);
    if (!free_.empty()) {
      uint32_t* pixels = free_.back();
      free_.pop_back();
      return Buffer(pixels, Release{shared_from_this()});
    }
  }
  // Straight from the kernel and all at once: malloc would keep it, and 64 single faults cost more than one populate.
  void* pixels = ::mmap(nullptr, kTileBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  BULKHEAD_CHECK(pixels != MAP_FAILED);
  return Buffer(static_cast<uint32_t*>(pixels), Release{shared_from_this()});
}

void TileBufferPool::Free(uint32_t* pixels) {
  {
    MutexLock lock(mutex_);
    if (free_.size() < kept_) {
      free_.push_back(pixels);
      return;
    }
  }
  ::munmap(pixels, kTileBytes);
}

void TileBufferPool::Trim() {
  std::vector<uint32_t*> freed;
  {
    MutexLock lock(mutex_);
    freed.swap(free_);
  }
  for (uint32_t* pixels : freed) {
    ::munmap(pixels, kTileBytes);
  }
}

size_t TileBufferPool::kept() const {
  MutexLock lock(mutex_);
  return free_.size();
}

}  // namespace bulkhead
