// What is kept in memory within a limit of bytes: what was used longest ago goes first. Any thread may ask at any time.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace base {

template <class Key, class Value, class Hash = std::hash<Key>, class Equal = std::equal_to<>>
class Cache {
public:
    // `bytes_max`: of all values together, by what put() and resize() say of each.
    explicit Cache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // nullptr when it is not kept. Counts as a use.
    template <class Like>
    std::shared_ptr<Value> find(const Like& key) const {
        const std::shared_lock guard(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return nullptr;
        found->second.used.store(++uses_, std::memory_order_relaxed);
        return found->second.value;
    }

    // In place of what was kept under this key. What is larger than the limit is not kept.
    void put(Key key, std::shared_ptr<Value> value, std::size_t bytes) {
        const std::unique_lock guard(mutex_);
        auto& entry = entries_[std::move(key)];
        entry.value = std::move(value);
        entry.used.store(++uses_, std::memory_order_relaxed);
        weigh(entry, bytes);
    }

    // `value` weighs something else now; of no effect when it is no longer the one that is kept.
    template <class Like>
    void resize(const Like& key, const std::shared_ptr<Value>& value, std::size_t bytes) {
        const std::unique_lock guard(mutex_);
        const auto found = entries_.find(key);
        if (found != entries_.end() && found->second.value == value) weigh(found->second, bytes);
    }

    std::size_t bytes() const {
        const std::shared_lock guard(mutex_);
        return bytes_;
    }

private:
    struct Entry {
        std::shared_ptr<Value> value;
        std::size_t bytes = 0;
        mutable std::atomic<std::uint64_t> used{0};  // when it was found last, counted in uses
    };
    using Entries = std::unordered_map<Key, Entry, Hash, Equal>;

    void weigh(Entry& entry, std::size_t bytes) {
        bytes_ += bytes - entry.bytes;
        entry.bytes = bytes;
        if (bytes_ > bytes_max_) make_room();
    }

    // Down to seven eighths at once, so that sorting by age is seldom.
    void make_room() {
        std::vector<std::pair<std::uint64_t, typename Entries::iterator>> by_age;
        by_age.reserve(entries_.size());
        for (auto at = entries_.begin(); at != entries_.end(); ++at) by_age.emplace_back(at->second.used.load(), at);
        std::ranges::sort(by_age, {}, [](const auto& each) { return each.first; });
        const auto newest = by_age.back().second;
        for (const auto& [used, at] : by_age) {
            if (bytes_ <= bytes_max_ / 8 * 7) return;
            if (at == newest && bytes_ <= bytes_max_) return;
            bytes_ -= at->second.bytes;
            entries_.erase(at);
        }
    }

    mutable std::shared_mutex mutex_;
    Entries entries_;
    mutable std::atomic<std::uint64_t> uses_{0};
    std::size_t bytes_ = 0;
    std::size_t bytes_max_;
};

}  // namespace base
