// What a customer waits for, and how offers are answered: by the link of a mail, and in the panel.
#include "portal/parts.h"
#include "waiting_list/waiting_pages.h"
#include "waiting_list/wish_form.h"

namespace waiting_list {
namespace {

using pages::Page;
using pages::Secrecy;
using portal::Visit;
using portal::Wrong;
using waiting::By;
using waiting::Entry;

constexpr int kMost = 50;

// An entry with what can be done with it: its forms lead below `path`.
void fill_with_ways(html::Values& values, const Page& page, const Entry& entry,
                    const std::optional<waiting::Offer>& offer, const std::string& offers, const std::string& path) {
    fill_entry(values, page, entry, offer ? &*offer : nullptr);
    const auto token = pages::form_token(page);
    if (offer) {
        auto& answer = values.add("ANSWER").set("TOKEN", token);
        const auto to = fmt::format("{}/offers/{}", offers, base::to_text(offer->id));
        answer.set("ACCEPT_URL", to + "/acceptance").set("DECLINE_URL", to + "/refusal");
    }
    if (waiting::is_open(entry.state)) values.add("LEAVE").set("TOKEN", token).set("LEAVE_URL", path + "/leaving");
}

// ---- By the link of a mail

// An entry and its link.
struct Linked {
    const Page& page;
    std::string token;
    Entry entry;

    std::string path() const { return fmt::format("{}/waiting/{}", pages::home_path(page), token); }
    By by() const { return {.actor = {activity::ActorKind::manage_link, entry.id.value}, .token = token}; }
};

std::optional<Linked> open_link(const Page& page) {
    const std::string token(page.request.param("token"));
    auto entry = page.environment.database.read(
        [&](db::Session& session) { return waiting::find_by_token(session, page.business().id, token); });
    return entry ? std::optional(Linked{page, token, *std::move(entry)}) : std::nullopt;
}

Response no_such_link(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "waiting.unknown"), pages::start_again(page),
                          Secrecy::manage);
}

Response linked_page(const Linked& linked, const Wrong& wrong) {
    const auto& page = linked.page;
    const auto [entry, offer] = page.environment.database.read([&](db::Session& session) {
        return std::pair(waiting::find(session, linked.entry.business_id, linked.entry.id),
                         waiting::find_open_offer(session, linked.entry.business_id, linked.entry.id));
    });
    if (!entry) return no_such_link(page);
    const auto title = i18n::words(page.language, "Your waiting list");
    return pages::render(page,
                         {.view = "waiting_list/linked",
                          .title = title,
                          .status = wrong.page_status(),
                          .secrecy = Secrecy::manage,
                          .address = linked.path()},
                         [&](html::Values& values) {
                             const auto& query = page.request.query;
                             std::string done;
                             if (query.has("declined"))
                                 done = i18n::words(page.language, "You have declined the time. You wait for another.");
                             if (query.has("left"))
                                 done = i18n::words(page.language, "You have left the waiting list.");
                             if (query.has("booked")) done = i18n::words(page.language, "Your appointment is booked.");
                             portal::fill_notice(values, wrong, done);
                             html::Values one;
                             fill_with_ways(one, page, *entry, offer, linked.path(), linked.path());
                             values.include("ENTRY", "waiting_list/entry", std::move(one));
                             values.set("AGAIN_URL", pages::start_again(page).path);
                             values.set("AGAIN_WORDS", pages::start_again(page).words);
                         });
}

Response link_page(const Page& page, const Wrong& wrong) {
    const auto linked = open_link(page);
    return linked ? linked_page(*linked, wrong) : no_such_link(page);
}

std::optional<WaitingOfferId> offer_of(const Page& page) {
    return base::parse_id<WaitingOfferId>(page.request.param("offer"));
}

Result<bookings::Made> accept_offer(const Page& page, const By& by) {
    return page.environment.database.write([&](db::Tx& tx) {
        return waiting::accept(tx, page.environment.context(), page.business().id,
                               offer_of(page).value_or(WaitingOfferId{}), by);
    });
}
Result<void> decline_offer(const Page& page, const By& by) {
    return page.environment.database.write([&](db::Tx& tx) {
        return waiting::decline(tx, page.environment.context(), page.business().id,
                                offer_of(page).value_or(WaitingOfferId{}), by);
    });
}

// What was refused about a time that is gone: the page shows what is still offered.
Wrong why_not(const Page& page, const Error& error) {
    return pages::wrong_of(
        page, bookings::is_time_gone(error) ? Error{Fault::conflict, "waiting.offer_over", {}, {}} : error);
}

// ---- In the panel

By by_of(const Visit& visit) {
    By out{.actor = visit.actor()};
    out.customers = visit.page.environment.database.read([&](db::Session& session) {
        return portal::ids_of(accounts::list_people(session, visit.business(), visit.who.account_id));
    });
    return out;
}

std::string just_done(const Page& page) {
    const auto& query = page.request.query;
    if (query.has("joined"))
        return i18n::words(page.language, "You are on the waiting list. As soon as a time becomes free, you are told.");
    if (query.has("declined")) return i18n::words(page.language, "You have declined the time. You wait for another.");
    if (query.has("left")) return i18n::words(page.language, "You have left the waiting list.");
    return {};
}

Response own_page(const Visit& visit, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto by = by_of(visit);
    const auto all = page.environment.database.read([&](db::Session& session) {
        std::vector<std::pair<Entry, std::optional<waiting::Offer>>> out;
        for (auto& entry : waiting::list_of_customers(session, visit.business(), by.customers, kMost)) {
            auto offer = waiting::find_open_offer(session, visit.business(), entry.id);
            out.emplace_back(std::move(entry), std::move(offer));
        }
        return out;
    });
    const auto title = i18n::words(page.language, "Waiting list");
    return pages::render(page,
                         {"waiting_list/own", title, wrong.page_status(), Secrecy::personal, visit.path("/waiting")},
                         [&](html::Values& values) {
                             portal::include_tabs(values, page, "/waiting");
                             portal::fill_notice(values, wrong, just_done(page));
                             values.show_if(all.empty(), "NONE");
                             values.set("BOOK_URL", pages::home_path(page));
                             for (const auto& [entry, offer] : all) {
                                 html::Values one;
                                 fill_with_ways(one, page, entry, offer, visit.path("/waiting"),
                                                fmt::format("{}/{}", visit.path("/waiting"), base::to_text(entry.id)));
                                 values.add("ROW").include("ENTRY", "waiting_list/entry", std::move(one));
                             }
                         });
}

}  // namespace

Response show(const Page& page) { return link_page(page, {}); }

const FormHandler<Page> accept(link_page, [](const Page& page) -> Response {
    const auto linked = open_link(page);
    if (!linked) return no_such_link(page);
    const auto made = accept_offer(page, linked->by());
    if (!made) return linked_page(*linked, why_not(page, made.error()));
    return portal::go_to(page.business().has(bookings::kBookingPage)
                             ? fmt::format("{}/bookings/{}?new=1", pages::home_path(page), made->manage_token)
                             : linked->path() + "?booked=1");
});

const FormHandler<Page> decline(link_page, [](const Page& page) -> Response {
    const auto linked = open_link(page);
    if (!linked) return no_such_link(page);
    const auto declined = decline_offer(page, linked->by());
    return declined ? portal::go_to(linked->path() + "?declined=1")
                    : linked_page(*linked, why_not(page, declined.error()));
});

const FormHandler<Page> leave(link_page, [](const Page& page) -> Response {
    const auto linked = open_link(page);
    if (!linked) return no_such_link(page);
    const auto left = page.environment.database.write([&](db::Tx& tx) {
        return waiting::leave(tx, page.environment.context(), page.business().id, linked->entry.id, linked->by());
    });
    return left ? portal::go_to(linked->path() + "?left=1") : linked_page(*linked, why_not(page, left.error()));
});

Response own(const Visit& visit) { return own_page(visit, {}); }

const FormHandler<Visit> own_accept(own_page, [](const Visit& visit) -> Response {
    const auto made = accept_offer(visit.page, by_of(visit));
    if (!made) return own_page(visit, why_not(visit.page, made.error()));
    return portal::go_to(visit.path("/appointments/" + base::to_text(made->booking.id)));
});

const FormHandler<Visit> own_decline(own_page, [](const Visit& visit) -> Response {
    const auto declined = decline_offer(visit.page, by_of(visit));
    if (!declined) return own_page(visit, why_not(visit.page, declined.error()));
    return portal::go_to(visit.path("/waiting?declined=1"));
});

const FormHandler<Visit> own_leave(own_page, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<WaitingEntryId>(page.request.param("id")).value_or(WaitingEntryId{});
    const auto by = by_of(visit);
    const auto left = page.environment.database.write(
        [&](db::Tx& tx) { return waiting::leave(tx, page.environment.context(), visit.business(), id, by); });
    if (!left) return own_page(visit, why_not(page, left.error()));
    return portal::go_to(visit.path("/waiting?left=1"));
});

}  // namespace waiting_list
