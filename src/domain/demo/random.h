// Chance that is the same on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace demo {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    // 0 <= x < 1
    double fraction() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * fraction(); }
    bool chance(double probability) { return fraction() < probability; }
    // 0 <= x < count
    std::size_t index(std::size_t count) { return static_cast<std::size_t>(fraction() * static_cast<double>(count)); }
    // Small ones are the most likely; the mean is a third of `count`.
    std::size_t early_index(std::size_t count) {
        return static_cast<std::size_t>(fraction() * fraction() * (4.0 / 3.0) * static_cast<double>(count)) % count;
    }
    // Exponential.
    double waiting(double mean) { return -mean * std::log(1.0 - fraction()); }
    template <class T>
    const T& one_of(const std::vector<T>& items) {
        return items[index(items.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace demo
