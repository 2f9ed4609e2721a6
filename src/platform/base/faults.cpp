#include "base/faults.h"

#ifdef TIMEBOK_FAULTS

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

namespace faults {
namespace {

using Points = std::map<std::string, double, std::less<>>;

// "a,b=0.5": a always.
Points read_points() {
    const char* variable = std::getenv("TIMEBOK_FAULTS");
    std::string_view rest = variable ? variable : "";
    Points points;
    while (!rest.empty()) {
        const auto item = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(item.size() + 1, rest.size()));
        const auto equals = item.find('=');
        const auto chance = equals == item.npos ? 1.0 : std::atof(std::string(item.substr(equals + 1)).c_str());
        points.emplace(item.substr(0, equals), chance);
    }
    return points;
}

double chance_of(std::string_view point) {
    static const Points points = read_points();
    const auto found = points.find(point);
    return found == points.end() ? 0 : found->second;
}

}  // namespace

bool on(std::string_view point) { return chance_of(point) > 0; }

void die(std::string_view point) {
    const auto chance = chance_of(point);
    if (chance <= 0) return;
    static thread_local std::minstd_rand random{std::random_device{}()};
    if (std::generate_canonical<double, 32>(random) < chance) ::kill(::getpid(), SIGKILL);
}

}  // namespace faults

#endif
