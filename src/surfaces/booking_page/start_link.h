// What other features show on the first page of booking: a link each, by `place`, for as long as it leads anywhere; and
// which pages of theirs search engines are told of.
#pragma once

#include "booking_page/choice.h"
#include "pages/page.h"

#include <map>

namespace booking_page {

struct StartLink {
    int place;
    std::optional<pages::WayOn> (*leads)(const pages::Page&);
};

// A way on from the details of an appointment whose time is chosen, where there is one.
struct DetailsWay {
    int place;
    std::optional<pages::WayOn> (*way)(const pages::Page&, const Choice&);
};

// What else visitors find of businesses, for the site map: paths behind the address of each, "/events". Those of a
// business that has the module switched off are left out.
struct FoundPages {
    int place;
    businesses::Module module;
    std::map<BusinessId, std::vector<std::string>> (*paths)(db::Session&);
};

}  // namespace booking_page
