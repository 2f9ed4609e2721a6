// The last step: the page as customers meet it, and a booking to try it that one click takes back.
#include "office/start/step_page.h"

namespace office {
namespace {

std::string test_path(const Page& page, std::string_view rest = {}) {
    return step_path(page, Step::live) + "/test" + std::string(rest);
}

void fill_booking(html::Values& values, const Page& page, const bookings::Booking& booking) {
    auto& made = values.add("MADE").set("MADE_WHEN", pages::when(page, booking.time));
    const auto* service = page.snapshot->service(booking.service_id);
    made.set("MADE_SERVICE", service ? page.text(service->name) : std::string());
    made.set("MADE_EMAIL", booking.email);
    made.show(page.environment.sends_mail ? "MAIL_SENT" : "MAIL_KEPT");
    made.set("MADE_URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)));
    Form back{.action = test_path(page, "/removal"), .token = form_token(page)};
    back.submit = i18n::words(page.language, "Take the test booking back");
    back.weight = Form::Weight::plain;
    include_form(made, "BACK_FORM", page, back);
}

Response live_page(const Page& page, const std::string& notice = {}, int status = 200) {
    const auto booking = page.environment.database.read(
        [&](db::Session& session) { return onboarding::find_test_booking(session, page.id()); });
    const bool closed = !onboarding::missing(*page.snapshot, page.zone().day(page.now)).empty();
    return step_page(page, Step::live, "office/start/live", status, [&](html::Values& values) {
        const auto path = pages::home_path(page);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        if (closed) {
            values.add("CLOSED").set("START_URL", start_path(page));
            return;
        }
        auto& open = values.add("OPEN").set("PUBLIC_URL", path).set("PUBLIC_TEXT", page.request.origin + path);
        if (booking) {
            fill_booking(open, page, *booking);
        } else {
            Form test{.action = test_path(page), .token = form_token(page)};
            test.submit = i18n::words(page.language, "Make a test booking");
            test.weight = Form::Weight::plain;
            include_form(open.add("NOT_MADE"), "TEST_FORM", page, test);
        }
        Form end{.action = step_path(page, Step::live), .token = form_token(page)};
        end.submit = i18n::words(page.language, "Done");
        include_form(open.add("FINISH"), "FINISH_FORM", page, end);
    });
}

// The owner's own name and address, under which the test booking is made.
customers::Details own_details(const Page& page, const Email& email) {
    customers::Details out;
    out.name = page.who.name;
    out.email = email;
    out.language = i18n::tag(page.language);
    return out;
}

}  // namespace

Response start_live(const Page& page) { return live_page(page); }

Response end_live(const Page& page) { return go_on(page, Step::live); }

Response make_test_booking(const Page& page) {
    const auto [place, me] = page.environment.database.read([&](db::Session& session) {
        return std::pair(onboarding::first_free(session, *page.snapshot, page.environment.free_times, page.now),
                         accounts::staff::find(session, page.id(), page.who.id));
    });
    const auto email = me ? base::parse_email(me->email) : std::nullopt;
    if (!place || !email)
        return live_page(page, i18n::words(page.language, "There is no free time to book within the next weeks."), 409);
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return onboarding::make_test_booking(tx, page.environment.context(), page.id(), *place,
                                             own_details(page, *email), page.actor());
    });
    if (!made) return live_page(page, pages::sentence(page, made.error()), http::status_of(made.error().fault));
    return http::see_other(step_path(page, Step::live));
}

Response take_back_test(const Page& page) {
    const auto gone = page.environment.database.write([&](db::Tx& tx) {
        return onboarding::take_back_test_booking(tx, page.environment.context(), page.id(), page.actor());
    });
    if (!gone) return live_page(page, pages::sentence(page, gone.error()), http::status_of(gone.error().fault));
    return back_to(step_path(page, Step::live), "removed");
}

}  // namespace office
