// Workflows and message templates, as a business keeps them (FEATURES 6.1 to 6.4): when this happens, under these
// conditions, do this: send a template by mail, another by a second channel. What each workflow decided, and why, stays
// in its history.
//
//     const auto preview = notify::preview(session, clock, base_url, business, source, i18n::Language::nb,
//     customer_id);
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"
#include "i18n/i18n.h"
#include "notify/condition.h"
#include "notify/recipient.h"
#include "notify/trigger.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

using WorkflowId = base::Id<struct WorkflowTag>;
using ActionId = base::Id<struct ActionTag>;
using TemplateId = base::Id<struct TemplateTag>;
using RunId = base::Id<struct RunTag>;
using MessageId = base::Id<struct MessageTag>;

namespace notify {

using activity::Context;

// The source of one language. `html` is what stands inside the mail's frame (name, colour, foot of the business),
// unless it is a whole document (it has an <html> tag), which goes out as it is. Empty html: a plain mail. Empty text:
// made of the html.
struct Source {
    std::string subject, html, text;
    friend bool operator==(const Source&, const Source&) = default;
};

struct Template {
    TemplateId id;
    std::string name;
    std::string shipped{};  // which of the program's own it began as; empty: none
    // By language (BCP 47), all that can be used: those of the business and those that the program ships.
    std::map<std::string, Source, std::less<>> sources{};
    std::vector<std::string> edited{};  // the languages that the business wrote itself
    Instant changed_at{};
    std::int64_t version = 1;
    std::optional<Minutes> link_works{};  // how long links in it do; none: as long as is usual for each kind
};
inline constexpr Minutes kShortestLinkWorks{15}, kLongestLinkWorks{30 * 24 * 60};

// Whether a text of it has links that work for a while only.
bool has_timed_links(const Template& source);
// A link that opens the whole account works no longer than accounts/link_lifetime.h says; one that opens a single
// booking for as long as is said here. Records template.changed. Errors: invalid form.invalid with field link_works;
// not_found template.gone.
Result<void> set_link_works(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                            std::optional<Minutes> works, activity::Actor actor);

std::vector<Template> list_templates(db::Session& session, BusinessId business);  // by name, without sources
std::optional<Template> find_template(db::Session& session, BusinessId business, TemplateId id);

// Errors of the four: invalid form.invalid with fields name (field.required, field.too_long {max}), language
// (field.invalid) and subject, html, text: field.required, those of engine::parse with their {line}, and
// template.not_here {name, trigger} for a placeholder that a workflow with this template does not have, and
// template.customers_only {name} for a secret where such a workflow tells others than the customer; conflict
// template.changed_meanwhile when `version` is given and no longer the stored one; not_found template.gone.
Result<TemplateId> create_template(db::Tx& tx, const Context& context, BusinessId business, std::string_view name,
                                   std::string_view language, const Source& source, activity::Actor actor);
Result<void> rename_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             std::string_view name, activity::Actor actor);
// Writes the text of one language.
Result<void> update_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             std::string_view language, const Source& source, std::optional<std::int64_t> version,
                             activity::Actor actor);
// Back to the program's own text of that language, or to none.
Result<void> reset_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                            std::string_view language, activity::Actor actor);
// The copy's name is given. Errors: not_found template.gone.
Result<TemplateId> duplicate_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                                      std::string_view name, activity::Actor actor);
// Errors: conflict template.in_use {workflow}; not_found template.gone.
Result<void> remove_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             activity::Actor actor);

// A mail that lets people in, whose text in that language has no link that does (Trigger::ways_in): it can be saved and
// switched on, and staff are told.
struct NoWayIn {
    std::string workflow;     // by name
    std::string language;     // BCP 47
    std::string placeholder;  // that it is for, the best of them
};
// With the workflows that use this template, in the languages that the business writes. Nullopt: nothing is missing.
std::optional<NoWayIn> find_no_way_in(db::Session& session, const businesses::Business& business, TemplateId id);

// What is wrong with a source: fields subject, html, text as above; empty when it can be saved.
std::vector<FieldError> faults_of(const Source& source);

struct Shipped {
    std::string key;      // "booking_confirmation"
    std::string trigger;  // of the workflow that comes with it
    Minutes offset{0};
    bool attach_calendar = false;
    bool active = true;  // in a new business
    Recipients recipients{};
    std::function<std::string(i18n::Language)> name, explanation;
};
const std::vector<Shipped>& gallery();
const Shipped* find_shipped(std::string_view key);
Source shipped_source(const Shipped& shipped, i18n::Language language);
// A template and its workflow, switched off, named in that language. Errors: not_found template.gone.
Result<WorkflowId> add_from_gallery(db::Tx& tx, const Context& context, BusinessId business, std::string_view key,
                                    i18n::Language language, activity::Actor actor);
// Everything of the gallery, for a business that has nothing yet; called where a business is made. Names are in the
// business's first language.
void install_defaults(db::Tx& tx, const Clock& clock, const businesses::Business& business);

// One thing that a workflow does. What the members mean is up to the kind (action.h): a message goes by the channel
// `target` and says what the template says.
struct Action {
    ActionId id{};  // 0: new
    std::string kind = "message";
    std::string target = "email";
    std::optional<TemplateId> template_id{};
    std::map<std::string, std::string, std::less<>> options{};  // of the kind; {"calendar_file": "yes"}
    Recipients recipients{};                                    // of a message

    bool has_calendar_file() const { return options.contains("calendar_file"); }  // the booking as an .ics file
    friend bool operator==(const Action&, const Action&) = default;
};
// With the booking as an .ics file, where that is wanted.
Action mail_action(TemplateId text, bool calendar_file = false);

struct Workflow {
    WorkflowId id;
    std::string name;
    std::string trigger;
    Minutes offset{0};  // before or after, as the trigger's timing says; birthdays have none
    std::vector<Condition> conditions{};
    std::vector<Action> actions{};  // in this order; one at least
    bool active = true;
    Instant changed_at{};
    std::int64_t version = 1;
};

inline constexpr Minutes kLongestOffset = std::chrono::days{366};
inline constexpr std::size_t kMostActions = 10;
// How faults name the field of an action: that of the first is "template", that of the second "template_2".
std::string field_of_action(std::string_view field, std::size_t index);

std::vector<Workflow> list_workflows(db::Session& session, BusinessId business);  // by trigger, then name
std::optional<Workflow> find_workflow(db::Session& session, BusinessId business, WorkflowId id);

// `draft.id`, changed_at and version are not read by create. Activities: workflow.created, .changed {before, after},
// .removed, template.created, .changed, .removed.
// Errors: invalid form.invalid with fields name (field.required, field.too_long {max}), trigger, conditions, offset
// (field.invalid; workflow.no_time_before: none before the start), actions (field.required; field.invalid: too many, or
// of no known kind), and of each action (field_of_action) target (field.invalid: no such channel), calendar_file
// (field.invalid: the trigger is about no booking), template (field.invalid; template.not_here {name, trigger}: it uses
// a placeholder that this trigger does not have; template.customers_only {name}: it lets in whoever reads it, and the
// message goes to others than the customer), recipients (field.choose_one; field.invalid: no such member, too many, or
// a trigger about no booking with a provider), addresses (field.email; recipient.too_many {max}; recipient.owners_only:
// one that was not there before, by another than an owner; recipient.no_such_channel: by what is no e-mail); conflict
// workflow.changed_meanwhile; not_found workflow.gone.
Result<WorkflowId> create_workflow(db::Tx& tx, const Context& context, BusinessId business, const Workflow& draft,
                                   activity::Actor actor);
Result<void> update_workflow(db::Tx& tx, const Context& context, BusinessId business, const Workflow& changed,
                             activity::Actor actor);  // `changed.version` is the one that was read
Result<void> set_active(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id, bool active,
                        activity::Actor actor);
// Switched off, under that name. Errors: not_found workflow.gone.
Result<WorkflowId> duplicate_workflow(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id,
                                      std::string_view name, activity::Actor actor);
// Its history stays. Errors: not_found workflow.gone.
Result<void> remove_workflow(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id,
                             activity::Actor actor);

// Whether any active workflow answers this trigger to the customer: without one for access_link_asked, access links do
// not work (2.16).
bool is_answered(db::Session& session, BusinessId business, std::string_view trigger);

// One decision of a workflow, and the messages that came of it, in the order of its actions.
struct RunMessage {
    MessageId id;
    std::string channel;
    std::string state;  // "sent"
};
struct Run {
    RunId id;
    Instant at;
    std::optional<CustomerId> customer_id;
    std::optional<BookingId> booking_id;
    std::string customer_name;
    bool acted = false;
    std::string why;  // why nothing was done, or not all of it: code and values of `explain`
    i18n::Parameters why_values;
    std::vector<RunMessage> messages{};
};
// Newest first, before `before` where it is given.
std::vector<Run> list_runs(db::Session& session, BusinessId business, WorkflowId workflow,
                           std::optional<RunId> before = {}, int limit = 50);
// "Not sent: the service is Colour, not Haircut." Also for Message::why.
std::string explain(i18n::Language language, std::string_view why, const i18n::Parameters& values);

struct Preview {
    std::string subject, html, text;  // html is a whole document; it belongs into a sandboxed frame
    std::string customer_name;        // whose data it shows; empty: made up
};
// With that customer's next or latest booking; without a customer, or where something is missing, with invented data.
// As `audience` reads it. Secrets show as dots. Costly: for the pool. Errors: invalid form.invalid with the fields of
// faults_of; template.output_too_long, template.too_costly.
Result<Preview> preview(db::Session& session, const Clock& clock, std::string_view base_url,
                        const businesses::Business& business, const Source& source, i18n::Language language,
                        std::optional<CustomerId> customer = {}, const Audience& audience = {});
// Who reads what the template says: the customer, unless all the workflows that send it tell others alone.
To reader_of_template(db::Session& session, BusinessId business, TemplateId id);

// Queues the workflow's messages as a preview would show them, as mails to that staff member's own address whatever
// their channel, marked as tests in the subject. Errors: not_found workflow.gone; invalid field.invalid (field email).
// `can_send`: a mail server is set (Delivery's options); else they lie there as not sent.
Result<std::vector<MessageId>> test_send(db::Tx& tx, const Context& context, std::string_view base_url,
                                         BusinessId business, WorkflowId id, i18n::Language language,
                                         std::string_view name, std::string_view address, bool can_send);

}  // namespace notify
