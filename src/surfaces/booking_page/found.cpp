#include "booking_page/found.h"

#include "booking_page/booking_public.h"
#include "booking_page/start_link.h"
#include "businesses/standing.h"
#include "i18n/names.h"
#include "pages/brand.h"

#include <nlohmann/json.hpp>

namespace booking_page {

using namespace pages;
namespace {

using nlohmann::json;
using std::chrono::days;

constexpr std::size_t kMostOffers = 100;

// The business's own languages that we speak, its default first.
std::vector<i18n::Language> languages_of(const businesses::Business& business) {
    std::vector<i18n::Language> out;
    for (const auto& tag : business.languages)
        if (const auto language = i18n::parse_language(tag)) out.push_back(*language);
    return out;
}

// The default language has the plain address.
std::string url_in(const std::string& origin, const businesses::Business& business, i18n::Language language) {
    const auto url = fmt::format("{}/{}", businesses::base_of(business, origin), business.slug);
    const auto all = languages_of(business);
    return all.empty() || all.front() == language ? url : fmt::format("{}?lang={}", url, i18n::tag(language));
}

json offer_of(const Page& page, const catalog::Service& service) {
    json about{{"@type", "Service"}, {"name", page.text(service.name)}};
    if (const auto& description = page.text(service.description); !description.empty())
        about["description"] = description;
    if (const auto* picture = page.snapshot->picture({.service_id = service.id}))
        about["image"] = page.request.origin + picture_path(page.business(), *picture, 640);
    json out{
        {"@type", "Offer"},
        {"url", fmt::format("{}{}/book?service={}", page.request.origin, home_path(page), base::to_text(service.id))},
        {"itemOffered", about}};
    if (service.price_kind == catalog::PriceKind::on_request) return out;
    const bool is_free = service.price_kind == catalog::PriceKind::free;
    out["price"] = i18n::plain_amount({is_free ? 0 : service.price.amount, service.price.currency});
    out["priceCurrency"] = service.price.currency;
    return out;
}

// Of the coming seven days.
json hours_of(const Page& page) {
    json out = json::array();
    const auto hour = [&](Instant at) {
        const auto wall = page.zone().wall(at);
        const auto minutes = std::chrono::duration_cast<Minutes>(wall - std::chrono::floor<days>(wall)).count();
        return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
    };
    for (const auto& day : open_days(*page.snapshot, page.zone().day(page.now), 7))
        for (const auto& span : day.open)
            out.push_back({{"@type", "OpeningHoursSpecification"},
                           {"dayOfWeek", "https://schema.org/" + i18n::weekday_long(i18n::Language::en, day.day)},
                           {"opens", hour(span.begin)},
                           {"closes", hour(span.end)},
                           {"validFrom", base::to_text(day.day)},
                           {"validThrough", base::to_text(day.day)}});
    return out;
}

std::string picture_url(const Page& page) {
    if (const auto* cover = page.snapshot->picture({}))
        return page.request.origin + picture_path(page.business(), *cover, 1280);
    return page.business().has_logo ? page.request.origin + logo_path(page.business()) : std::string();
}

std::string data_of(const Page& page, const std::vector<const catalog::Service*>& services) {
    const auto& business = page.business();
    json out{{"@context", "https://schema.org"},
             {"@type", "LocalBusiness"},
             {"@id", fmt::format("{}/{}", businesses::base_of(business, page.request.origin), business.slug)},
             {"url", fmt::format("{}/{}", businesses::base_of(business, page.request.origin), business.slug)},
             {"name", page.name()},
             {"description", description_of(page)}};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    add("telephone", business.phone);
    add("email", business.email);
    add("address", business.address);
    add("image", picture_url(page));
    if (business.has_logo) out["logo"] = page.request.origin + logo_path(business);
    if (auto hours = hours_of(page); !hours.empty()) out["openingHoursSpecification"] = std::move(hours);
    auto offers = json::array();
    for (const auto* service : services)
        if (offers.size() < kMostOffers) offers.push_back(offer_of(page, *service));
    if (!offers.empty()) out["makesOffer"] = std::move(offers);
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c == '&')
            out += "&amp;";
        else
            out += c;
    return out;
}

}  // namespace

std::string description_of(const Page& page) {
    const i18n::Parameters name{{"name", page.name()}};
    const auto& tagline = page.text(page.business().tagline);
    auto out = i18n::words(page.language, "Book online at {name}: see services, prices and the next free times.", name);
    return tagline.empty() ? out : tagline + " " + out;
}

html::Shared shared_of(const Page& page, const std::vector<const catalog::Service*>& services) {
    const auto& business = page.business();
    const auto origin = businesses::base_of(business, page.request.origin);
    html::Shared out;
    out.url = url_in(origin, business, page.language);
    out.site = page.name();
    for (const auto language : languages_of(business))
        out.languages.push_back({language, url_in(origin, business, language)});
    out.any_language_url = fmt::format("{}/{}", origin, business.slug);
    out.picture_url = picture_url(page);
    if (const auto* cover = page.snapshot->picture({})) {
        out.picture_width = cover->sizes.back().width;
        out.picture_height = cover->sizes.back().height;
    }
    out.data = data_of(page, services);
    return out;
}

http::Response sitemap(const Page& page) {
    // A file of addresses holds no more (sitemaps.org, protocol 0.9).
    constexpr std::size_t kMostAddresses = 50'000;
    std::vector<std::pair<businesses::Module, std::map<BusinessId, std::vector<std::string>>>> more;
    const auto shown = page.environment.database.read([&](db::Session& session) {
        more.clear();
        for (const auto* each : by_place<FoundPages>(page)) more.emplace_back(each->module, each->paths(session));
        auto listing = businesses::list_listed(session);
        auto out = std::move(listing.businesses);
        while (listing.more && out.size() < kMostAddresses / std::size(i18n::languages)) {
            listing = businesses::list_listed(session, out.back().slug);
            std::ranges::move(listing.businesses, std::back_inserter(out));
        }
        if (const auto only = businesses::find_only(session); only && out.empty()) out.push_back(*only);
        return out;
    });
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    std::size_t addresses = 0;
    const auto add = [&](const std::string& url) {
        if (addresses++ < kMostAddresses) out += fmt::format("<url><loc>{}</loc></url>\n", escaped(url));
    };
    for (const auto& business : shown) {
        if (!business.has(bookings::kBookingPage)) continue;
        for (const auto language : languages_of(business)) add(url_in(page.request.origin, business, language));
        const auto home = fmt::format("{}/{}", businesses::base_of(business, page.request.origin), business.slug);
        for (const auto& [module, found] : more)
            if (const auto paths = found.find(business.id); paths != found.end() && business.has(module))
                for (const auto& path : paths->second) add(home + path);
    }
    http::Response response;
    response.type = "application/xml; charset=utf-8";
    response.set("Cache-Control", "public, max-age=3600");
    response.body = std::make_shared<const std::string>(out + "</urlset>\n");
    return response;
}

}  // namespace booking_page
