#include "booking_page/start.h"

#include "base/search.h"
#include "booking_page/found.h"
#include "booking_page/opening.h"
#include "booking_page/shared.h"
#include "booking_page/start_link.h"
#include "bookings/tailored.h"
#include "http/typed.h"
#include "i18n/names.h"
#include "pages/brand.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;
using std::chrono::days;
using Firsts = std::vector<FreeTimes::First>;

constexpr days kLookAhead{31};             // for the next free time
constexpr std::size_t kSearchedFrom = 12;  // services
constexpr std::size_t kLongestSearch = 80;
constexpr std::size_t kShownAtOnce = 3;  // pictures of services that are not waited for until they are scrolled to

// What of the page was asked for.
struct Asked {
    const staff::Provider* provider = nullptr;  // who gives a service
    std::string search{};
};

Asked asked_of(const Page& page) {
    Asked out;
    out.search = http::line(page.request.query, "q");
    if (out.search.size() > kLongestSearch) out.search.clear();
    if (const auto id = base::parse_id<ProviderId>(page.request.query.get("provider")))
        if (const auto* provider = page.snapshot->provider(*id); provider && provider->bookable)
            out.provider = provider;
    return out;
}

// ---- The business ----

std::string time_of(const Page& page, Instant at) { return i18n::time_of_day(page.language, page.zone().wall(at)); }

// "today", "tomorrow", "Thursday", "Fri 11 December".
std::string day_of(const Page& page, Day day) {
    const auto today = page.zone().day(page.now);
    if (day == today) return i18n::words(page.language, "today");
    if (day == today + days{1}) return i18n::words(page.language, "tomorrow");
    if (day > today && day < today + days{7}) return i18n::weekday_long(page.language, day);
    return i18n::short_date(page.language, day);
}

std::string soon(const Page& page, Instant at) {
    return i18n::words(page.language, "{day} {time}",
                       {{"day", day_of(page, page.zone().day(at))}, {"time", time_of(page, at)}});
}

std::string hours_text(const Page& page, const OpenDay& day) {
    std::string out;
    for (const auto& span : day.open) {
        if (!out.empty()) out += ", ";
        out += fmt::format("{}–{}", time_of(page, span.begin), time_of(page, span.end));
    }
    return out.empty() ? i18n::words(page.language, "closed") : out;
}

void fill_hours(html::Values& values, const Page& page) {
    const auto today = page.zone().day(page.now);
    const auto days_around = open_days(*page.snapshot, today - days{1}, 8);
    const auto now = open_now(days_around, page.now);
    if (!now.until && !now.next) return;
    auto& hours = values.add("HOURS");
    if (now.until)
        hours.add("OPEN").set("OPEN_TEXT",
                              i18n::words(page.language, "Open until {time}", {{"time", time_of(page, *now.until)}}));
    else
        hours.add("SHUT").set(
            "SHUT_TEXT", i18n::words(page.language, "Closed now, opens {when}", {{"when", soon(page, *now.next)}}));
    for (const auto& day : days_around) {
        if (day.day < today) continue;
        auto& row = hours.add("OPEN_DAY");
        row.set("OPEN_DAY_NAME", i18n::weekday_long(page.language, day.day))
            .set("OPEN_DAY_HOURS", hours_text(page, day));
        row.show_if(day.day == today, "OPEN_DAY_TODAY");
    }
}

void add_place(html::Values& values, std::string_view address, std::string_view url) {
    values.add("PLACE").set("PLACE_TEXT", address).set("PLACE_URL", url.empty() ? map_url(address) : url);
}

// The locations' where there are several.
void fill_places(html::Values& values, const Page& page) {
    const auto& locations = page.snapshot->locations;
    const auto& address = page.business().address;
    if (locations.size() > 1 || address.empty()) {
        for (const auto& location : locations)
            if (!location.address.empty()) add_place(values, location.address, location.map_url);
        return;
    }
    add_place(values, address, locations.empty() ? std::string() : locations.front().map_url);
}

void fill_phone(html::Values& values, const Page& page) {
    const auto& phone = page.business().phone;
    if (phone.empty()) return;
    auto dial = phone;
    std::erase_if(dial, [](char c) { return !(c == '+' || (c >= '0' && c <= '9')); });
    values.add("PHONE").set("PHONE_TEXT", base::phone_for_reading(phone)).set("PHONE_DIAL", dial);
}

void fill_hero(html::Values& values, const Page& page) {
    const auto& business = page.business();
    values.set("NAME", page.name());
    if (const auto* cover = page.snapshot->picture({}))
        values.add("COVER")
            .set("COVER_URL", picture_path(business, *cover, 640))
            .set("COVER_SET", picture_set(business, *cover))
            .set("COVER_WIDTH", std::int64_t{cover->sizes.back().width})
            .set("COVER_HEIGHT", std::int64_t{cover->sizes.back().height});
    else
        values.show("NO_COVER");
    if (business.has_logo)
        values.add("SIGN_LOGO").set("SIGN_LOGO_URL", logo_path(business));
    else
        values.add("SIGN_LETTERS").set("SIGN_INITIALS", i18n::initials(page.name()));
    const auto& tagline = page.text(business.tagline);
    if (!tagline.empty())
        values.add("TAGLINE").set("TAGLINE_TEXT", tagline).set("TAGLINE_LANG", language_of(page, business.tagline));
    fill_hours(values, page);
    fill_places(values, page);
    fill_phone(values, page);
}

// ---- The people ----

std::optional<Instant> first_of(const Firsts& firsts, const auto& is_it) {
    const auto found = std::ranges::find_if(firsts, is_it);
    return found == firsts.end() ? std::nullopt : std::optional(found->free.start);
}

void fill_face(html::Values& row, const Page& page, const staff::Provider& provider) {
    if (const auto* picture = page.snapshot->picture({.provider_id = provider.id}))
        row.add("FACE_PICTURE").set("FACE_URL", picture_path(page.business(), *picture, 160));
    else
        row.add("FACE_LETTERS").set("FACE_INITIALS", i18n::initials(provider.name));
}

void fill_person(html::Values& row, const Page& page, const staff::Provider& provider) {
    fill_face(row, page, provider);
    row.set("PERSON_NAME", provider.name);
    row.set("PERSON_URL", fmt::format("{}?provider={}", home_path(page), base::to_text(provider.id)));
    if (const auto& job = page.text(provider.title); !job.empty()) row.add("PERSON_TITLED").set("PERSON_TITLE", job);
}

// Of who stands there alone: what they say of themselves.
void fill_about(html::Values& row, const Page& page, const staff::Provider& provider) {
    if (const auto& about = page.text(provider.about); !about.empty())
        row.add("PERSON_TOLD").set("PERSON_ABOUT", about).set("PERSON_LANG", language_of(page, provider.about));
}

// Of who stands among others: when they are free next.
void fill_next(html::Values& row, const Page& page, const staff::Provider& provider, const Firsts& firsts) {
    if (const auto next = first_of(firsts, [&](const auto& first) { return first.free.provider_id == provider.id; }))
        row.add("PERSON_NEXT")
            .set("PERSON_NEXT_TEXT", i18n::words(page.language, "Next: {when}", {{"when", soon(page, *next)}}));
}

std::vector<const staff::Provider*> people(const Page& page, const std::vector<const Service*>& services) {
    std::vector<const staff::Provider*> out;
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable && std::ranges::any_of(services, [&](const Service* service) {
                return std::ranges::find(service->providers, provider.id) != service->providers.end();
            }))
            out.push_back(&provider);
    return out;
}

// ---- The services ----

struct Shown {
    const Asked& asked;
    const Firsts& firsts;
    bool with_pictures;
    std::size_t pictures = 0;  // so far
};

void fill_picture(html::Values& row, const Page& page, const Service& service, Shown& shown) {
    if (!shown.with_pictures) return;
    const auto* picture = page.snapshot->picture({.service_id = service.id});
    if (!picture) {
        row.add("SERVICE_TILE").set("SERVICE_LETTERS", i18n::initials(page.text(service.name)).substr(0, 4));
        return;
    }
    auto& out = row.add("SERVICE_PICTURE");
    out.set("SERVICE_PICTURE_URL", picture_path(page.business(), *picture, 320))
        .set("SERVICE_PICTURE_SET", picture_set(page.business(), *picture))
        .set("SERVICE_PICTURE_WIDTH", std::int64_t{picture->sizes.back().width})
        .set("SERVICE_PICTURE_HEIGHT", std::int64_t{picture->sizes.back().height});
    out.show_if(shown.pictures++ >= kShownAtOnce, "SERVICE_PICTURE_LATER");
}

void fill_service(html::Values& row, const Page& page, const Service& service, Shown& shown) {
    auto url = fmt::format("{}/book?service={}", home_path(page), base::to_text(service.id));
    if (shown.asked.provider) url += "&provider=" + base::to_text(shown.asked.provider->id);
    row.set("SERVICE_URL", url);
    row.set("SERVICE_NAME", page.text(service.name));
    const auto with = shown.asked.provider ? std::optional(shown.asked.provider->id) : std::nullopt;
    row.set("SERVICE_DURATION", length_of(page, service, with));
    row.set("SERVICE_PRICE", price_of(page, service, with));
    const auto& description = page.text(service.description);
    if (!description.empty()) row.add("SERVICE_DESCRIBED").set("SERVICE_DESCRIPTION", description);
    row.show_if(!service.meeting_url.empty(), "SERVICE_ONLINE");
    row.show_if(service.needs_approval, "SERVICE_PENDING");
    fill_picture(row, page, service, shown);
    const auto next = first_of(shown.firsts, [&](const FreeTimes::First& first) {
        return first.service_id == service.id &&
               (!shown.asked.provider || first.free.provider_id == shown.asked.provider->id);
    });
    if (next)
        row.add("SERVICE_NEXT")
            .set("SERVICE_NEXT_TEXT", i18n::words(page.language, "Next: {when}", {{"when", soon(page, *next)}}));
    else
        row.show("SERVICE_LATER");
}

// The services of one category; those of none stand under no heading.
void fill_category(html::Values& values, const Page& page, const std::vector<const Service*>& services,
                   const catalog::Category* category, Shown& shown) {
    const auto in_it = [&](const Service* service) {
        return category ? service->category_id == category->id : !service->category_id;
    };
    if (std::ranges::none_of(services, in_it)) return;
    auto& section = values.add("CATEGORY");
    section.set("LAYOUT", to_text(page.business().look_layout));
    if (category) section.add("CATEGORY_NAMED").set("CATEGORY_NAME", page.text(category->name));
    for (const auto* service : services)
        if (in_it(service)) fill_service(section.add("SERVICE"), page, *service, shown);
}

bool is_found(const Page& page, const Service& service, const std::string& search) {
    auto words = page.text(service.name) + " " + page.text(service.description);
    for (const auto& category : page.snapshot->categories)
        if (category.id == service.category_id) words += " " + page.text(category.name);
    const auto key = base::search_key(words);
    return std::ranges::all_of(base::search_words(search),
                               [&](const std::string& word) { return key.find(word) != key.npos; });
}

std::vector<const Service*> services_shown(const Page& page, const std::vector<const Service*>& all,
                                           const Asked& asked) {
    auto out = all;
    std::erase_if(out, [&](const Service* service) {
        if (asked.provider && std::ranges::find(service->providers, asked.provider->id) == service->providers.end())
            return true;
        return !asked.search.empty() && !is_found(page, *service, asked.search);
    });
    return out;
}

void fill_services(html::Values& values, const Page& page, const Asked& asked,
                   const std::vector<const Service*>& services, const Firsts& firsts) {
    const bool compact = page.business().look_layout == businesses::Layout::compact;
    const bool any = std::ranges::any_of(services, [&](const Service* service) {
        return page.snapshot->picture({.service_id = service->id}) != nullptr;
    });
    Shown shown{asked, firsts, any && !compact};
    fill_category(values, page, services, nullptr, shown);
    for (const auto& category : page.snapshot->categories) fill_category(values, page, services, &category, shown);
}

void fill_search(html::Values& values, const Page& page, const Asked& asked, std::size_t found) {
    auto& search = values.add("SEARCH");
    search.set("SEARCH_URL", home_path(page)).set("SEARCH_TEXT", asked.search);
    if (asked.provider) search.add("SEARCH_PROVIDER").set("SEARCH_PROVIDER_ID", base::to_text(asked.provider->id));
    if (!asked.search.empty())
        search.add("SEARCHED")
            .set("SEARCHED_TEXT", i18n::count(page.language, "{n} service found", "{n} services found",
                                              static_cast<std::int64_t>(found)))
            .set("SEARCHED_ALL_URL", home_path(page));
}

void fill(html::Values& values, const Page& page) {
    const auto asked = asked_of(page);
    fill_hero(values, page);
    for (const auto* link : by_place<StartLink>(page))
        if (const auto way = link->leads(page)) values.add("WAY").set("WAY_URL", way->path).set("WAY_TEXT", way->words);
    std::vector<std::shared_ptr<const Service>> offered;
    std::vector<const Service*> all;
    const auto firsts = page.environment.database.read([&](db::Session& session) {
        offered = tailored_services(session, *page.snapshot,
                                    page.signed_in ? std::optional(page.signed_in->customer_id) : std::nullopt);
        for (const auto& service : offered) all.push_back(service.get());
        return page.environment.free_times.first_starts(session, *page.snapshot, all, kLookAhead, page.now);
    });
    if (all.empty()) {
        include_contact(values.add("NONE"), page);
        return;
    }
    const auto services = services_shown(page, all, asked);
    if (const auto team = people(page, all); asked.provider) {
        auto& only = values.add("ONLY");
        fill_person(only, page, *asked.provider);
        fill_about(only, page, *asked.provider);
        only.set("ONLY_TEXT", i18n::words(page.language, "With {name}", {{"name", asked.provider->name}}));
        only.set("ONLY_ALL_URL", home_path(page));
    } else if (asked.search.empty()) {
        const bool alone = team.size() == 1;
        auto& section = values.add(alone ? "ALONE" : "TEAM");
        for (const auto* provider : team) {
            auto& person = section.add("PERSON");
            fill_person(person, page, *provider);
            if (alone)
                fill_about(person, page, *provider);
            else
                fill_next(person, page, *provider, firsts);
        }
    }
    if (all.size() >= kSearchedFrom) fill_search(values, page, asked, services.size());
    fill_services(values, page, asked, services, firsts);
}

http::Response draw(const Page& page) {
    Frame frame{"booking_page/services", i18n::words(page.language, "Book an appointment"), 200, Secrecy::open};
    frame.description = description_of(page);
    frame.shared = shared_of(page, page.snapshot->bookable_services());
    return render(page, frame, [&](html::Values& values) { fill(values, page); });
}

}  // namespace

http::Response start(const Page& page) {
    const auto asked = asked_of(page);
    if (!asked.search.empty()) return draw(page);
    const auto path = asked.provider ? fmt::format("{}?provider={}", home_path(page), base::to_text(asked.provider->id))
                                     : home_path(page);
    const auto taken = page.environment.database.read(
        [&](db::Session& session) { return page.environment.free_times.stamp_of_all(session, *page.snapshot); });
    return kept(page, path, {page.business().version, taken, slice_of(page.now)}, draw);
}

}  // namespace booking_page
