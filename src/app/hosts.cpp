#include "app/hosts.h"

#include "businesses/standing.h"

namespace app {

std::optional<std::string> Hosts::find(std::string_view host) {
    const auto known = newest();
    const auto found = known->find(host.substr(0, host.find(':')));
    return found == known->end() ? std::nullopt : std::optional(found->second);
}

// One thread reads them anew; the others go on with what they have, as all do while the database does not answer.
std::shared_ptr<const Hosts::Known> Hosts::newest() {
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        if (known_ && now - read_at_ < kHostsKept) return known_;
        read_at_ = now;
        if (!known_) known_ = std::make_shared<Known>();
    }
    auto read = std::make_shared<Known>();
    try {
        for (auto& [name, slug] : database_.read(businesses::list_hosts))
            read->emplace(std::move(name), std::move(slug));
    } catch (const db::Unavailable&) {
        const std::lock_guard lock(mutex_);
        return known_;
    }
    const std::lock_guard lock(mutex_);
    known_ = std::move(read);
    return known_;
}

}  // namespace app
