// The inputs that fuzzing begins with, few and small: what honest peers say, from where mutation gets to what none says.
#ifndef BULKHEAD_TESTS_FUZZ_SEEDS_H_
#define BULKHEAD_TESTS_FUZZ_SEEDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bulkhead {

// By file name.
using Seeds = std::map<std::string, std::vector<uint8_t>>;

Seeds DecoderSeeds();
Seeds HostileSeeds();

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_SEEDS_H_
