// The SQL of workflows, templates, runs and messages; nothing else.
#pragma once

#include "db/db.h"
#include "notify/message.h"
#include "notify/staff_choice.h"
#include "notify/workflow.h"

namespace notify::store {

void insert_template(db::Tx& tx, BusinessId business, const Template& draft, Instant now);
void put_source(db::Tx& tx, BusinessId business, TemplateId id, std::string_view language, const Source& source);
// False: there was none.
bool erase_source(db::Tx& tx, BusinessId business, TemplateId id, std::string_view language);
// Raises the version; false when `version` is given and is not the stored one, or there is no such template.
bool touch_template(db::Tx& tx, BusinessId business, TemplateId id, std::optional<std::int64_t> version,
                    std::optional<std::string_view> name, Instant now);
void set_link_works(db::Tx& tx, BusinessId business, TemplateId id, std::optional<Minutes> works);
bool remove_template(db::Tx& tx, BusinessId business, TemplateId id, Instant now);
std::vector<Template> select_templates(db::Session& session, BusinessId business, std::optional<TemplateId> id);
std::map<std::string, Source, std::less<>> select_sources(db::Session& session, BusinessId business, TemplateId id);
std::vector<Workflow> workflows_with(db::Session& session, BusinessId business, TemplateId id);

void insert_workflow(db::Tx& tx, BusinessId business, const Workflow& draft, Instant now);
bool update_workflow(db::Tx& tx, BusinessId business, const Workflow& changed, Instant now);
bool remove_workflow(db::Tx& tx, BusinessId business, WorkflowId id, Instant now);
std::vector<Workflow> select_workflows(db::Session& session, BusinessId business);
std::optional<Workflow> select_workflow(db::Session& session, BusinessId business, WorkflowId id);
bool has_active(db::Session& session, BusinessId business, std::string_view trigger);
std::vector<Workflow> active_for(db::Session& session, BusinessId business, std::string_view trigger);

struct Decision {
    RunId id;
    WorkflowId workflow_id;
    std::string decided_for;
    std::optional<ActivityId> activity_id;
    std::optional<CustomerId> customer_id;
    std::optional<BookingId> booking_id;
    std::optional<Instant> due_at;
    bool acts = false;
    std::string why;
    i18n::Parameters why_values;
};
// False when it was decided before.
bool insert_run(db::Tx& tx, BusinessId business, const Decision& decision, Instant now);
std::vector<Run> select_runs(db::Session& session, BusinessId business, WorkflowId workflow,
                             std::optional<RunId> before, int limit);

std::string values_json(const i18n::Parameters& values);
i18n::Parameters values_of(std::string_view json);

// As it is stored: the log's view and what delivery needs.
struct Row {
    BusinessId business_id;
    Message message;
    std::optional<TemplateId> template_id;
    std::optional<RunId> run_id;
    std::optional<ActionId> action_id;
    std::optional<std::int64_t> subject_id;  // of the account or registration
    std::optional<Instant> planned_start;    // of the booking, as it was when the message was decided on
    std::string address_key;
    bool attach_calendar = false, fixed = false;
    std::optional<std::string> password_hash;
    Instant wanted_at;  // when it was to be sent at first
    std::string message_id;
    std::optional<ActivityId> activity_id{};  // of its run; not written
};
void insert_message(db::Tx& tx, const Row& row);

// Of what one of the staff is told: at once, or with the digest.
struct Notice {
    StaffId staff_id;
    std::string channel, occasion;
    NoticeKind kind = NoticeKind::other;
    std::optional<BookingId> booking_id{};
    std::optional<CustomerId> customer_id{};
    Instant at;
};
bool is_told(db::Session& session, BusinessId business, const Notice& notice);
// False where the member is told of that occasion by that channel already. Without a message it waits for the digest.
bool insert_notice(db::Tx& tx, BusinessId business, const Notice& notice, std::optional<MessageId> message);
std::vector<Row> select_messages(db::Session& session, BusinessId business, const MessageFilter& filter);
std::optional<Row> select_message(db::Session& session, BusinessId business, MessageId id);

// When the latest of this customer's messages to that address go or went, since then, latest first.
std::vector<Instant> latest_to(db::Session& session, BusinessId business, CustomerId customer,
                               std::string_view address_key, Instant since, int limit);

bool anything_due(db::Session& session, std::string_view channel, Instant now);
// Takes what is due on that channel, oldest first; those with a lease that ran out again. Attempts count this one.
std::vector<Row> lease(db::Tx& tx, std::string_view channel, Instant now, Instant until, int limit);
// The rest return 0 rows when the lease is no longer this attempt's.
bool write_texts(db::Tx& tx, const Row& row);  // subject, html, text, password_hash
bool finish(db::Tx& tx, const Row& row, State state, Instant now);
// Its run no longer says that the moment it was for is decided, once all of the run's messages were dropped: should the
// booking come back there, it is asked again. Where another of them went, the moment had its answer.
void reopen(db::Tx& tx, const Row& row);
// To be tried again then; `counts`: this attempt was one.
bool put_back(db::Tx& tx, const Row& row, Instant due, bool counts);

// The mails of a business that has a limit of them: how many went out on that day, by the business's clock; how many
// are leased now; and that one more went out.
int count_sent(db::Session& session, BusinessId business, Day day);
int count_sending(db::Session& session, BusinessId business, std::string_view channel);
void note_sent(db::Tx& tx, BusinessId business, Day day);

// Everything of that channel that is due lies there as not sent; returns how many.
std::int64_t set_aside_all(db::Tx& tx, std::string_view channel, Instant now, std::string_view why);
// Of a booking that goes for good; what was sent about it stays in the log.
void let_go_of_booking(db::Tx& tx, BusinessId business, BookingId id);
bool make_due(db::Tx& tx, BusinessId business, MessageId id, Instant now);

}  // namespace notify::store
