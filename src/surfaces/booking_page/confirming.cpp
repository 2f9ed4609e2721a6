#include "booking_page/confirming.h"

#include "accounts/own_sign_in.h"
#include "booking_page/keeping.h"
#include "bookings/once.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using nlohmann::json;

// Whose keys those of forms are: random, so only who was shown the form has its key.
constexpr std::string_view kFormsKeys = "form";
constexpr Seconds kSentMemory = std::chrono::hours{1};

json told(const Answers& answers) {
    auto out = json::array();
    for (const auto& [field, values] : answers.values) out.push_back({base::to_text(field), values});
    for (const auto& [field, file] : answers.files)
        out.push_back({base::to_text(field), file.name, base::hash(file.content)});
    return out;
}

json told(const Wish& wish) {
    return json{base::to_text(wish.service_id),
                wish.provider_id ? base::to_text(*wish.provider_id) : "any",
                base::to_text(wish.starts_at),
                wish.details.name,
                wish.details.surname,
                wish.details.email.text,
                wish.details.phone,
                wish.note,
                wish.location_id ? base::to_text(*wish.location_id) : "",
                wish.customer ? base::to_text(*wish.customer) : "",
                to_text(wish.add_ons),
                told(wish.answers),
                wish.attendee};
}

// All that the answer to a submit depends on.
std::string told(const std::vector<Wish>& wishes, const Typed& typed) {
    auto out = json::array();
    for (const auto& wish : wishes) out.push_back(told(wish));
    for (const auto& [field, value] : typed.custom) out.push_back({base::to_text(field), value});
    return out.dump();
}

Result<Made> book_wishes(db::Tx& tx, const Context& context, BusinessId business, const std::vector<Wish>& wishes) {
    if (wishes.size() == 1) return book(tx, context, business, wishes.front(), bookings::Rules::customer);
    auto made = book_all(tx, context, business, wishes, {.one_visit = true}, bookings::Rules::customer);
    if (!made) return std::unexpected(made.error());
    return std::move(made->front());
}

}  // namespace

Result<std::string> confirm(const Page& page, const Filler& filler, const std::vector<Wish>& wishes,
                            const Typed& typed) {
    auto& environment = page.environment;
    const auto business = page.business().id;
    const Once once(environment.secret, kFormsKeys, typed.key, told(wishes, typed));
    auto context = environment.context();
    context.shown_in = typed.shown_in;
    return environment.database.write([&](db::Tx& tx) -> Result<std::string> {
        const auto earlier = once.earlier(tx, business);
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return json::parse(**earlier).at("manage_token").get<std::string>();
        const bool known_guest = is_known_guest(tx, page, filler, wishes.front());
        const auto made = book_wishes(tx, context, business, wishes);
        if (!made) return std::unexpected(made.error());
        keep_custom(tx, page, made->booking.customer_id, known_guest, wishes.front(), typed);
        if (filler.visitor && wishes.front().consent)
            if (const auto noted = accounts::note_own_consent(tx, business, *filler.visitor, page.now); !noted)
                return std::unexpected(noted.error());
        once.remember(tx, business, page.now,
                      json{{"booking", base::to_text(made->booking.id)}, {"manage_token", made->manage_token}}.dump());
        return made->manage_token;
    });
}

bool is_known_guest(db::Session& session, const Page& page, const Filler& filler, const Wish& wish) {
    return !filler.visitor && customers::find_by_email(session, page.business().id, wish.details.email.key).has_value();
}

void keep_custom(db::Tx& tx, const Page& page, CustomerId customer, bool known_guest, const Wish& wish,
                 const Typed& typed) {
    const customers::Context context{page.environment.clock, page.environment.registry};
    if (known_guest)
        customers::tell_custom_values(tx, context, page.business().id, customer, typed.custom, wish.actor);
    else
        customers::fill_in_custom_values(tx, context, page.business().id, customer, typed.custom, wish.actor);
}

void keep_key(http::Response& response, const Page& page, const std::string& key, std::string_view step) {
    const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
    if (!std::ranges::all_of(key, is_plain)) return;
    http::set_cookie(response, page.request,
                     {std::string(kSentCookie), key, kSentMemory, fmt::format("{}{}", home_path(page), step), true,
                      http::is_embedded(page.request)});
}

std::optional<std::string> booked_by(const Page& page, ServiceId service, Instant start, std::string_view key) {
    if (key.empty()) return std::nullopt;
    return page.environment.database.read([&](db::Session& session) -> std::optional<std::string> {
        const auto business = page.business().id;
        const auto answer = Once(page.environment.secret, kFormsKeys, key, "").answer(session, business);
        if (!answer) return std::nullopt;
        const auto token = json::parse(*answer).value("manage_token", std::string());
        const auto booking = find_by_token(session, business, token, page.now);
        const bool is_it =
            booking && is_live(booking->status) && booking->service_id == service && booking->time.begin == start;
        return is_it ? std::optional(fmt::format("{}/bookings/{}", home_path(page), token)) : std::nullopt;
    });
}

http::Response booked_already(const Page& page, const std::string& what, const Span& time, const std::string& here,
                              const std::string& path) {
    const auto title = i18n::words(page.language, "You booked this");
    return render(page, {"pages/error", title, 200, Secrecy::manage, here}, [&](html::Values& values) {
        values.set("HEADING", title);
        values.set("EXPLANATION", i18n::words(page.language, "{service}, {when}: this time is yours.",
                                              {{"service", what}, {"when", when(page, time)}}));
        values.add("WAY_ON")
            .set("WAY_ON_URL", path)
            .set("WAY_ON_TEXT", i18n::words(page.language, "See the appointment"));
    });
}

}  // namespace booking_page
