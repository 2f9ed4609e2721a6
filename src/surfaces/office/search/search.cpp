#include "office/search/search.h"

#include "base/search.h"
#include "booking_page/shown.h"
#include "bookings/attendee.h"
#include "bookings/words.h"
#include "catalog/offer.h"
#include "customers/quick.h"
#include "i18n/typed_day.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/found.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using customers::Customer;
using std::chrono::days;

constexpr int kCustomers = 6, kBookings = 5, kOwnRead = 200;
constexpr std::size_t kOthers = 5, kLongest = 200;

// Who sees only their own finds people by their own appointments of these days.
constexpr days kOwnBefore{90}, kOwnAfter{180};

struct Typed {
    std::string text;
    std::vector<std::string> words;
};

Typed read_typed(const Page& page) {
    Typed out{line(page.request.query, "q").substr(0, kLongest), {}};
    if (!base::is_clean_text(out.text)) out.text.clear();
    out.words = base::search_words(out.text);
    return out;
}

struct Link {
    std::string url, text, about{};
};
struct Group {
    std::string name;
    std::vector<Link> links{};
    std::optional<Link> more{};
};

std::string moment(const Page& page, Instant at) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
    return i18n::words(page.language, "{day} at {time}",
                       {{"day", i18n::long_date(page.language, page.zone().day(at), this_year)},
                        {"time", i18n::time_of_day(page.language, page.zone().wall(at))}});
}

Link link_of(const Page& page, const Booking& booking) {
    const auto name = bookings::who_comes(booking);
    auto about = fmt::format("{}, {}", page.text(booking_page::service_of(page, booking).name),
                             booking_page::provider_name(page, booking));
    if (!booking.attendee.empty())
        about += ", " + i18n::words(page.language, "booked by {name}",
                                    {{"name", base::full_name(booking.name, booking.surname)}});
    if (bookings::is_given_up(booking.status)) about += ", " + bookings::status_name(page.language, booking.status);
    return {fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)),
            fmt::format("{}: {}", moment(page, booking.time.begin),
                        name.empty() ? i18n::words(page.language, "No name") : name),
            std::move(about)};
}

// Nothing of the calendar where there is none.
bool has_calendar(const Page& page) {
    return page.may(bookings::kSeeOwnBookings) && menu_path(page, "appointments").has_value();
}

bool may_see_customers(const Page& page) {
    return page.may(customers::kManageCustomers) && menu_path(page, "customers").has_value();
}

bool may_see(const Page& page, const Booking& booking) {
    return !page.only_provider() || booking.provider_id == *page.only_provider();
}

Group customers_group(const Page& page, const Typed& typed, const std::vector<Customer>& found) {
    Group out{i18n::words(page.language, "Customers")};
    for (const auto& each : found)
        out.links.push_back({record::path(page, each), shown_name(page, each),
                             each.phone.empty() ? each.email.value_or("") : base::phone_for_reading(each.phone)});
    out.more = Link{fmt::format("{}?q={}", *menu_path(page, "customers"), base::percent_encoded(typed.text)),
                    i18n::words(page.language, "Search all customers")};
    return out;
}

Group day_group(db::Session& session, const Page& page, Day day) {
    Group out{i18n::long_date(page.language, day, 0)};
    const auto found = bookings::list_between(session, page.id(), page.zone().span(day), page.only_provider(),
                                              std::nullopt, kBookings);
    for (const auto& booking : found.bookings) out.links.push_back(link_of(page, booking));
    out.more = Link{fmt::format("{}?day={}", *menu_path(page, "appointments"), base::to_text(day)),
                    found.bookings.empty() ? i18n::words(page.language, "Nothing is booked. Open this day.")
                                           : i18n::words(page.language, "Open this day")};
    return out;
}

// Of those who were found the next appointment, or else the last one.
void add_of_customers(db::Session& session, const Page& page, const std::vector<Customer>& found, Group& group) {
    for (const auto& customer : found) {
        if (std::ssize(group.links) >= kBookings) return;
        const auto lists = bookings::lists_of_customers(session, page.id(), {customer.id}, page.now, 1, {}, 1);
        const auto& shown = lists.upcoming.bookings.empty() ? lists.past.bookings : lists.upcoming.bookings;
        for (const auto& booking : shown)
            if (may_see(page, booking)) group.links.push_back(link_of(page, booking));
    }
}

void add_own(db::Session& session, const Page& page, const Typed& typed, Group& group) {
    const Span span{page.now - kOwnBefore, page.now + kOwnAfter};
    for (const auto& booking :
         bookings::list_between(session, page.id(), span, page.only_provider(), std::nullopt, kOwnRead).bookings)
        if (std::ssize(group.links) < kBookings &&
            (has_words(base::full_name(booking.name, booking.surname), typed.words) ||
             has_words(booking.attendee, typed.words)))
            group.links.push_back(link_of(page, booking));
}

// Those who come with somebody else's booking, by their own name.
void add_of_attendees(db::Session& session, const Page& page, const Typed& typed, Group& group) {
    for (const auto& booking : bookings::find_by_attendee(session, page.id(), typed.text, page.now, kBookings)) {
        if (std::ssize(group.links) >= kBookings) return;
        auto link = link_of(page, booking);
        if (std::ranges::find(group.links, link.url, &Link::url) == group.links.end())
            group.links.push_back(std::move(link));
    }
}

Group bookings_group(db::Session& session, const Page& page, const Typed& typed, const std::vector<Customer>& found) {
    Group out{i18n::words(page.language, "Appointments")};
    if (const auto id = base::parse_id<BookingId>(typed.text))
        if (const auto booking = bookings::find(session, page.id(), *id); booking && may_see(page, *booking))
            out.links.push_back(link_of(page, *booking));
    if (page.only_provider()) {
        add_own(session, page, typed, out);
        return out;
    }
    add_of_customers(session, page, found, out);
    add_of_attendees(session, page, typed, out);
    return out;
}

Group services_group(const Page& page, const Typed& typed) {
    Group out{i18n::words(page.language, "Services")};
    if (!page.may(catalog::kManageServices) || !menu_path(page, "services")) return out;
    for (const auto& each : page.snapshot->services)
        if (out.links.size() < kOthers && has_words(page.text(each.name), typed.words))
            out.links.push_back({fmt::format("{}/services/{}", page.home(), base::to_text(each.id)),
                                 page.text(each.name), pages::length_of(page, each)});
    return out;
}

Group settings_group(const Page& page, const Typed& typed) {
    Group out{i18n::words(page.language, "Settings")};
    for (const auto& each : find_settings(page, typed.words)) {
        if (out.links.size() >= kOthers) break;
        const auto tab = i18n::words(page.language, each.tab->words);
        if (each.text.empty() && !has_words(tab, typed.words)) continue;
        out.links.push_back({each.path, each.text.empty() ? tab : each.text, each.text.empty() ? "" : tab});
    }
    return out;
}

Group pages_group(const Page& page, const Typed& typed) {
    Group out{i18n::words(page.language, "Pages")};
    const auto add = [&](std::string_view path, const char* msgid) {
        if (const auto words = i18n::words(page.language, msgid); has_words(words, typed.words))
            out.links.push_back({page.home() + std::string(path), words});
    };
    for (const auto* each : pages::by_place<MenuEntry>(page))
        if (page.may(each->permission) && (!each->is_shown || each->is_shown(page))) add(each->path, each->words);
    for (const auto* each : pages::by_place<AccountPage>(page)) add(each->path, each->words);
    return out;
}

std::vector<Group> find_all(const Page& page, const Typed& typed) {
    std::vector<Group> out;
    if (typed.words.empty()) return out;
    page.environment.database.read([&](db::Session& session) {
        out.clear();
        std::vector<Customer> found;
        if (may_see_customers(page)) found = customers::find_quickly(session, page.business(), typed.text, kCustomers);
        if (has_calendar(page))
            if (const auto day = i18n::parse_typed_day(typed.text, page.zone().day(page.now)))
                out.push_back(day_group(session, page, *day));
        if (may_see_customers(page)) out.push_back(customers_group(page, typed, found));
        if (has_calendar(page)) out.push_back(bookings_group(session, page, typed, found));
    });
    out.push_back(services_group(page, typed));
    out.push_back(settings_group(page, typed));
    out.push_back(pages_group(page, typed));
    // What is found stands before the ways to look further.
    std::ranges::stable_partition(out, [](const Group& group) { return !group.links.empty(); });
    return out;
}

void fill_found(html::Values& values, const Page& page, const Typed& typed) {
    std::int64_t count = 0;
    for (const auto& group : find_all(page, typed)) {
        count += std::ssize(group.links);
        if (group.links.empty() && !group.more) continue;
        auto& shown = values.add("GROUP").set("GROUP_NAME", group.name);
        for (const auto& link : group.links) {
            auto& row = shown.add("FOUND").set("URL", link.url).set("TEXT", link.text);
            if (!link.about.empty()) row.add("ABOUT").set("ABOUT_TEXT", link.about);
        }
        if (group.more) shown.add("MORE").set("URL", group.more->url).set("TEXT", group.more->text);
    }
    if (typed.words.empty()) return;
    auto& told = values.add("COUNT").show_if(count == 0, "NOTHING");
    if (count > 0) told.add("SOME").set("COUNT_TEXT", i18n::count(page.language, "{n} result", "{n} results", count));
}

Response search_page(const Page& page) {
    const auto typed = read_typed(page);
    const auto title = i18n::words(page.language, "Search");
    return render(page, {"office/search/search", title, {}}, [&](html::Values& values) {
        values.set("ACTION", page.home() + "/search").set("TYPED", typed.text);
        html::Values found;
        fill_found(found, page, typed);
        values.include("FOUND", "office/search/found", std::move(found));
    });
}

Response found_part(const Page& page) {
    html::Values found;
    fill_found(found, page, read_typed(page));
    auto response = http::html(page.environment.pages.render("office/search/found", page.language, found));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace

Response search(const Page& page) { return search_page(page); }

Response search_found(const Page& page) { return found_part(page); }

void register_search(activity::Registry& registry) { registry.add(SearchDoor{"/search", "/search/found"}); }

}  // namespace office
