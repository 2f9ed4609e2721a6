#include "booking_page/booking_public.h"

#include "booking_page/shared.h"
#include "booking_page/start.h"
#include "bookings/visit.h"
#include "i18n/names.h"
#include "pages/page.h"

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

void fill_business(html::Values& row, const Page& page, const businesses::Business& business) {
    row.set("BUSINESS_URL", "/" + business.slug);
    row.set("BUSINESS_NAME", page.text(business.name));
    if (business.has_logo)
        row.add("BUSINESS_LOGO").set("BUSINESS_LOGO_URL", logo_path(business));
    else
        row.add("BUSINESS_LETTERS").set("BUSINESS_INITIALS", i18n::initials(page.text(business.name)));
    const auto& tagline = page.text(business.tagline);
    if (!tagline.empty())
        row.add("BUSINESS_HAS_TAGLINE")
            .set("BUSINESS_TAGLINE", tagline)
            .set("BUSINESS_LANG", language_of(page, business, business.tagline));
    if (!business.address.empty()) row.add("BUSINESS_HAS_ADDRESS").set("BUSINESS_ADDRESS", business.address);
}

}  // namespace

std::string_view language_of(const Page& page, const businesses::Business& business, const businesses::Text& text) {
    const bool is_translated = &text.in(i18n::tag(page.language)) != &text.fallback;
    const auto language = i18n::parse_language(business.languages.front());
    return is_translated || !language ? i18n::tag(page.language) : i18n::tag(*language);
}

std::string map_url(std::string_view place) {
    return "https://www.openstreetmap.org/search?query=" + base::percent_encoded(place);
}

http::Response home(const Page& page) {
    const auto [only, listing] = page.environment.database.read([&](db::Session& session) {
        return std::pair(businesses::find_only(session),
                         businesses::list_listed(session, page.request.query.get("after")));
    });
    const auto& listed = listing.businesses;
    if (only) return http::see_other("/" + only->slug);
    return render(page, {"booking_page/home", i18n::words(page.language, "Book an appointment"), 200, Secrecy::open},
                  [&](html::Values& values) {
                      for (const auto& link : page.environment.registry.all<pages::HomeLink>())
                          if (const auto way = link.leads(page))
                              values.add("LINK").set("LINK_URL", way->path).set("LINK_TEXT", way->words);
                      if (listed.empty()) values.show("NONE");
                      if (listed.empty()) return;
                      auto& list = values.add("LIST");
                      for (const auto& business : listed) fill_business(list.add("BUSINESS"), page, business);
                      if (listing.more) list.add("MORE").set("MORE_URL", "/?after=" + listed.back().slug);
                  });
}

http::Response services(const Page& page) { return start(page); }

void register_pages(activity::Registry& registry) {
    registry.add(kBookingPage);
    registry.add(kVisits);
}

}  // namespace booking_page
