#include "booking_page/booking_public.h"

#include "i18n/names.h"
#include "pages/page.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;

// The language that a text stands in: the page's where it was written in it, else the business's first.
std::string_view language_of(const Page& page, const businesses::Business& business, const businesses::Text& text) {
    const bool is_translated = &text.in(i18n::tag(page.language)) != &text.fallback;
    const auto language = i18n::parse_language(business.languages.front());
    return is_translated || !language ? i18n::tag(page.language) : i18n::tag(*language);
}

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

void fill_service(html::Values& row, const Page& page, const Service& service) {
    row.set("SERVICE_URL", fmt::format("{}/book?service={}", home_path(page), base::to_text(service.id)));
    row.set("SERVICE_NAME", page.text(service.name));
    row.set("SERVICE_DURATION", length_of(page, service));
    row.set("SERVICE_PRICE", price_of(page, service));
    const auto& description = page.text(service.description);
    if (!description.empty()) row.add("SERVICE_DESCRIBED").set("SERVICE_DESCRIPTION", description);
    row.show_if(!service.meeting_url.empty(), "SERVICE_ONLINE");
    row.show_if(service.needs_approval, "SERVICE_PENDING");
}

// The services of one category; those of none stand under no heading.
void fill_category(html::Values& values, const Page& page, const std::vector<const Service*>& services,
                   const catalog::Category* category) {
    const auto in_it = [&](const Service* service) {
        return category ? service->category_id == category->id : !service->category_id;
    };
    if (std::ranges::none_of(services, in_it)) return;
    auto& section = values.add("CATEGORY");
    if (category) section.add("CATEGORY_NAMED").set("CATEGORY_NAME", page.text(category->name));
    for (const auto* service : services)
        if (in_it(service)) fill_service(section.add("SERVICE"), page, *service);
}

void fill_services(html::Values& values, const Page& page) {
    const auto services = page.snapshot->bookable_services();
    const auto& tagline = page.text(page.business().tagline);
    if (!tagline.empty())
        values.add("TAGLINE")
            .set("TAGLINE_TEXT", tagline)
            .set("TAGLINE_LANG", language_of(page, page.business(), page.business().tagline));
    fill_category(values, page, services, nullptr);
    for (const auto& category : page.snapshot->categories) fill_category(values, page, services, &category);
    if (!services.empty()) return;
    auto& none = values.add("NONE");
    include_contact(none, page);
}

http::Response services_page(const Page& page) {
    return render(page,
                  {"booking_page/services", i18n::words(page.language, "Book an appointment"), 200, Secrecy::open},
                  [&](html::Values& values) { fill_services(values, page); });
}

}  // namespace

http::Response home(const http::Request& request, Environment& environment) {
    const auto page = open(request, environment);
    const auto [only, listed] = environment.database.read([](db::Session& session) {
        return std::pair(businesses::find_only(session), businesses::list_listed(session));
    });
    if (only) return http::see_other("/" + only->slug);
    return render(page, {"booking_page/home", i18n::words(page.language, "Book an appointment"), 200, Secrecy::open},
                  [&](html::Values& values) {
                      if (listed.empty()) values.show("NONE");
                      if (listed.empty()) return;
                      auto& list = values.add("LIST");
                      for (const auto& business : listed) fill_business(list.add("BUSINESS"), page, business);
                  });
}

http::Response services(const http::Request& request, Environment& environment) {
    const auto page = open(request, environment);
    if (!page.snapshot) return no_such_business(page);
    return kept(page, home_path(page), {page.business().version}, services_page);
}

void register_pages(activity::Registry& registry) { registry.add(kBookingPage); }

}  // namespace booking_page
