// What features register at start: a table for each kind of entry, in the order of registration. Filled by one thread,
// then read by all.
#pragma once

#include <any>
#include <map>
#include <typeindex>
#include <utility>
#include <vector>

namespace base {

class Tables {
public:
    template <class Entry>
    void add(Entry entry) {
        auto& table = tables_[typeid(Entry)];
        if (!table.has_value()) table = std::vector<Entry>();
        std::any_cast<std::vector<Entry>>(&table)->push_back(std::move(entry));
    }
    template <class Entry>
    void add(std::vector<Entry> entries) {
        for (auto& entry : entries) add(std::move(entry));
    }
    // Empty when nothing of that kind was registered.
    template <class Entry>
    const std::vector<Entry>& all() const {
        static const std::vector<Entry> kNothing;
        const auto found = tables_.find(typeid(Entry));
        return found == tables_.end() ? kNothing : *std::any_cast<std::vector<Entry>>(&found->second);
    }

private:
    std::map<std::type_index, std::any> tables_;
};

}  // namespace base
