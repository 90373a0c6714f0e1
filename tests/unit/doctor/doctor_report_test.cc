#include "browser/doctor/doctor_report.h"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/core/layer_facts.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StrEq;

TrialOutcome Live() {
  TrialOutcome trial;
  trial.live = true;
  for (const LayerFact& fact : LayerFacts()) {
    trial.layers.emplace_back(fact.name, "applied");
  }
  trial.private_memory_readable = true;
  return trial;
}

TrialOutcome Refused(const char* step, int error, const char* why) {
  TrialOutcome trial;
  trial.step = step;
  trial.error = error;
  trial.why = why;
  return trial;
}

void Set(TrialOutcome& trial, const std::string& layer, const std::string& state) {
  for (auto& [name, known] : trial.layers) {
    if (name == layer) {
      known = state;
    }
  }
}

const LayerFinding& Layer(const DoctorReport& report, const std::string& name) {
  for (const LayerFinding& layer : report.layers) {
    if (layer.name == name) {
      return layer;
    }
  }
  static const LayerFinding none;
  return none;
}

MachineFacts OrdinaryUser() {
  MachineFacts machine;
  machine.user.uid = machine.user.renderer_uid = 1000;
  return machine;
}

TEST(DoctorReportTest, WhereAllWorks) {
  const DoctorReport report = MakeReport(OrdinaryUser(), Live(), Live());
  EXPECT_TRUE(report.strict.starts);
  EXPECT_TRUE(report.best_effort.starts);
  ASSERT_EQ(report.layers.size(), LayerFacts().size());
  for (const LayerFinding& layer : report.layers) {
    EXPECT_EQ(layer.available, true) << layer.name;
    EXPECT_TRUE(layer.applied) << layer.name;
    EXPECT_EQ(layer.why + layer.remedy, "") << layer.name;
    EXPECT_FALSE(layer.effect.empty()) << layer.name;
  }
  EXPECT_THAT(report.environment->name, StrEq("Linux"));
}

TEST(DoctorReportTest, WhatIsRefusedAndWhatWaitsForIt) {
  TrialOutcome best_effort = Live();
  Set(best_effort, "user", "user namespaces refused: No space left on device (errno 28)");
  Set(best_effort, "pid", "needs a user namespace");
  Set(best_effort, "landlock", "not built");
  const DoctorReport report =
      MakeReport(OrdinaryUser(), best_effort, Refused("namespaces", ENOSPC, "clone into new namespaces"));
  EXPECT_FALSE(report.strict.starts);
  EXPECT_EQ(report.strict.step, "namespaces");
  EXPECT_EQ(report.strict.why, "clone into new namespaces: No space left on device");
  EXPECT_THAT(report.strict.remedy, HasSubstr("sysctl -w user.max_user_namespaces="));
  EXPECT_TRUE(report.best_effort.starts);
  EXPECT_EQ(Layer(report, "user").available, false);
  EXPECT_FALSE(Layer(report, "user").applied);
  EXPECT_THAT(Layer(report, "user").why, HasSubstr("refused"));
  EXPECT_THAT(Layer(report, "user").remedy, HasSubstr("sysctl"));
  EXPECT_EQ(Layer(report, "pid").available, std::nullopt);
  EXPECT_EQ(Layer(report, "pid").why, "needs a user namespace");
  EXPECT_EQ(Layer(report, "landlock").available, std::nullopt);
  EXPECT_TRUE(Layer(report, "net").applied);
}

TEST(DoctorReportTest, AStartThatEndsEarlyKnowsOnlyItsLastStep) {
  const TrialOutcome refused = Refused("group", EPERM, "setpgid");
  const DoctorReport report = MakeReport(OrdinaryUser(), refused, refused);
  EXPECT_FALSE(report.best_effort.starts);
  EXPECT_EQ(Layer(report, "process_group").available, false);
  EXPECT_EQ(Layer(report, "process_group").why, "setpgid (errno 1)");
  EXPECT_EQ(Layer(report, "user").available, std::nullopt);
  EXPECT_FALSE(Layer(report, "user").applied);
  EXPECT_EQ(Layer(report, "user").why, "the start-up ended at group");
}

TEST(DoctorReportTest, ALayerOfACompartmentWithoutARendererIsNotApplied) {
  TrialOutcome trial = Live();
  trial.live = false;
  trial.step = "threads";
  const DoctorReport report = MakeReport(OrdinaryUser(), trial, trial);
  EXPECT_EQ(Layer(report, "user").available, true);
  EXPECT_FALSE(Layer(report, "user").applied);
  EXPECT_EQ(Layer(report, "user").why, "the start-up ended at threads");
}

TEST(DoctorReportTest, MissingFontsExplainAWarmUpThatFailed) {
  MachineFacts machine = OrdinaryUser();
  machine.fonts = {{"DejaVuSans.ttf", true}};
  const TrialOutcome refused = Refused("warm_up", 0, "no face");
  EXPECT_EQ(MakeReport(machine, refused, refused).strict.remedy, "");
  machine.fonts.push_back({"DejaVuSans-Bold.ttf", false});
  EXPECT_EQ(MakeReport(machine, refused, refused).strict.remedy, "apt-get install fonts-dejavu-core");
  EXPECT_EQ(MakeReport(machine, refused, refused).strict.why, "no face");
}

TEST(DoctorReportTest, WhatAnotherUserWouldSee) {
  TrialOutcome trial = Live();
  trial.private_memory_readable = false;
  EXPECT_THAT(MakeReport(OrdinaryUser(), trial, trial).as_another_user, Contains(HasSubstr("here it is null")));
  trial.private_memory_readable = true;
  EXPECT_THAT(MakeReport(OrdinaryUser(), trial, trial).as_another_user, Not(Contains(HasSubstr("private_dirty"))));
  MachineFacts root;
  root.user.renderer_uid = 65534;
  EXPECT_THAT(MakeReport(root, trial, trial).as_another_user, Contains(HasSubstr("private_dirty_kib is null")));
  EXPECT_THAT(MakeReport(root, trial, trial).as_another_user, Contains(HasSubstr("not as uid 65534")));
}

}  // namespace
}  // namespace bulkhead
