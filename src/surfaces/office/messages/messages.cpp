// The communication log of the business (FEATURES 5.23): what was to be sent, to whom, and what became of it.
#include "office/messages/messages.h"
#include "notify/channel.h"
#include "notify/delivery.h"
#include "office/frame/form.h"
#include "office/messages/mail_frame.h"
#include "office/messages/message_list.h"

namespace office {
namespace {

using notify::Message;
using notify::State;

constexpr int kRows = 50;
constexpr std::array<State, 7> kStates{State::waiting, State::sending, State::sent,   State::not_sent,
                                       State::refused, State::failed,  State::dropped};

// The colours of appointments' statuses mean the same here.
std::string_view status_class(State state) {
    switch (state) {
        case State::sent: return "approved";
        case State::waiting:
        case State::sending:
        case State::not_sent: return "pending";
        case State::refused:
        case State::failed: return "cancelled";
        case State::dropped: break;
    }
    return "none";
}

void fill_state(html::Values& row, const Page& page, const Message& message) {
    row.set("STATE", notify::name_of(page.language, message.state)).set("STATE_CLASS", status_class(message.state));
}

Instant moment_of(const Message& message) {
    if (message.finished_at) return *message.finished_at;
    return message.state == State::waiting ? message.due_at : message.created_at;
}

void fill_row(html::Values& row, const Page& page, const Message& message) {
    row.set("URL", fmt::format("{}/messages/{}", page.home(), base::to_text(message.id)));
    row.set("SUBJECT", message.subject.empty() ? notify::occasion_of(page.language, message) : message.subject);
    row.set("TO", message.recipient_name.empty() ? message.address : message.recipient_name);
    row.set("WHY_SENT", notify::occasion_of(page.language, message))
        .set("AT", moment_with_year(page, moment_of(message)));
    fill_state(row, page, message);
}

// What waits, or was lost, because the operator lets only so many mails go in a day.
void fill_held(html::Values& values, const Page& page) {
    const auto limit = page.business().standing.limits.mails_a_day;
    if (!limit) return;
    const auto held = page.environment.database.read(
        [&](db::Session& session) { return notify::count_held(session, page.id(), page.now); });
    if (held.waiting == 0 && held.lost == 0) return;
    const auto number = [&](std::int64_t n) { return i18n::number(page.language, n); };
    auto& part = values.add("HELD");
    part.set("HELD_TEXT", i18n::count(page.language, "{n} mail waits, since only {most} may go in a day.",
                                      "{n} mails wait, since only {most} may go in a day.", held.waiting,
                                      {{"most", number(*limit)}}));
    if (held.lost > 0)
        part.add("LOST").set("LOST_TEXT",
                             i18n::count(page.language, "{n} of the last week waited until it was of no use.",
                                         "{n} of the last week waited until they were of no use.", held.lost));
}

Response list_page(const Page& page) {
    const auto state = notify::parse_state(page.request.query.get("state"));
    const auto before = base::parse_id<MessageId>(page.request.query.get("before"));
    const auto title = i18n::words(page.language, "Sent messages");
    return render(page, {"office/messages/messages", title, "messages"}, [&](html::Values& values) {
        values.set("ACTION", page.home() + "/messages");
        fill_held(values, page);
        for (const auto each : kStates)
            values.add("STATE_CHOICE")
                .set("CHOICE_VALUE", to_text(each))
                .set("CHOICE_TEXT", notify::name_of(page.language, each))
                .show_if(state == each, "CHOICE_ON");
        const auto last = include_messages(values, page,
                                           {.customer = {},
                                            .with_dependants = false,
                                            .booking = {},
                                            .state = state,
                                            .before = before,
                                            .limit = kRows});
        if (!last) return;
        auto more = fmt::format("{}/messages?before={}", page.home(), base::to_text(*last));
        if (state) more += "&state=" + std::string(to_text(*state));
        values.add("MORE").set("MORE_URL", more);
    });
}

std::optional<Message> find_message(const Page& page) {
    const auto id = base::parse_id<MessageId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return notify::find_message(session, page.id(), *id); });
}

std::string path(const Page& page, const Message& message, std::string_view rest = {}) {
    return fmt::format("{}/messages/{}{}", page.home(), base::to_text(message.id), rest);
}

Response message_page(const Page& page, const Message& message) {
    const auto title = message.subject.empty() ? notify::occasion_of(page.language, message) : message.subject;
    return render(page, {"office/messages/message", title, "messages"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("LIST_URL", page.home() + "/messages").set("MAIL_URL", path(page, message, "/mail"));
        fill_state(values, page, message);
        const auto fact = [&](const std::string& name, const std::string& value) {
            if (!value.empty()) values.add("FACT").set("FACT_NAME", name).set("FACT_VALUE", value);
        };
        const auto language = page.language;
        fact(i18n::words(language, "To"), message.recipient_name);
        fact(i18n::words(language, "Address"), message.address);
        if (const auto* channel = notify::channels().size() > 1 ? notify::find_channel(message.channel) : nullptr)
            fact(i18n::words(language, "Channel"), channel->words(language));
        fact(i18n::words(language, "When this happened"), notify::occasion_of(page.language, message));
        fact(i18n::words(language, "Written"), moment_with_year(page, message.created_at));
        if (message.state == State::waiting)
            fact(i18n::words(language, "To be sent"), moment_with_year(page, message.due_at));
        if (message.finished_at) fact(i18n::words(language, "Finished"), moment_with_year(page, *message.finished_at));
        if (message.attempts > 0) fact(i18n::words(language, "Attempts"), i18n::number(language, message.attempts));
        if (!message.why.empty())
            fact(i18n::words(language, "Why"), notify::explain(language, message.why, message.why_values));
        fact(i18n::words(language, "The mail server said"), message.reply);
        const bool has_mail = !message.html.empty() || !message.text.empty();
        values.show(has_mail ? "HAS_MAIL" : "NO_MAIL");
        if (message.customer_id)
            values.add("CUSTOMER")
                .set("CUSTOMER_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(*message.customer_id)));
        if (message.booking_id)
            values.add("BOOKING").set("BOOKING_URL",
                                      fmt::format("{}/bookings/{}", page.home(), base::to_text(*message.booking_id)));
        if (message.state == State::failed || message.state == State::not_sent || message.state == State::refused) {
            Form again{.action = path(page, message, "/again"), .token = form_token(page)};
            again.submit = i18n::words(language, "Send it again");
            again.weight = Form::Weight::plain;
            include_form(values.add("AGAIN"), "AGAIN_FORM", page, again);
        }
    });
}

}  // namespace

std::optional<MessageId> include_messages(html::Values& values, const Page& page, const notify::MessageFilter& filter) {
    const auto list = page.environment.database.read(
        [&](db::Session& session) { return notify::list_messages(session, page.id(), filter); });
    html::Values rows;
    if (list.empty()) rows.show("NO_MESSAGES");
    if (!list.empty()) {
        auto& shown = rows.add("SOME_MESSAGES");
        for (const auto& message : list) fill_row(shown.add("MESSAGE"), page, message);
    }
    values.include("MESSAGES", "office/messages/message_list", std::move(rows));
    return static_cast<int>(list.size()) == filter.limit ? std::optional(list.back().id) : std::nullopt;
}

Response messages(const Page& page) { return list_page(page); }

Response message(const Page& page) {
    const auto found = find_message(page);
    return found ? message_page(page, *found) : nothing_here(page);
}

Response message_mail(const Page& page) {
    const auto found = find_message(page);
    return found ? mail_frame(page, {found->subject, found->html, found->text}) : nothing_here(page);
}

Response send_again(const Page& page) {
    const auto found = find_message(page);
    if (!found) return nothing_here(page);
    const auto again = page.environment.database.write([&](db::Tx& tx) {
        return notify::send_again(tx, {page.environment.clock, page.environment.registry}, page.id(), found->id,
                                  page.actor());
    });
    if (again) return back_to(path(page, *found), "again");
    return refuse(page, again.error(), {path(page, *found), i18n::words(page.language, "Back to the message")});
}

}  // namespace office
