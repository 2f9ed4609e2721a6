#include "notify/store.h"

#include <fmt/format.h>
#include "base/typed.h"

#include <array>
#include <nlohmann/json.hpp>

namespace notify::store {

using nlohmann::json;
using S = std::string;

void insert_template(db::Tx& tx, BusinessId business, const Template& draft, Instant now) {
    tx.execute("insert into message_templates (business_id, id, name, shipped, created_at, changed_at, link_minutes) "
               "values (:business, :id, :name, :shipped, :now, :now, :works)",
               business, draft.id, draft.name, draft.shipped, now, draft.link_works);
}

void put_source(db::Tx& tx, BusinessId business, TemplateId id, std::string_view language, const Source& source) {
    tx.execute("insert into message_template_texts (business_id, template_id, language, subject, html, text) "
               "values (:business, :template, :language, :subject, :html, :text) "
               "on conflict (business_id, template_id, language) do update "
               "set subject = excluded.subject, html = excluded.html, text = excluded.text",
               business, id, language, source.subject, source.html, source.text);
}

bool erase_source(db::Tx& tx, BusinessId business, TemplateId id, std::string_view language) {
    return tx.execute("delete from message_template_texts where business_id = :business and template_id = :template "
                      "and language = :language",
                      business, id, language) == 1;
}

bool touch_template(db::Tx& tx, BusinessId business, TemplateId id, std::optional<std::int64_t> version,
                    std::optional<std::string_view> name, Instant now) {
    const auto any = !version;
    return tx.execute("update message_templates set version = version + 1, changed_at = :now, "
                      "name = coalesce(:name, name) where business_id = :business and id = :id and removed_at is null "
                      "and (version = :version or :any = 1)",
                      now, name ? std::optional(S(*name)) : std::nullopt, business, id, version.value_or(0), any) == 1;
}

void set_link_works(db::Tx& tx, BusinessId business, TemplateId id, std::optional<Minutes> works) {
    tx.execute("update message_templates set link_minutes = :works where business_id = :business and id = :id", works,
               business, id);
}

bool remove_template(db::Tx& tx, BusinessId business, TemplateId id, Instant now) {
    return tx.execute("update message_templates set removed_at = :now where business_id = :business and id = :id "
                      "and removed_at is null",
                      now, business, id) == 1;
}

std::vector<Template> select_templates(db::Session& session, BusinessId business, std::optional<TemplateId> id) {
    std::vector<Template> out;
    const bool all = !id;
    for (auto& [template_id, name, shipped, changed, version, works] :
         session.rows<TemplateId, S, S, Instant, std::int64_t, std::optional<Minutes>>(
             "select id, name, shipped, changed_at, version, link_minutes from message_templates "
             "where business_id = :business and (id = :id or (:all = 1 and removed_at is null)) order by name, id",
             business, id.value_or(TemplateId{}), all))
        out.push_back({template_id, std::move(name), std::move(shipped), {}, {}, changed, version, works});
    return out;
}

std::map<S, Source, std::less<>> select_sources(db::Session& session, BusinessId business, TemplateId id) {
    std::map<S, Source, std::less<>> out;
    for (auto& [language, subject, html, text] : session.rows<S, S, S, S>(
             "select language, subject, html, text from message_template_texts where business_id = :business and "
             "template_id = :template",
             business, id))
        out[language] = {std::move(subject), std::move(html), std::move(text)};
    return out;
}

namespace {

// A row for each action.
constexpr std::string_view kWorkflows = R"sql(
    select w.id, w.name, w.happens, w.offset_minutes, w.conditions, w.active, w.changed_at, w.version,
           a.id, a.kind, a.target, a.template_id, a.options, a.recipients
    from workflows w join workflow_actions a on a.business_id = w.business_id and a.workflow_id = w.id
    where w.business_id = :business and w.removed_at is null )sql";

template <class... Args>
std::vector<Workflow> workflows(db::Session& session, std::string_view rest, std::string_view order,
                                const Args&... args) {
    std::vector<Workflow> out;
    for (auto& [id, name, trigger, offset, conditions, active, changed, version, action, kind, target, template_id,
                options, recipients] : session.rows<WorkflowId, S, S, Minutes, S, bool, Instant, std::int64_t, ActionId,
                                                    S, S, std::optional<TemplateId>, S, S>(
             S(kWorkflows).append(rest).append(" order by ").append(order).append(", a.position"), args...)) {
        if (out.empty() || out.back().id != id)
            out.push_back({id,
                           std::move(name),
                           std::move(trigger),
                           offset,
                           conditions_of(conditions),
                           {},
                           active,
                           changed,
                           version});
        out.back().actions.push_back(
            {action, std::move(kind), std::move(target), template_id, json::parse(options), recipients_of(recipients)});
    }
    return out;
}

void put_actions(db::Tx& tx, BusinessId business, const Workflow& workflow) {
    tx.execute("delete from workflow_actions where business_id = :business and workflow_id = :workflow", business,
               workflow.id);
    for (std::size_t i = 0; i < workflow.actions.size(); ++i) {
        const auto& action = workflow.actions[i];
        tx.execute("insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id, "
                   "options, recipients) values (:business, :id, :workflow, :position, :kind, :target, :template, "
                   ":options, :recipients)",
                   business, action.id, workflow.id, static_cast<int>(i), action.kind, action.target,
                   action.template_id, json(action.options).dump(), to_json(action.recipients));
    }
}

}  // namespace

std::vector<Workflow> workflows_with(db::Session& session, BusinessId business, TemplateId id) {
    return workflows(session,
                     "and exists (select 1 from workflow_actions t where t.business_id = w.business_id and "
                     "t.workflow_id = w.id and t.template_id = :template)",
                     "w.name, w.id", business, id);
}

std::vector<Workflow> select_workflows(db::Session& session, BusinessId business) {
    return workflows(session, "", "w.happens, w.name, w.id", business);
}

std::optional<Workflow> select_workflow(db::Session& session, BusinessId business, WorkflowId id) {
    auto found = workflows(session, "and w.id = :id", "w.id", business, id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool has_active(db::Session& session, BusinessId business, std::string_view trigger) {
    return session
        .value<int>(
            "select 1 from workflows where business_id = :business and happens = :trigger and active = 1 limit 1",
            business, trigger)
        .has_value();
}

std::vector<Workflow> active_for(db::Session& session, BusinessId business, std::string_view trigger) {
    return workflows(session, "and w.happens = :trigger and w.active = 1", "w.id", business, trigger);
}

void insert_workflow(db::Tx& tx, BusinessId business, const Workflow& draft, Instant now) {
    tx.execute(R"sql(
        insert into workflows (business_id, id, name, happens, offset_minutes, conditions, active, created_at,
                               changed_at)
        values (:business, :id, :name, :happens, :offset, :conditions, :active, :now, :now))sql",
               business, draft.id, draft.name, draft.trigger, draft.offset, to_json(draft.conditions), draft.active,
               now);
    put_actions(tx, business, draft);
}

bool update_workflow(db::Tx& tx, BusinessId business, const Workflow& changed, Instant now) {
    const bool found = tx.execute(R"sql(
        update workflows set name = :name, happens = :happens, offset_minutes = :offset, conditions = :conditions,
               active = :active, changed_at = :now, version = version + 1
        where business_id = :business and id = :id and version = :version and removed_at is null)sql",
                                  changed.name, changed.trigger, changed.offset, to_json(changed.conditions),
                                  changed.active, now, business, changed.id, changed.version) == 1;
    if (found) put_actions(tx, business, changed);
    return found;
}

bool remove_workflow(db::Tx& tx, BusinessId business, WorkflowId id, Instant now) {
    return tx.execute("update workflows set removed_at = :now, active = 0 where business_id = :business and id = :id "
                      "and removed_at is null",
                      now, business, id) == 1;
}

S values_json(const i18n::Parameters& values) {
    auto out = json::array();
    for (const auto& [name, value] : values) out.push_back({name, value});
    return out.dump();
}

i18n::Parameters values_of(std::string_view text) {
    i18n::Parameters out;
    for (const auto& each : json::parse(text)) out.emplace_back(each.at(0).get<S>(), each.at(1).get<S>());
    return out;
}

bool insert_run(db::Tx& tx, BusinessId business, const Decision& decision, Instant now) {
    return tx.execute(R"sql(
        insert into workflow_runs (business_id, id, workflow_id, decided_for, activity_id, customer_id, booking_id,
                                   due_at, outcome, why, why_values, at)
        values (:business, :id, :workflow, :decided_for, :activity, :customer, :booking, :due, :outcome, :why, :values,
                :now)
        on conflict (business_id, workflow_id, decided_for) do nothing)sql",
                      business, decision.id, decision.workflow_id, decision.decided_for, decision.activity_id,
                      decision.customer_id, decision.booking_id, decision.due_at, decision.acts ? "acted" : "nothing",
                      decision.why, values_json(decision.why_values), now) == 1;
}

std::vector<Run> select_runs(db::Session& session, BusinessId business, WorkflowId workflow,
                             std::optional<RunId> before, int limit) {
    std::vector<Run> out;
    for (auto& [id, at, customer, booking, name, surname, outcome, why, values, message, channel, state] :
         session.rows<RunId, Instant, std::optional<CustomerId>, std::optional<BookingId>, std::optional<S>,
                      std::optional<S>, S, S, S, std::optional<MessageId>, std::optional<S>, std::optional<S>>(
             R"sql(
        select r.id, r.at, r.customer_id, r.booking_id, c.name, c.surname, r.outcome, r.why, r.why_values,
               m.id, m.channel, m.state
        from workflow_runs r
        left join customers c on c.business_id = r.business_id and c.id = r.customer_id
        left join messages m on m.business_id = r.business_id and m.run_id = r.id
        where r.business_id = :business and r.id in (
            select id from workflow_runs
            where business_id = :business and workflow_id = :workflow and id < :before order by id desc limit :limit)
        order by r.id desc, m.id)sql",
             business, workflow, before.value_or(RunId{INT64_MAX}), limit)) {
        if (out.empty() || out.back().id != id)
            out.push_back({id,
                           at,
                           customer,
                           booking,
                           base::full_name(name.value_or(""), surname.value_or("")),
                           outcome == "acted",
                           std::move(why),
                           values_of(values),
                           {}});
        if (message) out.back().messages.push_back({*message, channel.value_or(""), state.value_or("")});
    }
    return out;
}

void insert_message(db::Tx& tx, const Row& row) {
    const auto& m = row.message;
    tx.execute(R"sql(
        insert into messages (business_id, id, run_id, action_id, template_id, happens, channel, customer_id, booking_id, subject_id,
                              planned_start, recipient, staff_member_id, recipient_name, address, address_key, language, subject, html, text,
                              attach_calendar, fixed, state, why, why_values, wanted_at, due_at, finished_at,
                              message_id, created_at)
        values (:business, :id, :run, :action, :template, :happens, :channel, :customer, :booking, :subject_id, :start, :recipient, :member, :name,
                :address, :address_key, :language, :subject, :html, :text, :attach, :fixed, :state, :why, :values,
                :wanted, :due, :finished, :message_id, :created))sql",
               row.business_id, m.id, row.run_id, row.action_id, row.template_id, m.trigger, m.channel, m.customer_id,
               m.booking_id, row.subject_id, row.planned_start, to_text(m.to), m.staff_id, m.recipient_name, m.address,
               row.address_key, m.language, m.subject, m.html, m.text, row.attach_calendar, row.fixed, to_text(m.state),
               m.why, values_json(m.why_values), row.wanted_at, m.due_at, m.finished_at, row.message_id, m.created_at);
}

bool is_told(db::Session& session, BusinessId business, const Notice& notice) {
    return session
        .value<int>("select 1 from staff_notices where business_id = :business and staff_member_id = :member and "
                    "channel = :channel and occasion = :occasion",
                    business, notice.staff_id, notice.channel, notice.occasion)
        .has_value();
}

bool insert_notice(db::Tx& tx, BusinessId business, const Notice& notice, std::optional<MessageId> message) {
    return tx.execute(R"sql(
        insert into staff_notices (business_id, id, staff_member_id, channel, occasion, kind, booking_id, customer_id,
                                   at, message_id)
        values (:business, :id, :member, :channel, :occasion, :kind, :booking, :customer, :at, :message)
        on conflict (business_id, staff_member_id, channel, occasion) do nothing)sql",
                      business, base::new_id(), notice.staff_id, notice.channel, notice.occasion, to_text(notice.kind),
                      notice.booking_id, notice.customer_id, notice.at, message) == 1;
}

namespace {

using Instants = std::optional<Instant>;

constexpr std::string_view kMessages = R"sql(
    select m.business_id, m.id, m.run_id, m.action_id, m.template_id, m.happens, m.channel, m.customer_id, m.booking_id, m.subject_id,
           m.planned_start, m.recipient, m.staff_member_id, m.recipient_name, m.address, m.address_key, m.language, m.subject, m.html, m.text,
           m.attach_calendar, m.fixed, m.password_hash, m.state, m.why, m.why_values, m.reply, m.attempts, m.wanted_at,
           m.due_at, m.last_attempt_at, m.finished_at, m.message_id, m.created_at,
           (select r.workflow_id from workflow_runs r where r.business_id = m.business_id and r.id = m.run_id),
           (select r.activity_id from workflow_runs r where r.business_id = m.business_id and r.id = m.run_id)
    from messages m )sql";

template <class... Args>
std::vector<Row> messages(db::Session& session, const S& rest, const Args&... args) {
    std::vector<Row> out;
    for (auto& [business, id, run, action, template_id, trigger, channel, customer, booking, subject_id, start,
                recipient, member, name, address, key, language, subject, html, text, attach, fixed, password, state,
                why, values, reply, attempts, wanted, due, last, finished, message_id, created, workflow, activity] :
         session
             .rows<BusinessId, MessageId, std::optional<RunId>, std::optional<ActionId>, std::optional<TemplateId>, S,
                   S, std::optional<CustomerId>, std::optional<BookingId>, std::optional<std::int64_t>, Instants, S,
                   std::optional<StaffId>, S, S, S, S, S, S, S, bool, bool, std::optional<S>, S, S, S, S, int, Instant,
                   Instant, Instants, Instants, S, Instant, std::optional<WorkflowId>, std::optional<ActivityId>>(
                 S(kMessages).append(rest), args...)) {
        auto& row = out.emplace_back();
        row.business_id = business;
        row.template_id = template_id;
        row.run_id = run;
        row.action_id = action;
        row.subject_id = subject_id;
        row.planned_start = start;
        row.address_key = std::move(key);
        row.attach_calendar = attach;
        row.fixed = fixed;
        row.password_hash = std::move(password);
        row.wanted_at = wanted;
        row.message_id = std::move(message_id);
        row.activity_id = activity;
        row.message = {id,
                       parse_state(state).value(),
                       std::move(channel),
                       std::move(trigger),
                       customer,
                       booking,
                       workflow,
                       parse_to(recipient),
                       member,
                       std::move(name),
                       std::move(address),
                       std::move(language),
                       std::move(subject),
                       std::move(html),
                       std::move(text),
                       std::move(why),
                       values_of(values),
                       std::move(reply),
                       attempts,
                       created,
                       due,
                       last,
                       finished};
    }
    return out;
}

}  // namespace

std::vector<Row> select_messages(db::Session& session, BusinessId business, const MessageFilter& filter) {
    const auto before = filter.before.value_or(MessageId{INT64_MAX});
    const auto limit = std::clamp(filter.limit, 1, 200);
    const auto end = S(" order by m.id desc limit :limit");
    const auto state = filter.state ? S(to_text(*filter.state)) : S();
    const bool any = !filter.state;
    const S common = "where m.business_id = :business and m.id < :before ";
    const S of_state = "and (m.state = :state or :any = 1)";
    const S to_customer = "and m.recipient = 'customer' ";
    if (filter.booking)
        return messages(session, common + "and m.booking_id = :booking " + of_state + end, business, before,
                        *filter.booking, state, any, limit);
    if (filter.customer && filter.with_dependants)
        return messages(session,
                        common +
                            "and m.customer_id in (select cast(:customer as bigint) union all "
                            "select d.customer_id from account_customers s join account_customers d "
                            "on d.business_id = s.business_id and d.account_id = s.account_id "
                            "and d.relation = 'dependant' where s.business_id = :business "
                            "and s.customer_id = :customer and s.relation = 'self') " +
                            to_customer + of_state + end,
                        business, before, *filter.customer, state, any, limit);
    if (filter.customer)
        return messages(session, common + "and m.customer_id = :customer " + to_customer + of_state + end, business,
                        before, *filter.customer, state, any, limit);
    if (filter.state) return messages(session, common + "and m.state = :state" + end, business, before, state, limit);
    return messages(session, common + end, business, before, limit);
}

std::optional<Row> select_message(db::Session& session, BusinessId business, MessageId id) {
    auto found = messages(session, "where m.business_id = :business and m.id = :id", business, id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

namespace {

// Waiting, or leased by somebody who is gone. Says its states in the words of the index messages_due, which SQLite
// takes only then.
constexpr std::string_view kDue = "channel = :channel and due_at <= :now and state in ('waiting', 'sending') and "
                                  "(state = 'waiting' or leased_until <= :expired)";

}  // namespace

std::vector<Instant> latest_to(db::Session& session, BusinessId business, CustomerId customer,
                               std::string_view address_key, Instant since, int limit) {
    std::vector<Instant> out;
    for (const auto& [due] : session.rows<Instant>(
             "select due_at from messages where business_id = :business and customer_id = :customer and "
             "address_key = :key and due_at > :since and (state = 'waiting' or state = 'sending' or state = 'sent') "
             "order by due_at desc limit :limit",
             business, customer, address_key, since, limit))
        out.push_back(due);
    return out;
}

bool anything_due(db::Session& session, std::string_view channel, Instant now) {
    static const auto sql = S("select 1 from messages where ").append(kDue).append(" limit 1");
    return session.value<int>(sql, channel, now, now).has_value();
}

std::vector<Row> lease(db::Tx& tx, std::string_view channel, Instant now, Instant until, int limit) {
    const S lock = tx.engine() == db::Engine::postgres ? " for update of m skip locked" : "";
    auto out = messages(tx, S("where ").append(kDue).append(" order by due_at, id limit :limit") + lock, channel, now,
                        now, limit);
    for (auto& row : out) {
        tx.execute("update messages set state = 'sending', leased_until = :until, attempts = attempts + 1, "
                   "last_attempt_at = :now where business_id = :business and id = :id",
                   until, now, row.business_id, row.message.id);
        ++row.message.attempts;
        row.message.state = State::sending;
        row.message.last_attempt_at = now;
    }
    return out;
}

namespace {

constexpr std::string_view kOurs =
    " where business_id = :business and id = :id and state = 'sending' and attempts = :attempts";

}  // namespace

bool write_texts(db::Tx& tx, const Row& row) {
    const auto& m = row.message;
    return tx.execute(S("update messages set subject = :subject, html = :html, text = :text, password_hash = :hash")
                          .append(kOurs),
                      m.subject, m.html, m.text, row.password_hash, row.business_id, m.id, m.attempts) == 1;
}

bool finish(db::Tx& tx, const Row& row, State state, Instant now) {
    const auto& m = row.message;
    return tx.execute(S("update messages set state = :state, finished_at = :now, leased_until = null, reply = :reply, "
                        "why = :why, why_values = :values")
                          .append(kOurs),
                      to_text(state), now, m.reply, m.why, values_json(m.why_values), row.business_id, m.id,
                      m.attempts) == 1;
}

void reopen(db::Tx& tx, const Row& row) {
    // First the lock, so that of two that end at the same time one sees the other.
    tx.execute("update workflow_runs set outcome = outcome where business_id = :business and id = :run",
               row.business_id, row.run_id);
    tx.execute(
        "update workflow_runs set decided_for = decided_for || ':dropped:' || id where business_id = :business "
        "and id = :run and not exists (select 1 from messages m where m.business_id = :business and m.run_id = :run "
        "and m.state <> 'dropped')",
        row.business_id, row.run_id);
}

bool put_back(db::Tx& tx, const Row& row, Instant due, bool counts) {
    const auto& m = row.message;
    return tx.execute(S("update messages set state = 'waiting', due_at = :due, leased_until = null, reply = :reply, "
                        "why = :why, why_values = :values, attempts = :left")
                          .append(kOurs),
                      due, m.reply, m.why, values_json(m.why_values), counts ? m.attempts : m.attempts - 1,
                      row.business_id, m.id, m.attempts) == 1;
}

int count_sent(db::Session& session, BusinessId business, Day day) {
    return session.value<int>("select sent from mail_days where business_id = :business and day = :day", business, day)
        .value_or(0);
}

int count_sending(db::Session& session, BusinessId business, std::string_view channel) {
    return session
        .value<int>("select count(*) from messages where business_id = :business and state = 'sending' "
                    "and channel = :channel",
                    business, channel)
        .value();
}

void note_sent(db::Tx& tx, BusinessId business, Day day) {
    tx.execute("insert into mail_days (business_id, day, sent) values (:business, :day, 1) "
               "on conflict (business_id, day) do update set sent = mail_days.sent + 1",
               business, day);
}

std::int64_t set_aside_all(db::Tx& tx, std::string_view channel, Instant now, std::string_view why) {
    static const auto sql =
        S("update messages set state = 'not_sent', why = :why, finished_at = :at, leased_until = null where ")
            .append(kDue);
    return tx.execute(sql, why, now, channel, now, now);
}

void let_go_of_booking(db::Tx& tx, BusinessId business, BookingId id) {
    for (const auto* table : {"messages", "workflow_runs", "staff_notices"})
        tx.execute(
            fmt::format("update {} set booking_id = null where business_id = :business and booking_id = :id", table),
            business, id);
}

bool make_due(db::Tx& tx, BusinessId business, MessageId id, Instant now) {
    return tx.execute("update messages set state = 'waiting', attempts = 0, wanted_at = :now, due_at = :now, why = '', "
                      "why_values = '[]', reply = '', finished_at = null where business_id = :business and id = :id "
                      "and state in ('failed', 'not_sent', 'refused')",
                      now, business, id) == 1;
}

}  // namespace notify::store
