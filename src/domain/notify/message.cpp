#include "notify/message.h"

#include "bookings/words.h"
#include "db/forget.h"
#include "notify/channel.h"
#include "notify/digest.h"
#include "notify/staff_mail.h"
#include "notify/store.h"
#include "notify/written.h"

#include <array>

namespace notify {
namespace {

constexpr std::chrono::days kMailDaysKept{40};

}  // namespace
namespace {

constexpr std::array<std::pair<State, std::string_view>, 7> kStates{{{State::waiting, "waiting"},
                                                                     {State::sending, "sending"},
                                                                     {State::sent, "sent"},
                                                                     {State::not_sent, "not_sent"},
                                                                     {State::refused, "refused"},
                                                                     {State::failed, "failed"},
                                                                     {State::dropped, "dropped"}}};

}  // namespace

std::string_view to_text(State state) { return kStates.at(static_cast<std::size_t>(state)).second; }

std::optional<State> parse_state(std::string_view text) {
    const auto found = std::ranges::find(kStates, text, &decltype(kStates)::value_type::second);
    return found == kStates.end() ? std::nullopt : std::optional(found->first);
}

std::string name_of(i18n::Language language, State state) {
    switch (state) {
        case State::waiting: return i18n::words(language, "waiting");
        case State::sending: return i18n::words(language, "being sent");
        case State::sent: return i18n::words(language, "sent");
        case State::not_sent: return i18n::words(language, "not sent");
        case State::refused: return i18n::words(language, "address refused");
        case State::failed: return i18n::words(language, "failed");
        case State::dropped: return i18n::words(language, "no longer wanted");
    }
    CHECK(false);
}

std::string occasion_of(i18n::Language language, const Message& message) {
    if (const auto* mail = find_staff_mail(message.trigger)) return mail->occasion(language);
    if (message.trigger == kDigestTrigger) return i18n::words(language, "The daily summary for a staff member");
    if (message.trigger == kWrittenTrigger) return i18n::words(language, "Written by the staff");
    const auto* trigger = find_trigger(message.trigger);
    return trigger ? trigger->words(language) : i18n::words(language, "A test");
}

std::vector<Message> list_messages(db::Session& session, BusinessId business, const MessageFilter& filter) {
    std::vector<Message> out;
    for (auto& row : store::select_messages(session, business, filter)) {
        row.message.html.clear();
        row.message.text.clear();
        out.push_back(std::move(row.message));
    }
    return out;
}

std::optional<Message> find_message(db::Session& session, BusinessId business, MessageId id) {
    auto row = store::select_message(session, business, id);
    return row ? std::optional(std::move(row->message)) : std::nullopt;
}

Result<void> send_again(db::Tx& tx, const Context& context, BusinessId business, MessageId id, activity::Actor actor) {
    const auto row = store::select_message(tx, business, id);
    if (!row) return not_found("message.gone");
    const auto* channel = find_channel(row->message.channel);
    if (channel && row->message.to == To::customer && !channel->trouble_of(tx, business, row->address_key).empty())
        return conflict("message.address_refused");
    if (!store::make_due(tx, business, id, context.clock.now())) return conflict("message.not_again");
    activity::record(tx, context.registry, business, context.clock.now(), {"message.sent_again", id.value, actor});
    return {};
}

// What a member was told of keeps workflows from telling it again, which none does after that.
constexpr Seconds kNoticesKept = std::chrono::days{60};

// Ids are given in the order of time: where the first are recent, the rest is not looked at.
void forget_old(db::Database& database, Instant now) {
    const auto before = now - kMessagesKept;
    db::forget_in_each(database, R"sql(
        delete from staff_notices where business_id = :business and id in (
            select n.id from (select id, at, message_id from staff_notices where business_id = :business
                              order by id limit {}) n
            where n.at < :before and n.message_id is not null))sql",
                       now - kNoticesKept);
    db::forget_in_each(database, R"sql(
        delete from messages where business_id = :business and id in (
            select m.id from (select id, created_at from messages where business_id = :business order by id limit {}) m
            where m.created_at < :before))sql",
                       before);
    db::forget_in_each(database, R"sql(
        delete from workflow_runs where business_id = :business and id in (
            select r.id from (select id, at from workflow_runs where business_id = :business order by id limit {}) r
            where r.at < :before and not exists (
                select 1 from messages m where m.business_id = :business and m.run_id = r.id)))sql",
                       before);
    db::forget(database,
               "delete from mail_days where (business_id, day) in (select business_id, day from mail_days "
               "where day < :before limit {})",
               Zone::utc().day(now) - kMailDaysKept);
}

namespace {

using i18n::words;

std::string value_of(const i18n::Parameters& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, &i18n::Parameters::value_type::first);
    return found == values.end() ? std::string() : found->second;
}

// As a condition holds it -> as people read it. Names of the business are names already.
std::string shown(i18n::Language language, Fact fact, const std::string& value) {
    if (value.empty()) return words(language, "nothing");
    if (fact == Fact::status)
        if (const auto status = bookings::parse_status(value)) return bookings::status_name(language, *status);
    if (fact == Fact::language)
        if (const auto named = i18n::parse_language(value)) return std::string(i18n::native_name(*named));
    if (fact == Fact::customer) return value == "new" ? words(language, "new") : words(language, "known");
    if (fact == Fact::made_by) return value == "staff" ? words(language, "staff") : words(language, "the customer");
    return value;
}

std::string explain_condition(i18n::Language language, const i18n::Parameters& values) {
    const auto fact = parse_fact(value_of(values, "fact"));
    if (!fact) return {};
    std::string wanted;
    const auto all = value_of(values, "wanted");
    for (std::size_t at = 0; at <= all.size();) {
        const auto end = std::min(all.find('\n', at), all.size());
        if (!wanted.empty()) wanted += ", ";
        wanted += shown(language, *fact, all.substr(at, end - at));
        at = end + 1;
    }
    const i18n::Parameters named{{"fact", name_of(language, *fact)},
                                 {"found", shown(language, *fact, value_of(values, "found"))},
                                 {"wanted", wanted}};
    return value_of(values, "is") == "1"
               ? words(language, "Not sent. {fact}: {found}. It has to be: {wanted}.", named)
               : words(language, "Not sent. {fact}: {found}. It must not be: {wanted}.", named);
}

}  // namespace

std::string explain(i18n::Language l, std::string_view why, const i18n::Parameters& values) {
    const auto reply = [&] { return i18n::Parameters{{"reply", value_of(values, "reply")}}; };
    // By mail, or by that channel.
    const auto* other = find_channel(value_of(values, "channel"));
    const i18n::Parameters channel{{"channel", other ? other->words(l) : ""}};
    const bool by_mail = !other || other->name() == "email";
    if (why.empty()) return {};
    if (why == "unknown_action") return words(l, "Nothing was done: the workflow has nothing to do any more.");
    if (why == "condition") return explain_condition(l, values);
    if (why == "no_server")
        return by_mail ? words(l, "Not sent: no mail server is set.")
                       : words(l, "Not sent: {channel} is not set up.", channel);
    if (why == "no_address")
        return by_mail ? words(l, "Not sent: there is no e-mail address.")
                       : words(l, "Not sent: {channel} does not reach this customer.", channel);
    if (why == "address_refused") return words(l, "Not sent: the address was refused for good ({reply}).", reply());
    if (why == "no_reminders") return words(l, "Not sent: the customer does not want reminders by e-mail.");
    if (why == "logins_off") return words(l, "Not sent: customers have no logins here.");
    if (why == "panel_off") return words(l, "Not sent: the customer panel is switched off.");
    if (why == "no_account") return words(l, "Not sent: the customer has no login.");
    if (why == "no_staff_login") return words(l, "Not sent: nobody of the staff signs in with this address any more.");
    const auto named = [&] { return i18n::Parameters{{"name", value_of(values, "name")}}; };
    if (why == "no_staff_address")
        return words(l, "Not sent: nobody of the staff whom it concerns has an e-mail address.");
    if (why == "own_action") return words(l, "Not sent to {name}, who did it.", named());
    if (why == "told_with_visit") return words(l, "Not sent: the message about the whole visit tells of it.");
    if (why == "not_told") return words(l, "Not sent: who did it chose not to tell the customer.");
    if (why == "not_wanted") return words(l, "Not sent: {name} does not want to be told.", named());
    if (why == "address_waits")
        return words(l, "Not sent: {address} has not agreed to messages yet.",
                     {{"address", value_of(values, "address")}});
    if (why == "address_settled")
        return words(l, "Not sent: the address has agreed, or no workflow names it any more.");
    if (why == "told_already") return words(l, "Not sent: {name} is told of it by another workflow.", named());
    if (why == "staff_gone") return words(l, "Not sent: nobody of the staff has this address any more.");
    if (why == "not_allowed") return words(l, "Not sent: the customer is not allowed to sign in.");
    if (why == "too_late") return words(l, "Not sent: its moment was over for too long.");
    if (why == "booked_too_late") return words(l, "Not sent: its moment was over before the appointment was booked.");
    if (why == "begun") return words(l, "Not sent: the appointment has begun.");
    if (why == "moved") return words(l, "Not sent: the appointment was moved meanwhile.");
    if (why == "cancelled") return words(l, "Not sent: the appointment was cancelled meanwhile.");
    if (why == "status_changed") return words(l, "Not sent: the appointment has another status.");
    if (why == "offer_over") return words(l, "Not sent: the offer was answered already, or it is too late.");
    if (why == "waiting_over") return words(l, "Not sent: the customer is no longer on the waiting list.");
    if (why == "waiting_off") return words(l, "Not sent: the waiting list is switched off.");
    if (why == "registration_over") return words(l, "Not sent: the address is confirmed already, or it is too late.");
    if (why == "address_changed") return words(l, "Not sent: the customer has another address now.");
    if (why == "booking_gone") return words(l, "Not sent: the appointment is no longer there.");
    if (why == "template_broken") return words(l, "Not sent: the template cannot be filled in. Save it again.");
    if (why == "has_password") return words(l, "Not sent: the customer has chosen a password already.");
    if (why == "too_many_mails")
        return words(l, "Not sent: too many mails went to this address, and nobody has shown that it is theirs.");
    if (why == "not_made") return words(l, "This message could not be put together. The log of the program says why.");
    if (why == "never_ended") return words(l, "Not sent: every attempt was broken off.");
    if (why == "suspended") return words(l, "Not sent: the business was suspended at that time.");
    if (why == "mails_a_day")
        return words(l, "It waits until tomorrow: the business has sent as many mails today as it may.");
    if (why == "mails_a_day_over")
        return words(l, "Not sent: it waited because of the limit of mails a day until its moment was over.");
    if (why == "server")
        return by_mail ? words(l, "The mail server did not take it: {reply}", reply())
                       : words(l, "{channel} did not take it: {reply}", {channel.front(), reply().front()});
    return std::string(why);
}

}  // namespace notify
