// What the browser knows of layers and steps beforehand agrees with the program that takes them.
#include "browser/core/layer_facts.h"

#include <gtest/gtest.h>

#include "renderer/process/layer_book.h"
#include "renderer/process/start_up_order.h"

namespace bulkhead {
namespace {

TEST(LayerFactsTest, AreTheLayersInTheirOrder) {
  ASSERT_EQ(LayerFacts().size(), kLayerNames.size());
  for (size_t i = 0; i < kLayerNames.size(); ++i) {
    EXPECT_EQ(LayerFacts()[i].name, kLayerNames[i]);
    EXPECT_FALSE(LayerFacts()[i].effect.empty());
    EXPECT_EQ(FindLayer(kLayerNames[i]), &LayerFacts()[i]);
  }
  EXPECT_EQ(FindLayer("warp"), nullptr);
  EXPECT_TRUE(LayerNames(", ").starts_with("user, pid, net")) << LayerNames(", ");
}

template <class Context>
void ExpectKnown(std::span<const Step<Context>> steps) {
  for (const Step<Context>& step : steps) {
    if (step.layer != nullptr) {
      EXPECT_EQ(LayerOfStep(step.name), step.layer) << step.name;
    }
  }
}

TEST(LayerFactsTest, EveryStepOfALayerIsKnown) {
  ExpectKnown(StageZeroOrder());
  ExpectKnown(InitOrder());
  ExpectKnown(ZygoteOrder());
  ExpectKnown(RendererOrder());
  EXPECT_EQ(LayerOfStep("namespaces"), "user");
  EXPECT_EQ(LayerOfStep("threads"), "");
}

}  // namespace
}  // namespace bulkhead
