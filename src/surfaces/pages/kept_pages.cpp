#include "pages/kept_pages.h"

#include "http/answer.h"

namespace pages {

std::int64_t slice_of(Instant now) {
    // A start at 10:00:00 can be booked at 10:00:00 and no longer at 10:00:01; a day begins at 0:00:00.
    const auto minute = std::chrono::floor<std::chrono::minutes>(now);
    return minute.time_since_epoch().count() * 2 + (now == minute ? 0 : 1);
}

std::shared_ptr<const http::Response> KeptPages::find(BusinessId business, std::string_view what,
                                                      const Stamp& stamp) const {
    const auto answer = answers_.find(Wanted{business, what});
    return answer && answer->stamp == stamp ? answer->response : nullptr;
}

std::shared_ptr<const http::Response> KeptPages::keep(BusinessId business, std::string_view what, const Stamp& stamp,
                                                      http::Response response) {
    constexpr std::size_t kAround = 1024;  // names, headers and what the heap adds
    response.gzip = std::make_shared<const std::string>(http::gzip(*response.body));
    response.set("ETag", fmt::format("\"{}\"", base::hash(*response.body).substr(0, 24)));
    const auto bytes = kAround + response.body->size() + response.gzip->size();
    const auto kept = std::make_shared<const http::Response>(std::move(response));
    answers_.put({business, std::string(what)}, std::make_shared<const Answer>(stamp, kept), bytes);
    return kept;
}

}  // namespace pages
