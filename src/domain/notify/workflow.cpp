#include "notify/workflow.h"

#include "accounts/staff_account.h"
#include "catalog/extra_field.h"
#include "db/db.h"
#include "notify/action.h"
#include "notify/channel.h"
#include "notify/frame.h"
#include "notify/notice_address.h"
#include "notify/render.h"

#include <nlohmann/json.hpp>

namespace notify {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestName = 100, kLongestSubject = 300, kMostValues = 200;

Error form_error(std::vector<FieldError> fields) { return {Fault::invalid, "form.invalid", {}, std::move(fields)}; }

void check_name(std::string_view name, std::vector<FieldError>& fields) {
    if (!base::is_clean_text(name))
        fields.push_back({"name", "field.invalid", {}});
    else if (base::normalised(name).empty())
        fields.push_back({"name", "field.required", {}});
    else if (base::length(name) > kLongestName)
        fields.push_back({"name", "field.too_long", {{"limit", std::to_string(kLongestName)}}});
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, std::int64_t id,
            activity::Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id, actor, data.dump()});
}

// What the workflows with this template do not have.
void check_places(db::Session& session, BusinessId business, TemplateId id, const Source& source,
                  std::vector<FieldError>& fields) {
    for (const auto& workflow : store::workflows_with(session, business, id)) {
        const auto* trigger = find_trigger(workflow.trigger);
        if (!trigger) continue;
        const auto here = placeholders_of(*trigger);
        const bool leaves = std::ranges::any_of(workflow.actions, [&](const Action& each) {
            return each.template_id == id && !each.recipients.only_customer();
        });
        const auto check = [&](const char* field, const std::string& text, engine::Form form) {
            const auto parsed = engine::parse(text, form, all_names());
            if (!parsed) return;
            for (const auto& used : engine::used_names(*parsed)) {
                const auto name = used.substr(0, used.find('.'));
                const auto known = std::ranges::find_if(here, [&](const auto* each) { return is_of(*each, name); });
                if (known == here.end())
                    fields.push_back({field, "template.not_here", {{"name", name}, {"workflow", workflow.name}}});
                else if (leaves && (*known)->secret)
                    fields.push_back({field, "template.customers_only", {{"name", name}}});
            }
        };
        check("subject", source.subject, engine::Form::text);
        check("html", source.html, engine::Form::html);
        check("text", source.text, engine::Form::text);
        if (!fields.empty()) return;
    }
}

// Extra fields that the business does not have; of one that is switched off messages may still tell.
void check_extra_fields(db::Session& session, BusinessId business, const Source& source,
                        std::vector<FieldError>& fields) {
    constexpr std::string_view kPrefix = "field_";
    const auto text = parse_source(source, all_names());
    if (!text) return;
    const auto known = catalog::list_extra_fields(session, business);
    for (const auto& name : text->used)
        if (name.starts_with(kPrefix) &&
            std::ranges::find(known, name.substr(kPrefix.size()), &catalog::ExtraField::key) == known.end())
            fields.push_back({source.html.find(name) == source.html.npos ? "text" : "html",
                              "template.unknown_field",
                              {{"name", name}}});
}

std::vector<FieldError> faults_in(db::Session& session, BusinessId business, TemplateId id, std::string_view language,
                                  const Source& source) {
    auto fields = faults_of(source);
    if (const auto known = i18n::parse_language(language); !known || i18n::tag(*known) != language)
        fields.push_back({"language", "field.invalid", {}});
    if (fields.empty()) check_extra_fields(session, business, source, fields);
    if (fields.empty()) check_places(session, business, id, source, fields);
    return fields;
}

// Line ends as the engine counts them; a browser sends CRLF.
Source normalised(Source source) {
    for (auto* each : {&source.subject, &source.html, &source.text}) std::erase(*each, '\r');
    return source;
}

}  // namespace

std::vector<FieldError> faults_of(const Source& source) {
    std::vector<FieldError> fields;
    for (const auto& [field, text] :
         {std::pair{"subject", &source.subject}, {"html", &source.html}, {"text", &source.text}})
        if (!base::is_clean_text(*text)) fields.push_back({field, "field.invalid", {}});
    if (!fields.empty()) return fields;
    if (base::length(source.subject) > kLongestSubject)
        fields.push_back({"subject", "field.too_long", {{"limit", std::to_string(kLongestSubject)}}});
    if (source.subject.find('\n') != source.subject.npos) fields.push_back({"subject", "field.invalid", {}});
    if (const auto parsed = parse_source(source, all_names()); !parsed)
        std::ranges::copy(parsed.error().fields, std::back_inserter(fields));
    return fields;
}

std::optional<NoWayIn> find_no_way_in(db::Session& session, const businesses::Business& business, TemplateId id) {
    const auto used = load_template(session, business.id, id);
    if (!used) return std::nullopt;
    for (const auto& workflow : store::workflows_with(session, business.id, id)) {
        const auto* trigger = find_trigger(workflow.trigger);
        if (!trigger || trigger->ways_in.empty()) continue;
        for (const auto& tag : business.languages) {
            const auto language = i18n::parse_language(tag);
            const auto* source = language ? source_for(*used, *language, business) : nullptr;
            const auto text = source ? parse_source(*source, all_names()) : Result<Text>(not_found("template.gone"));
            if (!text) continue;
            if (std::ranges::none_of(trigger->ways_in, [&](const auto& name) { return text->uses(name); }))
                return NoWayIn{workflow.name, tag, trigger->ways_in.front()};
        }
    }
    return std::nullopt;
}

std::vector<Template> list_templates(db::Session& session, BusinessId business) {
    return store::select_templates(session, business, std::nullopt);
}

std::optional<Template> find_template(db::Session& session, BusinessId business, TemplateId id) {
    const auto listed = store::select_templates(session, business, std::nullopt);
    if (std::ranges::find(listed, id, &Template::id) == listed.end()) return std::nullopt;
    return load_template(session, business, id);
}

Result<TemplateId> create_template(db::Tx& tx, const Context& context, BusinessId business, std::string_view name,
                                   std::string_view language, const Source& raw, activity::Actor actor) {
    const auto source = normalised(raw);
    const Template draft{.id = base::make_id<TemplateId>(),
                         .name = base::is_clean_text(name) ? base::normalised(name) : ""};
    auto fields = faults_in(tx, business, draft.id, language, source);
    check_name(name, fields);
    if (!fields.empty()) return std::unexpected(form_error(std::move(fields)));
    store::insert_template(tx, business, draft, context.clock.now());
    store::put_source(tx, business, draft.id, language, source);
    record(tx, context, business, "template.created", draft.id.value, actor, {{"name", draft.name}});
    return draft.id;
}

Result<void> rename_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             std::string_view name, activity::Actor actor) {
    std::vector<FieldError> fields;
    check_name(name, fields);
    if (!fields.empty()) return std::unexpected(form_error(std::move(fields)));
    const auto clean = base::normalised(name);
    if (!store::touch_template(tx, business, id, std::nullopt, clean, context.clock.now()))
        return not_found("template.gone");
    record(tx, context, business, "template.changed", id.value, actor, {{"name", clean}});
    return {};
}

bool has_timed_links(const Template& source) {
    return std::ranges::any_of(source.sources, [](const auto& each) {
        const auto text = parse_source(each.second, all_names());
        return text && link_lifetime(*text).has_value();
    });
}

Result<void> set_link_works(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                            std::optional<Minutes> works, activity::Actor actor) {
    if (works && (*works < kShortestLinkWorks || *works > kLongestLinkWorks))
        return std::unexpected(form_error({{"link_works", "field.invalid", {}}}));
    const auto before = find_template(tx, business, id);
    if (!before) return not_found("template.gone");
    if (before->link_works == works) return {};
    store::touch_template(tx, business, id, std::nullopt, std::nullopt, context.clock.now());
    store::set_link_works(tx, business, id, works);
    const auto told = [](const std::optional<Minutes>& each) { return each ? json(each->count()) : json(nullptr); };
    record(tx, context, business, "template.changed", id.value, actor,
           {{"name", before->name},
            {"before", {{"link_works", told(before->link_works)}}},
            {"after", {{"link_works", told(works)}}}});
    return {};
}

Result<void> update_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             std::string_view language, const Source& raw, std::optional<std::int64_t> version,
                             activity::Actor actor) {
    const auto source = normalised(raw);
    const auto before = find_template(tx, business, id);
    if (!before) return not_found("template.gone");
    auto fields = faults_in(tx, business, id, language, source);
    if (!fields.empty()) return std::unexpected(form_error(std::move(fields)));
    if (!store::touch_template(tx, business, id, version, std::nullopt, context.clock.now()))
        return conflict("template.changed_meanwhile");
    store::put_source(tx, business, id, language, source);
    const auto old = before->sources.find(language);
    record(tx, context, business, "template.changed", id.value, actor,
           {{"name", before->name},
            {"language", language},
            {"before", {{"subject", old == before->sources.end() ? "" : old->second.subject}}},
            {"after", {{"subject", source.subject}}}});
    return {};
}

Result<void> reset_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                            std::string_view language, activity::Actor actor) {
    const auto found = find_template(tx, business, id);
    if (!found) return not_found("template.gone");
    // The last text of a template that the program does not ship stays.
    if (found->shipped.empty() && found->sources.size() == 1) return conflict("template.last_text");
    if (!store::erase_source(tx, business, id, language)) return {};
    store::touch_template(tx, business, id, std::nullopt, std::nullopt, context.clock.now());
    record(tx, context, business, "template.changed", id.value, actor,
           {{"name", found->name}, {"language", language}, {"reset", true}});
    return {};
}

Result<TemplateId> duplicate_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                                      std::string_view name, activity::Actor actor) {
    const auto found = find_template(tx, business, id);
    if (!found) return not_found("template.gone");
    std::vector<FieldError> fields;
    check_name(name, fields);
    if (!fields.empty()) return std::unexpected(form_error(std::move(fields)));
    const Template copy{.id = base::make_id<TemplateId>(),
                        .name = base::normalised(name),
                        .shipped = found->shipped,
                        .link_works = found->link_works};
    store::insert_template(tx, business, copy, context.clock.now());
    for (const auto& language : found->edited)
        store::put_source(tx, business, copy.id, language, found->sources.find(language)->second);
    record(tx, context, business, "template.created", copy.id.value, actor, {{"name", copy.name}});
    return copy.id;
}

Result<void> remove_template(db::Tx& tx, const Context& context, BusinessId business, TemplateId id,
                             activity::Actor actor) {
    if (const auto users = store::workflows_with(tx, business, id); !users.empty())
        return conflict("template.in_use", {{"workflow", users.front().name}});
    const auto found = find_template(tx, business, id);
    if (!found || !store::remove_template(tx, business, id, context.clock.now())) return not_found("template.gone");
    record(tx, context, business, "template.removed", id.value, actor, {{"name", found->name}});
    return {};
}

namespace {

// Messages keep the id of the action that they are for, so one that stays keeps its own; no two have the same.
void name_actions(Workflow& workflow) {
    std::set<ActionId> known;
    for (auto& action : workflow.actions)
        if (!action.id || !known.insert(action.id).second) action.id = base::make_id<ActionId>();
}

bool is_value_of(Fact fact, const std::string& value) {
    switch (fact) {
        case Fact::service: return base::parse_id<ServiceId>(value).has_value();
        case Fact::provider: return base::parse_id<ProviderId>(value).has_value();
        case Fact::location: return base::parse_id<LocationId>(value).has_value();
        case Fact::status: return bookings::parse_status(value).has_value();
        case Fact::language: return i18n::parse_language(value).has_value();
        case Fact::customer: return value == "new" || value == "known";
        case Fact::made_by: return value == "customer" || value == "staff";
        case Fact::label: return base::parse_id<LabelId>(value).has_value();
    }
    CHECK(false);
}

bool are_conditions_of(const Trigger& trigger, const std::vector<Condition>& conditions) {
    const auto facts = facts_of(trigger);
    return std::ranges::all_of(conditions, [&](const Condition& each) {
        return std::ranges::find(facts, each.fact) != facts.end() && !each.values.empty() &&
               each.values.size() <= kMostValues &&
               std::ranges::all_of(each.values, [&](const auto& value) { return is_value_of(each.fact, value); });
    });
}

std::vector<FieldError> faults_of(db::Session& session, BusinessId business, const Workflow& draft) {
    std::vector<FieldError> fields;
    check_name(draft.name, fields);
    const auto* trigger = find_trigger(draft.trigger);
    if (!trigger) {
        fields.push_back({"trigger", "field.invalid", {}});
        return fields;
    }
    if (draft.offset < Minutes{0} || draft.offset > kLongestOffset ||
        (trigger->timing == Timing::birthday && draft.offset != Minutes{0}))
        fields.push_back({"offset", "field.invalid", {}});
    // With none the mail would be due when it is no longer true.
    if (trigger->timing == Timing::before_start && draft.offset == Minutes{0})
        fields.push_back({"offset", "workflow.no_time_before", {}});
    if (!are_conditions_of(*trigger, draft.conditions)) fields.push_back({"conditions", "field.invalid", {}});
    if (draft.actions.empty()) fields.push_back({"actions", "field.required", {}});
    if (draft.actions.size() > kMostActions) fields.push_back({"actions", "field.invalid", {}});
    for (std::size_t i = 0; i < draft.actions.size() && i < kMostActions; ++i) {
        const auto* kind = find_action_kind(draft.actions[i].kind);
        if (!kind) {
            fields.push_back({"actions", "field.invalid", {}});
            continue;
        }
        for (auto& fault : kind->faults_of(session, business, draft, draft.actions[i])) {
            fault.field = field_of_action(fault.field, i);
            fields.push_back(std::move(fault));
        }
    }
    return fields;
}

// An address that nobody may have shown to be theirs: an owner answers for it.
std::vector<FieldError> new_addresses(db::Session& session, BusinessId business, const Workflow* before,
                                      const Workflow& after, activity::Actor actor) {
    if (actor.kind == activity::ActorKind::system) return {};
    std::set<std::string> known;
    if (before)
        for (const auto& action : before->actions)
            known.insert(action.recipients.addresses.begin(), action.recipients.addresses.end());
    for (std::size_t i = 0; i < after.actions.size(); ++i)
        for (const auto& address : after.actions[i].recipients.addresses) {
            if (known.contains(address)) continue;
            const auto acting = actor.kind == activity::ActorKind::staff
                                    ? accounts::staff::find(session, business, StaffId{actor.id})
                                    : std::nullopt;
            if (!acting || acting->role != businesses::Role::owner)
                return {{field_of_action("addresses", i), "recipient.owners_only", {}}};
        }
    return {};
}

json json_of(const Action& action) {
    json out{{"kind", action.kind}, {"target", action.target}};
    if (action.template_id) out["template_id"] = action.template_id->value;
    if (!action.options.empty()) out["options"] = action.options;
    if (!action.recipients.only_customer()) out["recipients"] = json::parse(to_json(action.recipients));
    return out;
}

json json_of(const Workflow& workflow) {
    auto actions = json::array();
    for (const auto& action : workflow.actions) actions.push_back(json_of(action));
    return {{"name", workflow.name},
            {"trigger", workflow.trigger},
            {"offset_minutes", workflow.offset.count()},
            {"conditions", json::parse(to_json(workflow.conditions))},
            {"actions", std::move(actions)},
            {"active", workflow.active}};
}

}  // namespace

Action mail_action(TemplateId text, bool calendar_file) {
    Action out{.template_id = text};
    if (calendar_file) out.options.emplace("calendar_file", "yes");
    return out;
}

std::string field_of_action(std::string_view field, std::size_t index) {
    return index == 0 ? std::string(field) : fmt::format("{}_{}", field, index + 1);
}

std::vector<Workflow> list_workflows(db::Session& session, BusinessId business) {
    return store::select_workflows(session, business);
}

std::optional<Workflow> find_workflow(db::Session& session, BusinessId business, WorkflowId id) {
    return store::select_workflow(session, business, id);
}

Result<WorkflowId> create_workflow(db::Tx& tx, const Context& context, BusinessId business, const Workflow& draft,
                                   activity::Actor actor) {
    if (auto fields = faults_of(tx, business, draft); !fields.empty())
        return std::unexpected(form_error(std::move(fields)));
    if (auto fields = new_addresses(tx, business, nullptr, draft, actor); !fields.empty())
        return std::unexpected(form_error(std::move(fields)));
    auto made = draft;
    made.id = base::make_id<WorkflowId>();
    made.name = base::normalised(draft.name);
    for (auto& action : made.actions) action.id = {};
    name_actions(made);
    store::insert_workflow(tx, business, made, context.clock.now());
    record(tx, context, business, "workflow.created", made.id.value, actor, {{"after", json_of(made)}});
    follow_addresses(tx, context, business, actor);
    return made.id;
}

Result<void> update_workflow(db::Tx& tx, const Context& context, BusinessId business, const Workflow& changed,
                             activity::Actor actor) {
    const auto before = store::select_workflow(tx, business, changed.id);
    if (!before) return not_found("workflow.gone");
    if (auto fields = faults_of(tx, business, changed); !fields.empty())
        return std::unexpected(form_error(std::move(fields)));
    if (auto fields = new_addresses(tx, business, &*before, changed, actor); !fields.empty())
        return std::unexpected(form_error(std::move(fields)));
    auto after = changed;
    after.name = base::normalised(changed.name);
    // An id that is not this workflow's own is another's.
    for (auto& action : after.actions)
        if (std::ranges::find(before->actions, action.id, &Action::id) == before->actions.end()) action.id = {};
    name_actions(after);
    if (!store::update_workflow(tx, business, after, context.clock.now()))
        return conflict("workflow.changed_meanwhile");
    record(tx, context, business, "workflow.changed", changed.id.value, actor,
           {{"before", json_of(*before)}, {"after", json_of(after)}});
    follow_addresses(tx, context, business, actor);
    return {};
}

Result<void> set_active(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id, bool active,
                        activity::Actor actor) {
    auto workflow = store::select_workflow(tx, business, id);
    if (!workflow) return not_found("workflow.gone");
    if (workflow->active == active) return {};
    workflow->active = active;
    return update_workflow(tx, context, business, *workflow, actor);
}

Result<WorkflowId> duplicate_workflow(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id,
                                      std::string_view name, activity::Actor actor) {
    auto workflow = store::select_workflow(tx, business, id);
    if (!workflow) return not_found("workflow.gone");
    workflow->name = name;
    workflow->active = false;
    return create_workflow(tx, context, business, *workflow, actor);
}

Result<void> remove_workflow(db::Tx& tx, const Context& context, BusinessId business, WorkflowId id,
                             activity::Actor actor) {
    const auto workflow = store::select_workflow(tx, business, id);
    if (!workflow || !store::remove_workflow(tx, business, id, context.clock.now())) return not_found("workflow.gone");
    record(tx, context, business, "workflow.removed", id.value, actor, {{"before", json_of(*workflow)}});
    follow_addresses(tx, context, business, actor);
    return {};
}

bool is_answered(db::Session& session, BusinessId business, std::string_view trigger) {
    return std::ranges::any_of(store::active_for(session, business, trigger), [](const Workflow& workflow) {
        return std::ranges::any_of(workflow.actions, [](const Action& each) { return each.recipients.customer; });
    });
}

std::vector<Run> list_runs(db::Session& session, BusinessId business, WorkflowId workflow, std::optional<RunId> before,
                           int limit) {
    return store::select_runs(session, business, workflow, before, std::clamp(limit, 1, 200));
}

namespace {

constexpr std::chrono::milliseconds kPreviewTime{200};  // for writing it out

Result<Preview> preview_of(const Facts& facts, const Source& source, i18n::Language language, std::string_view base_url,
                           const Audience& audience = {}) {
    if (auto fields = faults_of(source); !fields.empty()) return std::unexpected(form_error(std::move(fields)));
    const auto text = parse_source(source, all_names());
    if (!text) return std::unexpected(text.error());
    const auto until = std::chrono::steady_clock::now() + kPreviewTime;
    auto rendered = render(*text, facts, stand_ins(), language, base_url, audience, until);
    if (!rendered) return std::unexpected(rendered.error());
    auto shown = masked(*std::move(rendered));
    return Preview{std::move(shown.subject), std::move(shown.html), std::move(shown.text),
                   facts.customer->id ? facts.customer->full_name() : ""};
}

}  // namespace

Result<Preview> preview(db::Session& session, const Clock& clock, std::string_view base_url,
                        const businesses::Business& business, const Source& source, i18n::Language language,
                        std::optional<CustomerId> customer, const Audience& audience) {
    const auto snapshot = bookings::load_snapshot(session, business.id);
    CHECK(snapshot);
    return preview_of(sample_facts(session, snapshot, customer, language, clock.now()), normalised(source), language,
                      base_url, audience);
}

To reader_of_template(db::Session& session, BusinessId business, TemplateId id) {
    std::optional<To> out;
    for (const auto& workflow : store::workflows_with(session, business, id))
        for (const auto& action : workflow.actions) {
            if (action.template_id != id) continue;
            if (action.recipients.customer) return To::customer;
            if (out != To::staff) out = action.recipients.staff() ? To::staff : To::address;
        }
    return out.value_or(To::customer);
}

Result<std::vector<MessageId>> test_send(db::Tx& tx, const Context& context, std::string_view base_url,
                                         BusinessId business, WorkflowId id, i18n::Language language,
                                         std::string_view name, std::string_view address, bool can_send) {
    const auto workflow = store::select_workflow(tx, business, id);
    const auto snapshot = bookings::load_snapshot(tx, business);
    if (!workflow || !snapshot) return not_found("workflow.gone");
    const auto email = base::parse_email(address);
    if (!email) return std::unexpected(form_error({{"email", "field.invalid", {}}}));
    const auto now = context.clock.now();
    const auto facts = sample_facts(tx, snapshot, std::nullopt, language, now);
    std::vector<MessageId> out;
    for (const auto& action : workflow->actions) {
        const auto* channel = action.template_id ? find_channel(action.target) : nullptr;
        if (!channel) continue;
        const auto used = load_template(tx, business, *action.template_id);
        const auto* source = used ? source_for(*used, language, snapshot->business) : nullptr;
        if (!source) return not_found("template.gone");
        const Audience audience{action.recipients.customer  ? To::customer
                                : action.recipients.staff() ? To::staff
                                                            : To::address,
                                base::normalised(name)};
        const auto shown = preview_of(facts, *source, language, base_url, audience);
        if (!shown) return std::unexpected(shown.error());
        store::Row row;
        row.business_id = business;
        row.template_id = action.template_id;
        row.address_key = email->key;
        row.fixed = true;
        row.wanted_at = now;
        auto& message = row.message;
        message.id = base::make_id<MessageId>();
        row.message_id = base::to_text(message.id);
        message.recipient_name = base::normalised(name);
        message.address = email->text;
        message.language = i18n::tag(language);
        message.subject = i18n::words(language, "Test: {subject}",
                                      {{"subject", channel->is_plain() ? channel->words(language) : shown->subject}});
        if (!channel->is_plain()) message.html = shown->html;
        message.text = shown->text;
        message.created_at = message.due_at = now;
        if (!can_send) {
            message.state = State::not_sent;
            message.why = "no_server";
            message.finished_at = now;
        }
        store::insert_message(tx, row);
        out.push_back(message.id);
    }
    return out;
}

}  // namespace notify
