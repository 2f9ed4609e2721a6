#include "bookings/booking_public.h"

#include "bookings/page.h"
#include "html/names.h"

#include <algorithm>

namespace bookings::pages {
namespace {

using catalog::Service;

// The language that a text stands in: the page's where it was written in it, else the business's first.
std::string_view language_of(const Page& page, const businesses::Business& business, const businesses::Text& text) {
    const bool is_translated = &text.in(html::tag(page.language)) != &text.fallback;
    const auto language = html::parse_language(business.languages.front());
    return is_translated || !language ? html::tag(page.language) : html::tag(*language);
}

void fill_business(html::Values& row, const Page& page, const businesses::Business& business) {
    row.set("BUSINESS_URL", "/" + business.slug);
    row.set("BUSINESS_NAME", page.text(business.name));
    if (business.has_logo)
        row.add("BUSINESS_LOGO").set("BUSINESS_LOGO_URL", logo_path(business));
    else
        row.add("BUSINESS_LETTERS").set("BUSINESS_INITIALS", html::initials(page.text(business.name)));
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
    row.set("SERVICE_DURATION", html::duration(page.language, service.duration));
    row.set("SERVICE_PRICE", price(page, service.price));
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
    const auto services = page.offer->bookable_services();
    const auto& tagline = page.text(page.business().tagline);
    if (!tagline.empty())
        values.add("TAGLINE")
            .set("TAGLINE_TEXT", tagline)
            .set("TAGLINE_LANG", language_of(page, page.business(), page.business().tagline));
    fill_category(values, page, services, nullptr);
    for (const auto& category : page.offer->categories) fill_category(values, page, services, &category);
    if (!services.empty()) return;
    auto& none = values.add("NONE");
    include_contact(none, page);
}

http::Response services_page(const Page& page) {
    return render(page, {"bookings/services", html::words(page.language, "Book an appointment"), 200, Secrecy::open},
                  [&](html::Values& values) { fill_services(values, page); });
}

std::string explanation(html::Language language, int status) {
    if (status == 403)
        return html::words(language, "This request did not come from our own page. Please go back and try again.");
    if (status == 404) return html::words(language, "The address may be mistyped, or what was here is gone.");
    if (status == 405) return html::words(language, "This page cannot be used in that way.");
    if (status == 413) return html::words(language, "That was too much at once. Please send less.");
    if (status == 429) return html::words(language, "Please wait a moment, then try again.");
    if (status == 503) return html::words(language, "Please try again in a minute. Nothing was saved.");
    if (status >= 500) return html::words(language, "The fault is ours, and it has been noted. Please try again.");
    return html::words(language, "The request could not be understood. Please go back and try again.");
}

// Without the database: nothing of a business, and a language that the visitor's browser asks for.
Page open_bare(const http::Request& request, Desk& desk) {
    std::vector<std::string> languages;
    for (const auto language : html::languages) languages.emplace_back(html::tag(language));
    const auto language = html::parse_language(request.best_language(languages)).value_or(html::Language::en);
    return {request, desk, nullptr, language, desk.clock.now()};
}

// An error page is shown even when the database is what failed.
Page open_if_possible(const http::Request& request, Desk& desk) try {
    return open(request, desk);
} catch (const db::Unavailable&) {
    return open_bare(request, desk);
}

http::Response error_on(const Page& page, int status) {
    return explain(page, status, explanation(page.language, status), start_again(page));
}

}  // namespace

http::Response home(const http::Request& request, Desk& desk) {
    const auto page = open(request, desk);
    const auto [only, listed] = desk.database.read([](db::Session& session) {
        return std::pair(businesses::find_only(session), businesses::list_listed(session));
    });
    if (only) return http::see_other("/" + only->slug);
    return render(page, {"bookings/home", html::words(page.language, "Book an appointment"), 200, Secrecy::open},
                  [&](html::Values& values) {
                      if (listed.empty()) values.show("NONE");
                      if (listed.empty()) return;
                      auto& list = values.add("LIST");
                      for (const auto& business : listed) fill_business(list.add("BUSINESS"), page, business);
                  });
}

http::Response services(const http::Request& request, Desk& desk) {
    const auto page = open(request, desk);
    if (!page.offer) return no_such_business(page);
    return kept(page, home_path(page), {page.business().version}, services_page);
}

http::Response error_page(const http::Request& request, Desk& desk, int status, std::string_view code) {
    const auto page = open_if_possible(request, desk);
    if (code != "server.commit_unknown") return error_on(page, status);
    return explain(page, status, html::message(page.language, code), start_again(page));
}

http::Response bare_error_page(const http::Request& request, Desk& desk, int status) {
    return error_on(open_bare(request, desk), status);
}

}  // namespace bookings::pages
