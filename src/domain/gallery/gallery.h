// The pictures of a business: its cover, one of each service and one of each provider (FEATURES 3.9).
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"
#include "pictures/picture.h"

namespace gallery {

using activity::Context;

// The activities of this folder.
void subscribe(activity::Registry& registry);

using PictureId = base::Id<struct PictureTag>;

// What a picture shows: a service, a provider, or with neither the business itself.
struct Subject {
    std::optional<ServiceId> service_id{};
    std::optional<ProviderId> provider_id{};
    friend bool operator==(const Subject&, const Subject&) = default;
};

struct Picture {
    PictureId id;
    Subject subject;
    struct Size {
        int width = 0, height = 0;
    };
    std::vector<Size> sizes;  // the smallest first
};

// Takes the place of the subject's picture, and has another id. `drawn`: as pictures::photo made it. Raises the
// business's version. Errors: not_found service.not_offered, provider.not_offered.
Result<PictureId> set(db::Tx& tx, const Context& context, BusinessId business, const Subject& subject,
                      const std::vector<pictures::Rendition>& drawn, activity::Actor actor);
// The picture of `from`, for `to` as well; where there is none, nothing happens. Errors: those of set.
Result<void> copy(db::Tx& tx, const Context& context, BusinessId business, const Subject& from, const Subject& to,
                  activity::Actor actor);
// Without a picture nothing happens. Raises the business's version.
void remove(db::Tx& tx, const Context& context, BusinessId business, const Subject& subject, activity::Actor actor);

// Of the business, without what they show.
std::vector<Picture> list(db::Session& session, BusinessId business);
struct Content {
    std::string media_type, content;
};
std::optional<Content> find(db::Session& session, BusinessId business, PictureId id, int width);

}  // namespace gallery
