#include "notify/personal.h"

#include "db/db.h"
#include "notify/message.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace notify {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;
using personal::Subject;
using personal::time_of;

std::string label(i18n::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"to", i18n::words(language, "To")},         {"subject", i18n::words(language, "Subject")},
        {"text", i18n::words(language, "Text")},     {"sent_at", i18n::words(language, "Sent")},
        {"workflow", i18n::words(language, "What")}, {"at", i18n::words(language, "When")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

// Besides those about the customer: to an address of theirs, where it is about nobody (a registration), or about one
// whom they look after. Those to staff and to addresses that the business typed are not: a staff member may be a
// customer too.
constexpr std::string_view kToAddress = "business_id = :business and address_key = :address and recipient = 'customer'";

std::vector<MessageId> ids_of(db::Session& session, const Subject& subject) {
    std::vector<MessageId> out;
    for (const auto& [id] :
         session.rows<MessageId>("select id from messages where business_id = :business and customer_id = :customer "
                                 "and recipient = 'customer'",
                                 subject.business, subject.customer))
        out.push_back(id);
    for (const auto& address : subject.addresses)
        for (const auto& [id, customer] : session.rows<MessageId, std::optional<CustomerId>>(
                 fmt::format("select id, customer_id from messages where {}", kToAddress), subject.business, address))
            if (!customer || subject.looked_after(*customer)) out.push_back(id);
    std::ranges::sort(out);
    return out;
}

json message_of(db::Session& session, BusinessId business, MessageId id) {
    const auto message = find_message(session, business, id);
    CHECK(message);
    const auto rest = session.row<bool, Instant>(
        "select attach_calendar, wanted_at from messages where business_id = :business and id = :id", business, id);
    const auto& [attached, wanted] = *rest;
    return {{"about", message->trigger},
            {"channel", message->channel},
            {"to_name", message->recipient_name},
            {"to", message->address},
            {"language", message->language},
            {"subject", message->subject},
            {"text", message->text},
            {"calendar_file", attached},
            {"state", to_text(message->state)},
            {"why", message->why},
            {"why_values", message->why_values},
            {"answer_of_the_server", message->reply},
            {"attempts", message->attempts},
            {"made_at", json_time(message->created_at)},
            {"wanted_at", json_time(wanted)},
            {"due_at", json_time(message->due_at)},
            {"last_attempt_at", time_of(message->last_attempt_at)},
            {"sent_at", time_of(message->finished_at)}};
}

personal::Files messages(db::Session& session, const Clock&, const Subject& subject) {
    json out = json::array();
    for (const auto id : ids_of(session, subject)) out.push_back(message_of(session, subject.business, id));
    return {{"messages.json", out.dump(2)}};
}

constexpr std::string_view kEmptied =
    "update messages set recipient_name = '', address = '', address_key = '', subject = '', html = '', text = '', "
    "reply = '', why_values = '[]', password_hash = null where ";
constexpr std::string_view kDropped =
    "update messages set state = 'dropped', why = 'no_account', finished_at = :now, leased_until = null "
    "where state in ('waiting', 'sending') and ";

// What waits is not sent any more. By address it may be about anybody: the address is nobody else's now.
void erase_messages(db::Tx& tx, const personal::Erasing& erasing) {
    const auto& subject = erasing.subject;
    const auto now = erasing.clock.now();
    // Those that told the staff of them too, by themselves or with others in a digest.
    constexpr std::string_view kTheirs = "business_id = :business and customer_id = :customer";
    constexpr std::string_view kNoticed = "business_id = :business and id in (select n.message_id from staff_notices n "
                                          "where n.business_id = :business and n.customer_id = :customer)";
    for (const auto which : {kTheirs, kNoticed}) {
        tx.execute(fmt::format("{}{}", kDropped, which), now, subject.business, subject.customer);
        tx.execute(fmt::format("{}{}", kEmptied, which), subject.business, subject.customer);
    }
    tx.execute("delete from staff_notices where business_id = :business and customer_id = :customer", subject.business,
               subject.customer);
    for (const auto& address : subject.addresses) {
        tx.execute(fmt::format("{}{}", kDropped, kToAddress), now, subject.business, address);
        tx.execute(fmt::format("{}{}", kEmptied, kToAddress), subject.business, address);
    }
}

personal::Files decisions(db::Session& session, const Clock&, const Subject& subject) {
    json out = json::array();
    for (const auto& [workflow, due, outcome, why, values, at] :
         session.rows<std::string, std::optional<Instant>, std::string, std::string, std::string, Instant>(
             "select w.name, r.due_at, r.outcome, r.why, r.why_values, r.at from workflow_runs r "
             "join workflows w on w.business_id = r.business_id and w.id = r.workflow_id "
             "where r.business_id = :business and r.customer_id = :customer order by r.id",
             subject.business, subject.customer))
        out.push_back({{"workflow", workflow},
                       {"at", json_time(at)},
                       {"due_at", time_of(due)},
                       {"outcome", outcome},
                       {"why", why},
                       {"why_values", json::parse(values)}});
    if (out.empty()) return {};
    return {{"decisions.json", out.dump(2)}};
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "messages",
        .tables = {{"messages",
                    "run_id action_id template_id customer_id booking_id subject_id planned_start recipient "
                    "staff_member_id address_key html fixed password_hash leased_until message_id",
                    "what it was made from and whose it is; the start that it was decided for; who else reads it; "
                    "a key made "
                    "of the address; the text "
                    "says the same; a hash; what the delivery keeps for itself"},
                   {"staff_notices", "*", "who of the staff was told of a booking, which is told with it"},
                   {"notice_addresses", "*", "what an owner wrote into a workflow, whoever reads it"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Messages"); },
        .label = label,
        .files = messages,
        .erase = erase_messages});
    registry.add(personal::Part{
        .name = "decisions",
        .tables = {{"workflow_runs", "workflow_id decided_for activity_id customer_id booking_id",
                    "the workflow is named; ids of what it was about"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Decisions about messages"); },
        .label = label,
        .files = decisions,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                tx.execute("update workflow_runs set why_values = '[]' where business_id = :business and "
                           "customer_id = :customer",
                           erasing.subject.business, erasing.subject.customer);
            }});
}

}  // namespace notify
