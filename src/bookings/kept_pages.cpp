#include "bookings/kept_pages.h"

#include "http/answer.h"

namespace bookings {

std::shared_ptr<const http::Response> KeptPages::find(BusinessId business, html::Language language,
                                                      std::int64_t version) const {
    const std::shared_lock guard(mutex_);
    const auto found = entries_.find({business, language});
    return found == entries_.end() || found->second.version != version ? nullptr : found->second.response;
}

std::shared_ptr<const http::Response> KeptPages::keep(BusinessId business, html::Language language,
                                                      std::int64_t version, http::Response response) {
    response.gzip = std::make_shared<const std::string>(http::gzip(*response.body));
    response.set("ETag", fmt::format("\"{}\"", base::hash(*response.body).substr(0, 24)));
    auto kept = std::make_shared<const http::Response>(std::move(response));
    const std::unique_lock guard(mutex_);
    // Rendering again is cheap; forgetting everything at once needs no bookkeeping on the fast path.
    if (entries_.size() >= limit_) entries_.clear();
    entries_[{business, language}] = {version, kept};
    return kept;
}

}  // namespace bookings
