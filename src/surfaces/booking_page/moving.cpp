#include "booking_page/moving.h"

#include "booking_page/time_step.h"
#include "bookings/tailored.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;

constexpr std::size_t kNearest = 6;

// As it is for what is moved, which keeps its length.
Service service_of(const Moving& moving) {
    const auto* found = moving.page.snapshot->service(moving.booking.service_id);
    CHECK(found);
    return tailor(*found, moving.booking.time, moving.booking.provider_id);
}

// The provider stays unless another is asked for, or has stopped giving the service.
Result<Choice> read_move(const Moving& moving, const http::Form& query) {
    const auto& snapshot = *moving.page.snapshot;
    const auto service = service_of(moving);
    const auto providers = snapshot.providers_of(service);
    if (providers.empty()) return base::not_found("service.not_offered");
    auto choice =
        read_choice(query, snapshot, service, moving.path + "/reschedule?", moving.page.zone().day(moving.page.now));
    if (!choice || choice->has_provider()) return choice;
    const bool stays =
        std::ranges::any_of(providers, [&](const auto* each) { return each->id == moving.booking.provider_id; });
    choice->any = !stays;
    if (stays) choice->provider_id = moving.booking.provider_id;
    return choice;
}

Wanted wanted(const Moving& moving, const Choice& choice) {
    return {moving.booking.service_id, choice.provider_id, moving.booking.appointment_id,
            location_to_keep(*moving.page.snapshot, moving.booking.service_id, moving.booking.location_id,
                             moving.page.now)};
}

http::Response refuse_move(const Moving& moving, const Error& error) {
    const auto& page = moving.page;
    return explain(page, http::status_of(error.fault), sentence(page, error),
                   WayOn{moving.path, i18n::words(page.language, "Back to your appointment")}, moving.secrecy);
}

std::string now_text(const Moving& moving) {
    return with_provider(moving.page, moving.booking.time, moving.booking.provider_id);
}

http::Response choose_move(const Moving& moving, const Choice& choice, const std::string& notice = {},
                           int status = 200) {
    const auto& page = moving.page;
    const auto service = service_of(moving);
    const FreeStart present{moving.booking.time.begin, moving.booking.provider_id};
    const auto times = ask_times(page, service, wanted(moving, choice), choice, present);
    if (!times) return refuse_move(moving, times.error());
    const auto title = i18n::words(page.language, "Move to when?");
    return render(page, {"booking_page/reschedule", title, status, moving.secrecy}, [&](html::Values& values) {
        values.set("BACK_URL", moving.path).set("BACK_TEXT", i18n::words(page.language, "Back to your appointment"));
        values.set("NOW_TEXT", i18n::words(page.language, "{service}, now {when}",
                                           {{"service", page.text(service.name)}, {"when", now_text(moving)}}));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        include_calendar(values, page, service, choice, *times);
    });
}

// `nearest`: when the chosen time cannot be had.
http::Response confirm_move(const Moving& moving, const Choice& choice, const std::string& notice = {},
                            const std::optional<std::vector<FreeStart>>& nearest = {}, int status = 200) {
    const auto& page = moving.page;
    const auto service = service_of(moving);
    const auto title = i18n::words(page.language, "Move your appointment?");
    const Frame frame{"booking_page/reschedule_confirm", title, status, moving.secrecy, choice.path()};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", choice.without_time().path()).set("KEEP_URL", moving.path);
        values.set("ACTION", moving.path + "/reschedule").set("SERVICE_NAME", page.text(service.name));
        values.set("OLD_TEXT", now_text(moving)).set("SHOWN_IN", shown_in_field(page).second);
        if (!moving.token.empty()) values.add("FORM_TOKEN").set("TOKEN", moving.token);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.add("FORM_PROVIDER").set("FORM_PROVIDER_ID", choice.any ? "any" : base::to_text(*choice.provider_id));
        if (nearest) {
            auto& choices = values.add("CHOICES");
            choices.set("GONE", choice.start ? to_text(*choice.start) : std::string());
            include_nearest(choices, page, service, *nearest);
        } else {
            const auto time = span_of(service, choice.start->at, choice.taker());
            auto& fixed = values.add("FIXED");
            fixed.set("START", to_text(*choice.start)).set("NEW_TEXT", with_provider(page, time, choice.taker()));
            fill_own_time(fixed, page, time, moving.booking.visitor_zone, "NEW_OWN");
        }
    });
}

std::vector<FreeStart> nearest_to(const Moving& moving, const Choice& choice) {
    const auto& page = moving.page;
    const auto latest = page.now + service_of(moving).booking_horizon;
    const auto wish =
        std::clamp(choice.start ? choice.start->at : moving.booking.time.begin, page.now, Instant{latest});
    auto found = page.environment.database.read([&](db::Session& session) {
        return page.environment.free_times.nearest(session, *page.snapshot, wanted(moving, choice), wish, kNearest + 1,
                                                   page.now);
    });
    // Where it already is counts as free, but is no other time.
    const auto& booking = moving.booking;
    std::erase_if(found, [&](const FreeStart& each) {
        return each.start == booking.time.begin && each.provider_id == booking.provider_id;
    });
    if (found.size() > kNearest) found.pop_back();
    return found;
}

bool is_free(const Moving& moving, const Choice& choice) {
    const auto& page = moving.page;
    auto asked = wanted(moving, choice);
    asked.provider_id = choice.taker();
    const auto day = page.zone().day(choice.start->at);
    const auto free = page.environment.database.read([&](db::Session& session) {
        return page.environment.free_times.list(session, *page.snapshot, asked, day, day, page.now);
    });
    return std::ranges::find(free, choice.start->at, &FreeStart::start) != free.end();
}

}  // namespace

std::string with_provider(const Page& page, const Span& time, std::optional<ProviderId> id) {
    const auto* provider = id ? page.snapshot->provider(*id) : nullptr;
    if (!provider) return when(page, time);
    return i18n::words(page.language, "{when}, with {name}", {{"when", when(page, time)}, {"name", provider->name}});
}

http::Response moving_page(const Moving& moving, const http::Form& query) {
    const auto& page = moving.page;
    const auto choice = read_move(moving, query);
    if (!choice) return refuse_move(moving, choice.error());
    if (!choice->start) return choose_move(moving, *choice);
    if (is_free(moving, *choice)) return confirm_move(moving, *choice);
    return choose_move(moving, choice->on(page.zone().day(choice->start->at)),
                       i18n::message(page.language, "booking.time_taken"), 409);
}

Result<std::optional<http::Response>> move(const Moving& moving, const http::Form& form, activity::Actor actor) {
    const auto& page = moving.page;
    auto choice = read_move(moving, form);
    if (!choice) return refuse_move(moving, choice.error());
    if (!choice->start) {
        choice->start = parse_start(form.get("gone"));
        return confirm_move(moving, *choice, i18n::message(page.language, "field.choose_time"),
                            nearest_to(moving, *choice), 422);
    }
    const Move move{choice->start->at, choice->taker(), choice->any && !choice->taker()};
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        return bookings::reschedule(tx, context_of(page, form), page.business().id, moving.booking.id, move, actor,
                                    bookings::Rules::customer);
    });
    if (moved) return std::nullopt;
    const auto& error = moved.error();
    const bool is_otherwise = error.code == "booking.zone_changed";
    if (!is_time_gone(error) && !is_otherwise && error.fault != Fault::invalid) return std::unexpected(error);
    return confirm_move(moving, *choice, sentence(page, error), nearest_to(moving, *choice),
                        http::status_of(error.fault));
}

}  // namespace booking_page
