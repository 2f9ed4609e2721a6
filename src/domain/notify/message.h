// The communication log (FEATURES 5.23): everything that was to be sent, to which address, about which booking, and
// what became of it. Texts are as they were sent, but for secrets, which show as dots.
#pragma once

#include "notify/workflow.h"

namespace notify {

enum class State {
    waiting,   // for its moment, or for another attempt
    sending,   // in hand
    sent,      // the mail server took it
    not_sent,  // no mail server was set then
    refused,   // for good: the address does not work
    failed,    // given up after the last attempt
    dropped,   // no longer wanted
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);
std::string name_of(i18n::Language language, State state);  // "not sent"

struct Message {
    MessageId id;
    State state = State::waiting;
    std::string channel = "email";
    std::string trigger;  // of the workflow, or what the program itself sends; empty: a test
    std::optional<CustomerId> customer_id;
    std::optional<BookingId> booking_id;
    std::optional<WorkflowId> workflow_id;
    To to = To::customer;
    std::optional<StaffId> staff_id;  // who of the staff, where it is for one of them
    std::string recipient_name, address, language;
    std::string subject, html, text;  // lists leave html and text empty
    std::string why;                  // for explain(); empty: nothing to say
    i18n::Parameters why_values;
    std::string reply;  // the mail server's last words
    int attempts = 0;
    Instant created_at, due_at;
    std::optional<Instant> last_attempt_at, finished_at;
};

// What set it off: "An appointment is booked".
std::string occasion_of(i18n::Language language, const Message& message);

struct MessageFilter {
    std::optional<CustomerId> customer;
    bool with_dependants = false;  // about those whom that customer looks after too; none that went to staff
    std::optional<BookingId> booking;
    std::optional<State> state;
    std::optional<MessageId> before;  // the last one of the page before
    int limit = 50;                   // at most 200
};
// Newest first.
std::vector<Message> list_messages(db::Session& session, BusinessId business, const MessageFilter& filter);
std::optional<Message> find_message(db::Session& session, BusinessId business, MessageId id);

// Messages and workflows' decisions go two years after they were made, a few in each transaction; what a workflow has
// decided is needed only as long as it may be asked again. Now and then, by the housekeeper.
inline constexpr Seconds kMessagesKept = std::chrono::days{730};
void forget_old(db::Database& database, Instant now);

// Puts one that failed, was not sent or was refused back to be sent now, with its texts made anew. The address that was
// refused has to be corrected before. Errors: conflict message.not_again {state}, message.address_refused;
// not_found message.gone.
Result<void> send_again(db::Tx& tx, const Context& context, BusinessId business, MessageId id, activity::Actor actor);

}  // namespace notify
