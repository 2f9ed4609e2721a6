// The waiting list in the back office: the queue with its offers and why, entries that staff add, offers by hand, and
// the settings.
#include "customers/quick.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "waiting_list/waiting_pages.h"
#include "waiting_list/wish_form.h"

#include <algorithm>

namespace waiting_list {
namespace {

using customers::Customer;
using office::Field;
using office::Form;
using office::Page;
using waiting::Entry;
using Kind = Field::Kind;

constexpr int kRows = 50, kFound = 8, kMostTimes = 60;
constexpr std::chrono::days kLooksAhead{14};

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/waiting{}", page.home(), rest);
}
std::string path(const Page& page, WaitingEntryId id, std::string_view rest = {}) {
    return path(page, fmt::format("/{}{}", base::to_text(id), rest));
}

std::string name_of(const Page& page, const std::optional<Customer>& customer) {
    return customer ? office::shown_name(page, *customer) : std::string();
}

// ---- The queue

Response queue_page(const Page& page) {
    struct Row {
        Entry entry;
        std::optional<waiting::Offer> offer;
        std::optional<Customer> customer;
    };
    const auto after = base::parse_id<WaitingEntryId>(page.request.query.get("after"));
    const auto [rows, count] = page.environment.database.snapshot([&](db::Session& session) {
        std::vector<Row> out;
        for (auto& entry : waiting::list_open(session, page.id(), after, kRows + 1)) {
            auto offer = waiting::find_open_offer(session, page.id(), entry.id);
            auto customer = customers::find(session, page.id(), entry.customer_id);
            out.push_back({std::move(entry), std::move(offer), std::move(customer)});
        }
        return std::pair(std::move(out), waiting::count_open(session, page.id()));
    });
    const auto title = i18n::words(page.language, "Waiting list");
    return office::render(page, {"waiting_list/office_queue", title, "waiting"}, [&](html::Values& values) {
        office::include_done(values, page);
        values.set("NEW_URL", path(page, "/new"));
        if (page.may(businesses::kManageSettings))
            values.add("SETTINGS").set("SETTINGS_URL", office::settings_path(page, "waiting-list"));
        if (rows.empty()) return void(values.show("NONE"));
        auto& some = values.add("SOME");
        some.set("COUNT", i18n::count(page.language, "{n} waits", "{n} wait", count));
        for (std::size_t i = 0; i < std::min(rows.size(), std::size_t{kRows}); ++i) {
            const auto& [entry, offer, customer] = rows[i];
            auto& row = some.add("ROW").set("URL", path(page, entry.id)).set("NAME", name_of(page, customer));
            row.set("SINCE", office::moment_with_year(page, entry.created_at));
            fill_entry(row, page, entry, offer ? &*offer : nullptr);
        }
        if (rows.size() > kRows)
            some.add("MORE").set("MORE_URL", path(page, "?after=" + base::to_text(rows[kRows - 1].entry.id)));
    });
}

// ---- An entry that staff add

struct Typed {
    TypedWish wish{};
    pages::Wrong wrong{};
};

std::vector<const catalog::Service*> services_of(const Page& page) { return page.snapshot->bookable_services(); }

Field select(std::string name, std::string label, const std::string& any,
             const std::vector<std::pair<std::string, std::string>>& all, const std::string& chosen) {
    Field out{.kind = Kind::select, .name = std::move(name), .label = std::move(label), .value = chosen};
    if (!any.empty()) out.options.push_back({"", any});
    for (const auto& [id, text] : all) out.options.push_back({id, text});
    return out;
}

Field checks(std::string name, std::string label, const std::vector<Tick>& all, int ticked) {
    Field out{.kind = Kind::checks, .name = std::move(name), .label = std::move(label)};
    for (const auto& tick : all) {
        out.options.push_back({std::to_string(tick.bit), tick.name});
        if (ticked & tick.bit) out.chosen.insert(std::to_string(tick.bit));
    }
    return out;
}

Field typed_line(std::string name, std::string label, std::string type, std::string value, bool required) {
    return {.name = std::move(name),
            .label = std::move(label),
            .value = std::move(value),
            .type = std::move(type),
            .limit = 10,
            .required = required};
}

std::vector<Field> entry_fields(const Page& page, const TypedWish& typed) {
    const auto language = page.language;
    std::vector<std::pair<std::string, std::string>> services, providers, locations;
    for (const auto* service : services_of(page))
        services.emplace_back(base::to_text(service->id), page.text(service->name));
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable) providers.emplace_back(base::to_text(provider.id), provider.name);
    for (const auto& location : page.snapshot->locations)
        locations.emplace_back(base::to_text(location.id), location.name);
    std::vector<Field> out{
        select("service", i18n::words(language, "Service"), {}, services, typed.service),
        select("provider", i18n::words(language, "With"), i18n::words(language, "Anyone"), providers, typed.provider)};
    if (locations.size() > 1)
        out.push_back(select("location", i18n::words(language, "Where"), i18n::words(language, "Anywhere"), locations,
                             typed.location));
    out.push_back(typed_line("first_day", i18n::words(language, "First day"), "date", typed.first_day, true));
    out.push_back(typed_line("last_day", i18n::words(language, "Last day"), "date", typed.last_day, true));
    out.push_back(checks("weekdays", i18n::words(language, "Days"), weekdays(language), typed.weekdays));
    out.push_back(checks("parts", i18n::words(language, "Parts of the day"), parts(language), typed.parts));
    out.push_back(typed_line("from", i18n::words(language, "Not before"), "time", typed.from, false));
    out.push_back(typed_line("until", i18n::words(language, "Before this hour"), "time", typed.until, false));
    return out;
}

std::optional<Customer> find_customer(const Page& page, std::string_view id) {
    const auto wanted = base::parse_id<CustomerId>(id);
    if (!wanted) return std::nullopt;
    auto found = page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, page.id(), *wanted); });
    return found && !found->anonymised ? std::move(found) : std::nullopt;
}

Response entry_form(const Page& page, const Customer& customer, const Typed& typed) {
    const auto title = i18n::words(page.language, "Add to the waiting list");
    return office::render(page, {"waiting_list/office_new", title, "waiting", typed.wrong.page_status()},
                          [&](html::Values& values) {
                              values.set("LIST_URL", path(page));
                              auto& known = values.add("FOR").set("NAME", office::shown_name(page, customer));
                              Form form{.action = path(page, "/new"), .token = office::form_token(page)};
                              form.submit = i18n::words(page.language, "Add");
                              form.fields = entry_fields(page, typed.wish);
                              form.hidden = {{"customer", base::to_text(customer.id)}};
                              form.wrong = typed.wrong;
                              office::include_form(known, "FORM", page, form);
                          });
}

Response customer_search(const Page& page) {
    const auto typed = http::line(page.request.query, "q");
    const auto found =
        typed.empty() ? std::vector<Customer>{} : page.environment.database.read([&](db::Session& session) {
            return customers::find_quickly(session, page.business(), typed, kFound);
        });
    const auto title = i18n::words(page.language, "Add to the waiting list");
    return office::render(page, {"waiting_list/office_new", title, "waiting"}, [&](html::Values& values) {
        values.set("LIST_URL", path(page));
        auto& search = values.add("SEARCH").set("ACTION", path(page, "/new")).set("TYPED", typed);
        if (typed.empty()) return;
        if (found.empty()) {
            auto& nobody = search.add("NOBODY");
            if (const auto customers = office::menu_path(page, "customers"))
                nobody.add("NEW").set("NEW_CUSTOMER_URL", *customers + "/new");
            return;
        }
        auto& list = search.add("FOUND");
        for (const auto& customer : found)
            list.add("ONE")
                .set("URL", path(page, "/new?customer=" + base::to_text(customer.id)))
                .set("NAME", office::shown_name(page, customer))
                .set("EMAIL", customer.email.value_or(""));
    });
}

// ---- One entry

std::optional<Entry> find_entry(const Page& page) {
    const auto id = base::parse_id<WaitingEntryId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read([&](db::Session& session) { return waiting::find(session, page.id(), *id); });
}

void fill_offers(html::Values& values, const Page& page, const std::vector<waiting::Offer>& offers) {
    if (offers.empty()) return void(values.show("NO_OFFERS"));
    auto& list = values.add("OFFERS");
    for (const auto& offer : offers) {
        const auto* provider = page.snapshot->provider(offer.provider_id);
        auto& row = list.add("ROW").set("TIME", pages::when(page, offer.time));
        row.set("WITH_NAME", provider ? provider->name : std::string());
        row.set("STATE", waiting::state_name(page.language, offer.state));
        row.set("MADE", office::moment_with_year(page, offer.created_at));
        if (offer.booking_id && page.may(bookings::kSeeOwnBookings))
            row.add("BOOKED").set("BOOKING_URL",
                                  fmt::format("{}/bookings/{}", page.home(), base::to_text(*offer.booking_id)));
    }
}

// The free times that may be offered by hand: those that fit first, then all others of these days.
void fill_times(html::Values& values, const Page& page, const Entry& entry) {
    if (entry.state != waiting::State::waiting) return;
    const auto& zone = page.zone();
    const auto today = zone.day(page.now);
    const auto first = std::max(entry.wish.first_day, today);
    const bookings::Wanted wanted{.service_id = entry.wish.service,
                                  .provider_id = entry.wish.provider,
                                  .location_id = entry.wish.location,
                                  .customer = entry.customer_id};
    const auto free = page.environment.database.read([&](db::Session& session) {
        return page.environment.free_times.list(session, *page.snapshot, wanted, first, first + kLooksAhead, page.now);
    });
    if (free.empty()) return void(values.show("NOTHING_FREE"));
    auto& form = values.add("BY_HAND").set("ACTION", path(page, entry.id, "/offer"));
    form.set("TOKEN", office::form_token(page));
    int shown = 0;
    for (const bool fitting : {true, false})
        for (const auto& each : free) {
            const waiting::Place place{entry.wish.service, each.provider_id, entry.wish.location, each.start};
            if (waiting::fits(entry.wish, place, zone) != fitting || shown++ >= kMostTimes) continue;
            const auto* provider = page.snapshot->provider(each.provider_id);
            const auto at = pages::moment(page, each.start);
            const auto text = provider ? fmt::format("{}, {}", at, provider->name) : at;
            form.add("TIME")
                .set("TIME_VALUE", fmt::format("{}.{}", base::to_text(each.start), base::to_text(each.provider_id)))
                .set("TIME_TEXT", fitting ? i18n::words(page.language, "{time} (suits them)", {{"time", text}}) : text);
        }
}

Response entry_page(const Page& page, const Entry& entry, const pages::Wrong& wrong = {}) {
    const auto [customer, offers, open] = page.environment.database.snapshot([&](db::Session& session) {
        return std::tuple(customers::find(session, page.id(), entry.customer_id),
                          waiting::list_offers(session, page.id(), entry.id),
                          waiting::find_open_offer(session, page.id(), entry.id));
    });
    const auto title = name_of(page, customer);
    return office::render(
        page, {"waiting_list/office_entry", title, "waiting", wrong.page_status()}, [&](html::Values& values) {
            office::include_done(values, page);
            pages::fill_notice(values, wrong);
            values.set("LIST_URL", path(page)).set("SINCE", office::moment_with_year(page, entry.created_at));
            if (customer && page.may(customers::kManageCustomers))
                values.add("CUSTOMER").set("CUSTOMER_URL", office::record::path(page, *customer));
            fill_entry(values, page, entry, open ? &*open : nullptr);
            fill_offers(values, page, offers);
            fill_times(values, page, entry);
            if (!waiting::is_open(entry.state)) return;
            Form removal{.action = path(page, entry.id, "/removal"), .token = office::form_token(page)};
            removal.weight = Form::Weight::plain;
            removal.submit = i18n::words(page.language, "Take off the waiting list");
            office::include_form(values.add("REMOVAL"), "REMOVAL_FORM", page, removal);
        });
}

// "2026-12-04T08:00:00Z.0C5S2V3T4W6XY"
std::optional<std::pair<Instant, ProviderId>> parse_time(std::string_view text) {
    const auto dot = text.rfind('.');
    if (dot == text.npos) return std::nullopt;
    const auto at = base::parse_instant(text.substr(0, dot));
    const auto provider = base::parse_id<ProviderId>(text.substr(dot + 1));
    return at && provider ? std::optional(std::pair(*at, *provider)) : std::nullopt;
}

// ---- The settings

struct Numbers {
    std::string minutes, from, until;
};

std::vector<Field> settings_fields(const Page& page, const Numbers& numbers) {
    const auto language = page.language;
    const auto number = [](std::string name, std::string label, std::string hint, const std::string& value) {
        return Field{.name = std::move(name),
                     .label = std::move(label),
                     .hint = std::move(hint),
                     .value = value,
                     .limit = 4,
                     .required = true};
    };
    return {
        number("offer_minutes", i18n::words(language, "Minutes an offer of the waiting list is kept"),
               i18n::words(language, "From 5 to 1440. Near the start it is kept for half of the time that is left "
                                     "at most, so that the next person has a chance too."),
               numbers.minutes),
        number("offers_from_hour", i18n::words(language, "Offers are made from this hour on"),
               i18n::words(language, "From 0 to 23. At night nobody is asked, and no offer runs out."), numbers.from),
        number("offers_until_hour", i18n::words(language, "Offers are made until this hour"),
               i18n::words(language, "From 1 to 24."), numbers.until)};
}

Numbers stored(const businesses::Business& business) {
    const auto& settings = business.customer;
    return {std::to_string(settings.offer_minutes), std::to_string(settings.offers_from_hour),
            std::to_string(settings.offers_until_hour)};
}

Response settings_page(const Page& page, const businesses::Business& business, const Error* error) {
    const auto& sent = page.request.form;
    Form form;
    form.fields =
        settings_fields(page, error ? Numbers{http::line(sent, "offer_minutes"), http::line(sent, "offers_from_hour"),
                                              http::line(sent, "offers_until_hour")}
                                    : stored(business));
    return office::settings_page(page, {"waiting_list/office_settings", "waiting-list", error}, form,
                                 [&](html::Values& values) { values.set("QUEUE_URL", path(page)); });
}

}  // namespace

Response queue(const Page& page) { return queue_page(page); }

Response new_entry(const Page& page) {
    const auto customer = find_customer(page, page.request.query.get("customer"));
    if (!customer) return customer_search(page);
    return entry_form(page, *customer, {.wish = new_wish(page, page.request.query)});
}

Response add_entry(const Page& page) {
    const auto customer = find_customer(page, page.request.form.get("customer"));
    if (!customer) return office::nothing_here(page);
    Typed typed{.wish = read_wish(page.request.form)};
    const auto wish = wish_of(typed.wish, typed.wrong.fields);
    if (typed.wrong.any()) return entry_form(page, *customer, typed);
    const auto joined = page.environment.database.write([&](db::Tx& tx) {
        return waiting::join(tx, page.environment.context(), page.id(), wish,
                             {.customer = customer->id, .actor = page.actor()}, waiting::Rules::staff);
    });
    if (joined) return office::back_to(path(page, joined->id), "added");
    typed.wrong = pages::wrong_of(page, joined.error());
    return entry_form(page, *customer, typed);
}

Response entry(const Page& page) {
    const auto found = find_entry(page);
    return found ? entry_page(page, *found) : office::nothing_here(page);
}

Response remove(const Page& page) {
    const auto found = find_entry(page);
    if (!found) return office::nothing_here(page);
    const auto left = page.environment.database.write([&](db::Tx& tx) {
        return waiting::leave(tx, page.environment.context(), page.id(), found->id, {.actor = page.actor()});
    });
    if (!left) return entry_page(page, *found, pages::wrong_of(page, left.error()));
    return office::back_to(path(page), "saved");
}

Response offer_time(const Page& page) {
    const auto found = find_entry(page);
    if (!found) return office::nothing_here(page);
    const auto time = parse_time(page.request.form.get("time"));
    if (!time) return entry_page(page, *found, {{}, i18n::message(page.language, "field.invalid")});
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return waiting::offer(tx, page.environment.context(), page.id(), found->id, time->first, time->second,
                              page.actor());
    });
    if (!made) return entry_page(page, *found, pages::wrong_of(page, made.error()));
    return office::back_to(path(page, found->id), "saved");
}

Response settings(const Page& page) { return settings_page(page, page.business(), nullptr); }

Response save_settings(const Page& page) {
    return office::save_settings_page(
        page, "waiting-list",
        [&page](businesses::Business& business) {
            office::read_settings(page, business, {"offer_minutes", "offers_from_hour", "offers_until_hour"});
        },
        settings_page);
}

void register_pages(activity::Registry& registry) {
    registry.add(waiting::kModule);
    registry.add(pages::PanelTab{15, "/waiting", N_("Waiting list"), N_("My waiting list"), waiting::kModule});
    registry.add(office::MenuEntry{12, "waiting", "/waiting", N_("Waiting list"),
                                   "M7 3h10M7 21h10M8 3v4l4 5 4-5V3M8 21v-4l4-5 4 5v4", waiting::kManageWaiting,
                                   [](const Page& page) { return page.business().has(waiting::kModule); }});
    registry.add(office::SettingsPage{25, "waiting-list", N_("Waiting list"), businesses::kManageSettings,
                                      waiting::kModule,
                                      [](const Page& page) { return settings_fields(page, stored(page.business())); }});
}

}  // namespace waiting_list
