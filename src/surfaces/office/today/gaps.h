// Times of today and tomorrow that nobody has booked yet, though somebody works then.
#pragma once

#include "office/frame/page.h"

namespace office {

struct Gap {
    Span span;
    ProviderId provider_id;
    ServiceId service_id;  // the shortest that the provider gives, which fits
};
// By start; of each provider, or of one, at most `limit` altogether.
std::vector<Gap> find_gaps(db::Session& session, const Page& page, std::optional<ProviderId> only, std::size_t limit);

}  // namespace office
