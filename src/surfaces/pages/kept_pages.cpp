#include "pages/kept_pages.h"

#include "http/answer.h"

namespace pages {

std::int64_t slice_of(Instant now) {
    // A start at 10:00:00 can be booked at 10:00:00 and no longer at 10:00:01; a day begins at 0:00:00.
    const auto minute = std::chrono::floor<std::chrono::minutes>(now);
    return minute.time_since_epoch().count() * 2 + (now == minute ? 0 : 1);
}

std::size_t KeptPages::Entry::bytes() const {
    constexpr std::size_t kAround = 1024;  // names, headers and what the heap adds
    return response ? kAround + response->body->size() + response->gzip->size() : 0;
}

std::shared_ptr<const http::Response> KeptPages::find(BusinessId business, std::string_view what,
                                                      const Stamp& stamp) const {
    const std::shared_lock guard(mutex_);
    const auto entries = businesses_.find(business);
    if (entries == businesses_.end()) return nullptr;
    const auto found = entries->second.find(what);
    return found == entries->second.end() || found->second.stamp != stamp ? nullptr : found->second.response;
}

std::shared_ptr<const http::Response> KeptPages::keep(BusinessId business, std::string_view what, const Stamp& stamp,
                                                      http::Response response) {
    response.gzip = std::make_shared<const std::string>(http::gzip(*response.body));
    response.set("ETag", fmt::format("\"{}\"", base::hash(*response.body).substr(0, 24)));
    const auto kept = std::make_shared<const http::Response>(std::move(response));
    const std::unique_lock guard(mutex_);
    // Making answers again is cheap; forgetting all of them at once needs no bookkeeping on the fast path.
    if (bytes_ > bytes_max_) {
        businesses_.clear();
        bytes_ = 0;
    }
    auto& entry = businesses_[business][std::string(what)];
    bytes_ -= entry.bytes();
    entry = {stamp, kept};
    bytes_ += entry.bytes();
    return kept;
}

}  // namespace pages
