// Workflows (FEATURES 6.1): when this happens, under these conditions, send this. Their list, editor and history.
#include "notify/channel.h"
#include "notify/notice_address.h"
#include "notify/workflow.h"
#include "office/messages/messages.h"
#include "office/messages/recipients.h"
#include "office/messages/workflow_words.h"

#include <algorithm>
#include <charconv>

namespace office {
namespace {

using notify::Action;
using notify::Condition;
using notify::Fact;
using notify::Timing;
using notify::Workflow;
using Kind = Field::Kind;

struct Unit {
    std::string_view name;
    std::int64_t minutes;
};
constexpr std::array<Unit, 4> kUnits{{{"minutes", 1}, {"hours", 60}, {"days", 1440}, {"weeks", 10080}}};

std::string unit_name(i18n::Language language, std::string_view unit) {
    if (unit == "minutes") return i18n::words(language, "minutes");
    if (unit == "hours") return i18n::words(language, "hours");
    if (unit == "days") return i18n::words(language, "days");
    return i18n::words(language, "weeks");
}

const Unit& unit_of(Minutes offset) {
    const Unit* out = kUnits.data();
    for (const auto& unit : kUnits)
        if (offset.count() > 0 && offset.count() % unit.minutes == 0) out = &unit;
    return *out;
}

notify::Context context(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::string path(const Page& page, WorkflowId id, std::string_view rest = {}) {
    return fmt::format("{}/workflows/{}{}", page.home(), base::to_text(id), rest);
}

// "2 days before the start"
std::string when_words(const Page& page, const Workflow& workflow) {
    const auto* trigger = notify::find_trigger(workflow.trigger);
    if (!trigger) return workflow.trigger;
    const auto language = page.language;
    if (workflow.offset == Minutes{0} || trigger->timing == Timing::birthday) return trigger->words(language);
    const auto time = i18n::span(language, workflow.offset);
    if (trigger->timing == Timing::before_start)
        return i18n::words(language, "{time} before the start", {{"time", time}});
    if (trigger->timing == Timing::after_end) return i18n::words(language, "{time} after the end", {{"time", time}});
    return i18n::words(language, "{what}, {time} later", {{"what", trigger->words(language)}, {"time", time}});
}

// Empty where it tells nobody but the customer.
std::string others_of(const Page& page, const Team& team, const Workflow& workflow) {
    notify::Recipients all{.customer = false};
    for (const auto& action : workflow.actions) {
        const auto& to = action.recipients;
        all.customer |= to.customer;
        all.provider |= to.provider;
        all.owners |= to.owners;
        std::ranges::copy(to.members, std::back_inserter(all.members));
        for (const auto& address : to.addresses)
            if (std::ranges::find(all.addresses, address) == all.addresses.end()) all.addresses.push_back(address);
    }
    return all.only_customer() ? std::string() : recipients_words(page.language, team, all);
}

Response list_page(const Page& page) {
    const auto team = load_team(page);
    const auto list = page.environment.database.read(
        [&](db::Session& session) { return notify::list_workflows(session, page.id()); });
    const auto title = i18n::words(page.language, "Workflows");
    return render(page, {"office/messages/workflows", title, "workflows"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("NEW_URL", page.home() + "/workflows/new").set("TEMPLATES_URL", page.home() + "/templates");
        values.show_if(list.empty(), "NONE").show_if(!page.environment.sends_mail, "NO_SERVER");
        if (list.empty()) return;
        auto& rows = values.add("SOME");
        for (const auto& workflow : list) {
            auto& row = rows.add("ROW").set("URL", path(page, workflow.id)).set("NAME", workflow.name);
            row.set("WHEN", when_words(page, workflow)).show(workflow.active ? "ON" : "OFF");
            row.show_if(!workflow.conditions.empty(), "CONDITIONAL");
            if (const auto others = others_of(page, team, workflow); !others.empty())
                row.add("OTHERS").set("OTHERS_TEXT",
                                      i18n::words(page.language, "to {recipients}", {{"recipients", others}}));
        }
    });
}

struct Draft {
    Workflow workflow;
    std::string number{}, unit = "hours";  // no number: what is usual for the trigger
    bool more = false;                     // with room for one more message
    Wrong wrong{};
};

Draft draft_of(const Workflow& workflow) {
    const auto& unit = unit_of(workflow.offset);
    Draft out{.workflow = workflow};
    out.number = std::to_string(workflow.offset.count() / unit.minutes);
    out.unit = workflow.offset == Minutes{0} ? "hours" : unit.name;
    return out;
}

Minutes usual_offset(const notify::Trigger* trigger) {
    return trigger && trigger->timing == Timing::before_start ? Minutes{std::chrono::days{1}} : Minutes{0};
}

std::string field_of(Fact fact) { return fmt::format("only_{}", to_text(fact)); }

void add_condition(std::vector<Field>& fields, const Page& page, const Workflow& workflow, Fact fact) {
    const auto options = condition_options(page, fact);
    // Of the other facts one alone says nothing.
    if (options.size() < (fact == Fact::label ? 1 : 2)) return;
    const auto found = std::ranges::find(workflow.conditions, fact, &Condition::fact);
    const bool has = found != workflow.conditions.end();
    const auto language = page.language;
    fields.push_back({.kind = Kind::select,
                      .name = field_of(fact),
                      .label = notify::name_of(language, fact),
                      .value = !has        ? "any"
                               : found->is ? "is"
                                           : "not",
                      .options = {{"any", i18n::words(language, "does not matter")},
                                  {"is", i18n::words(language, "is one of these")},
                                  {"not", i18n::words(language, "is none of these")}}});
    Field checks{.kind = Kind::checks, .name = field_of(fact) + "_value", .options = options};
    checks.label = i18n::words(language, "{what}: which", {{"what", notify::name_of(language, fact)}});
    if (has) checks.chosen = {found->values.begin(), found->values.end()};
    fields.push_back(std::move(checks));
}

std::vector<Condition> read_conditions(const Page& page, std::vector<FieldError>& errors) {
    std::vector<Condition> out;
    const auto& form = page.request.form;
    const auto* trigger = notify::find_trigger(form.get("trigger"));
    if (!trigger) return out;
    for (const auto fact : notify::facts_of(*trigger)) {
        const auto how = form.get(field_of(fact));
        if (how != "is" && how != "not") continue;
        const auto chosen = ticks(form, field_of(fact) + "_value", condition_options(page, fact));
        if (chosen.empty()) errors.push_back({field_of(fact) + "_value", "field.choose_one", {}});
        out.push_back({fact, how == "is", {chosen.begin(), chosen.end()}});
    }
    return out;
}

bool is_message(const Action& action) { return action.kind == "message"; }

// The messages in the order that was chosen, then what the workflow does besides. A message that was put further down
// stands after those of its new place, one that was put further up before them.
std::vector<Action> read_actions(const http::Form& form, const Team& team, const std::vector<Action>& stored,
                                 bool about_booking) {
    std::vector<std::pair<std::size_t, Action>> placed;
    for (std::size_t i = 0; i < notify::kMostActions && (i == 0 || form.has(notify::field_of_action("action", i)));
         ++i) {
        const auto field = [&](std::string_view name) { return notify::field_of_action(name, i); };
        const auto id = base::parse_id<ActionId>(form.get(field("action")));
        const auto known = std::ranges::find(stored, id.value_or(ActionId{}), &Action::id);
        const bool is_new = !id || known == stored.end();
        // The room for one more that was left empty.
        if (ticked(form, field("take_away")) || (is_new && i > 0 && form.get(field("template")).empty())) continue;
        auto action = is_new ? Action{} : *known;
        action.template_id = base::parse_id<TemplateId>(form.get(field("template"))).value_or(TemplateId{});
        if (form.has(field("target"))) action.target = form.get(field("target"));
        action.recipients = read_recipients(form, team, action.recipients, i);
        action.options.erase("calendar_file");
        if (about_booking && ticked(form, field("calendar_file"))) action.options.emplace("calendar_file", "yes");
        const auto text = form.get(field("place"));
        std::size_t place = i + 1;
        std::from_chars(text.data(), text.data() + text.size(), place);
        placed.emplace_back(2 * place + (place > i + 1 ? 1 : 0) - (place < i + 1 ? 1 : 0), std::move(action));
    }
    std::ranges::stable_sort(placed, {}, &std::pair<std::size_t, Action>::first);
    std::vector<Action> out;
    for (auto& [place, action] : placed) out.push_back(std::move(action));
    std::ranges::copy_if(stored, std::back_inserter(out), std::not_fn(is_message));
    return out;
}

Draft read_draft(const Page& page, Workflow workflow) {
    const auto& form = page.request.form;
    Draft out{.workflow = std::move(workflow)};
    auto& to = out.workflow;
    to.name = line(form, "name");
    to.trigger = line(form, "trigger");
    const auto* trigger = notify::find_trigger(to.trigger);
    to.actions = read_actions(form, load_team(page), to.actions, trigger && trigger->about == notify::About::booking);
    out.number = line(form, "offset");
    out.unit = form.has("unit") ? line(form, "unit") : "hours";
    to.conditions = read_conditions(page, out.wrong.fields);
    to.version = pages::whole_number<decltype(to.version)>(form.get("version")).value_or(to.version);
    const auto unit = std::ranges::find(kUnits, out.unit, &Unit::name);
    const auto n = pages::whole_number(out.number);
    if (unit != kUnits.end() && n && *n >= 0 && *n <= notify::kLongestOffset.count())
        to.offset = Minutes{*n * unit->minutes};
    else if (out.number.empty())
        to.offset = usual_offset(trigger);
    else
        out.wrong.add("offset", "field.rule_number");
    if (trigger && trigger->timing == Timing::birthday) to.offset = Minutes{0};
    return out;
}

// What is sent. One message looks as simple as it is; of several, each can be moved and taken away.
void add_messages(Form& form, const Page& page, const Draft& draft, bool is_new) {
    const auto language = page.language;
    const auto* trigger = notify::find_trigger(draft.workflow.trigger);
    const bool about_booking = !is_new && trigger && trigger->about == notify::About::booking;
    // A new workflow's trigger may still be changed.
    const bool may_be_booking = is_new || about_booking;
    std::vector<Action> messages;
    std::ranges::copy_if(draft.workflow.actions, std::back_inserter(messages), is_message);
    if (messages.empty() || draft.more) messages.emplace_back();
    std::vector<Option> texts, channels, places;
    for (const auto& each : page.environment.database.read(
             [&](db::Session& session) { return notify::list_templates(session, page.id()); }))
        texts.push_back({base::to_text(each.id), each.name});
    for (const auto& each : notify::channels()) channels.push_back({each->name(), each->words(language)});
    const auto there = messages.size() - (draft.more ? 1 : 0);
    const auto team = load_team(page);
    for (std::size_t i = 1; i <= there; ++i) places.push_back({std::to_string(i), std::to_string(i)});
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto& message = messages[i];
        const auto field = [&](std::string_view name) { return notify::field_of_action(name, i); };
        const bool extra = i >= there;
        form.hidden.emplace_back(field("action"), message.id ? base::to_text(message.id) : "");
        if (messages.size() > 1)
            form.fields.push_back(
                {.kind = Kind::heading,
                 .label = i18n::words(language, "Message {n}", {{"n", std::to_string(i + 1)}}),
                 .hint = extra ? i18n::words(language, "Choose a text, and it is added when you save.") : ""});
        auto choices = texts;
        if (extra) choices.insert(choices.begin(), {"", i18n::words(language, "none")});
        form.fields.push_back({.kind = Kind::select,
                               .name = field("template"),
                               .label = i18n::words(language, "Send this"),
                               .value = message.template_id ? base::to_text(*message.template_id) : "",
                               .options = std::move(choices)});
        add_recipient_fields(form, page, team, message.recipients, i, may_be_booking);
        if (channels.size() > 1)
            form.fields.push_back({.kind = Kind::select,
                                   .name = field("target"),
                                   .label = i18n::words(language, "Channel"),
                                   .value = message.target,
                                   .options = channels});
        if (about_booking)
            form.fields.push_back(
                {.kind = Kind::toggle,
                 .name = field("calendar_file"),
                 .label = i18n::words(language, "Attach the appointment as a calendar file"),
                 .hint = message.recipients.only_customer() ? "" : i18n::words(language, "Only the customer gets it."),
                 .value = message.has_calendar_file() ? "yes" : ""});
        if (there < 2 || extra) continue;
        form.fields.push_back({.kind = Kind::select,
                               .name = field("place"),
                               .label = i18n::words(language, "Place in the order"),
                               .value = places[i].value,
                               .options = places});
        form.fields.push_back({.kind = Kind::toggle,
                               .name = field("take_away"),
                               .label = i18n::words(language, "Take this message away"),
                               .value = ""});
    }
}

Form editor(const Page& page, const Draft& draft, std::string action, bool is_new) {
    const auto language = page.language;
    const auto& workflow = draft.workflow;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = is_new ? i18n::words(language, "Go on") : i18n::words(language, "Save");
    form.wrong = draft.wrong;
    if (!is_new) form.hidden = {{"version", std::to_string(workflow.version)}};
    std::vector<Option> triggers, units;
    for (const auto& each : notify::triggers()) triggers.push_back({each.name, each.words(language)});
    for (const auto& each : kUnits) units.push_back({std::string(each.name), unit_name(language, each.name)});
    form.fields = {{.name = "name",
                    .label = i18n::words(language, "Name"),
                    .hint = i18n::words(language, "Only staff see it."),
                    .value = workflow.name,
                    .limit = 100,
                    .required = true},
                   {.kind = Kind::select,
                    .name = "trigger",
                    .label = i18n::words(language, "When this happens"),
                    .value = workflow.trigger,
                    .options = triggers},
                   {.name = "offset",
                    .label = i18n::words(language, "How long"),
                    .hint = i18n::words(
                        language, "A time before the start counts back, all else counts on. Left empty, it is a day "
                                  "before the start, and at once for all else."),
                    .value = draft.number,
                    .limit = 6},
                   {.kind = Kind::select,
                    .name = "unit",
                    .label = i18n::words(language, "Unit of time"),
                    .value = draft.unit,
                    .options = units}};
    const auto* trigger = notify::find_trigger(workflow.trigger);
    add_messages(form, page, draft, is_new);
    if (is_new)
        form.fields.push_back({.kind = Kind::toggle,
                               .name = "active",
                               .label = i18n::words(language, "Switch it on right away"),
                               .hint = i18n::words(language, "Otherwise it sends nothing until you switch it on."),
                               .value = workflow.active ? "yes" : ""});
    if (is_new || !trigger) return form;
    form.fields.push_back({.kind = Kind::heading,
                           .label = i18n::words(language, "Only when"),
                           .hint = i18n::words(language, "All that you set has to hold.")});
    for (const auto fact : notify::facts_of(*trigger)) add_condition(form.fields, page, workflow, fact);
    return form;
}

Response new_page(const Page& page, const Draft& draft) {
    const auto title = i18n::words(page.language, "New workflow");
    return render(page, {"office/messages/workflow_new", title, "workflows", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("LIST_URL", page.home() + "/workflows");
                      include_form(values, "FORM", page, editor(page, draft, page.home() + "/workflows/new", true));
                  });
}

Form action_form(const Page& page, const Workflow& workflow, std::string what, std::string words,
                 Form::Weight weight = Form::Weight::plain) {
    Form out{.action = path(page, workflow.id, "/action"), .token = form_token(page)};
    out.hidden = {{"do", std::move(what)}};
    out.submit = std::move(words);
    out.weight = weight;
    return out;
}

void fill_runs(html::Values& values, const Page& page, const std::vector<notify::Run>& runs) {
    values.show_if(runs.empty(), "NO_RUNS");
    if (runs.empty()) return;
    auto& list = values.add("RUNS");
    for (const auto& run : runs) {
        auto& row = list.add("RUN").set("RUN_AT", moment_with_year(page, run.at)).set("RUN_WHO", run.customer_name);
        if (run.customer_id && page.may(customers::kManageCustomers))
            row.add("RUN_LINK")
                .set("RUN_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(*run.customer_id)));
        else
            row.show("RUN_NO_LINK");
        auto why = notify::explain(page.language, run.why, run.why_values);
        if (why.empty() && !run.messages.empty()) why = i18n::words(page.language, "A message was made.");
        if (why.empty() && run.acted) why = i18n::words(page.language, "It is told in a daily summary.");
        row.set("RUN_WHY", why);
        for (std::size_t i = 0; i < run.messages.size(); ++i)
            row.add("RUN_MESSAGE")
                .set("RUN_MESSAGE_URL", fmt::format("{}/messages/{}", page.home(), base::to_text(run.messages[i].id)))
                .set("RUN_MESSAGE_WORDS", run.messages.size() == 1 ? i18n::words(page.language, "See the message")
                                                                   : i18n::words(page.language, "See message {n}",
                                                                                 {{"n", std::to_string(i + 1)}}));
    }
}

// Customers may ask for links to sign in, which this workflow mails or would.
bool is_for_links(const Page& page, const Workflow& workflow) {
    const auto& business = page.business();
    return workflow.trigger == "access_link_asked" && business.customer.access_link_sign_in &&
           business.customer.logins != businesses::Logins::off && business.has(accounts::kCustomerPanel);
}

bool has_other_for_links(const Page& page, const Workflow& workflow) {
    const auto all = page.environment.database.read(
        [&](db::Session& session) { return notify::list_workflows(session, page.id()); });
    return std::ranges::any_of(all, [&](const Workflow& each) {
        return each.active && each.id != workflow.id && each.trigger == workflow.trigger;
    });
}

// On or off; a second step where links to sign in would stop working (FEATURES 2.16).
void fill_switch(html::Values& values, const Page& page, const Workflow& workflow) {
    const auto language = page.language;
    const bool only_one = is_for_links(page, workflow) && !has_other_for_links(page, workflow);
    values.show_if(only_one && !workflow.active, "NO_LINKS");
    values.show_if(only_one && workflow.active, "REMOVE_SURE");
    auto& part = values.add(only_one && workflow.active ? "SWITCH_SURE" : "SWITCH");
    if (!workflow.active)
        include_form(part, "SWITCH_FORM", page,
                     action_form(page, workflow, "on", i18n::words(language, "Switch on"), Form::Weight::primary));
    else
        include_form(part, "SWITCH_FORM", page,
                     action_form(page, workflow, "off", i18n::words(language, "Switch off"),
                                 only_one ? Form::Weight::danger : Form::Weight::plain));
}

// The ways to what its messages say, and what is wrong there.
void fill_texts(html::Values& values, const Page& page, const Workflow& workflow) {
    std::vector<TemplateId> texts;
    for (const auto& action : workflow.actions)
        if (action.template_id) texts.push_back(*action.template_id);
    bool warned = false;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        values.add("TEXT")
            .set("TEXT_URL", fmt::format("{}/templates/{}", page.home(), base::to_text(texts[i])))
            .set("TEXT_WORDS", texts.size() == 1 ? i18n::words(page.language, "Change the text")
                                                 : i18n::words(page.language, "Change the text of message {n}",
                                                               {{"n", std::to_string(i + 1)}}));
        const auto warning = warned ? std::string() : no_way_in_words(page, texts[i]);
        if (warning.empty()) continue;
        values.add("NO_WAY_IN").set("NO_WAY_IN_TEXT", warning);
        warned = true;
    }
}

// Addresses that have not agreed yet, each with a way to ask it again.
void fill_waiting(html::Values& values, const Page& page, const Workflow& workflow) {
    const auto language = page.language;
    const auto waiting = page.environment.database.read(
        [&](db::Session& session) { return notify::list_waiting(session, page.id(), workflow); });
    for (const auto& each : waiting) {
        auto& row = values.add("WAITING");
        const i18n::Parameters named{{"address", each.email.text},
                                     {"time", each.asked_at ? moment_with_year(page, *each.asked_at) : std::string()}};
        row.set("WAITING_TEXT", each.asked_at
                                    ? i18n::words(language,
                                                  "{address} was asked on {time} and has not agreed yet. Nothing is "
                                                  "sent there before it has.",
                                                  named)
                                    : i18n::words(language,
                                                  "{address} has not been asked yet. Nothing is sent there before it "
                                                  "has agreed.",
                                                  named));
        auto form = action_form(page, workflow, "ask",
                                each.asked_at ? i18n::words(language, "Ask once more") : i18n::words(language, "Ask"));
        form.hidden.emplace_back("address", each.email.text);
        include_form(row, "ASK_FORM", page, form);
    }
}

Response workflow_page(const Page& page, const Draft& draft) {
    const auto& workflow = draft.workflow;
    const auto stored = page.environment.database.read(
        [&](db::Session& session) { return notify::find_workflow(session, page.id(), workflow.id); });
    if (!stored) return nothing_here(page);
    const auto runs = page.environment.database.read(
        [&](db::Session& session) { return notify::list_runs(session, page.id(), workflow.id); });
    return render(page, {"office/messages/workflow", stored->name, "workflows", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      const auto language = page.language;
                      include_done(values, page);
                      values.set("LIST_URL", page.home() + "/workflows").set("WHEN", when_words(page, *stored));
                      if (const auto others = others_of(page, load_team(page), *stored); !others.empty())
                          values.add("OTHERS").set("OTHERS_TEXT",
                                                   i18n::words(language, "to {recipients}", {{"recipients", others}}));
                      values.show(stored->active ? "ON" : "OFF");
                      fill_texts(values, page, *stored);
                      fill_waiting(values, page, *stored);
                      if (!draft.more && stored->actions.size() < notify::kMostActions)
                          values.add("MORE").set("MORE_URL", path(page, stored->id) + "?more=yes");
                      fill_switch(values, page, *stored);
                      include_form(values, "TEST_FORM", page,
                                   action_form(page, *stored, "test", i18n::words(language, "Send me a test")));
                      include_form(values, "COPY_FORM", page,
                                   action_form(page, *stored, "copy", i18n::words(language, "Duplicate")));
                      include_form(values, "REMOVE_FORM", page,
                                   action_form(page, *stored, "removal", i18n::words(language, "Remove for good"),
                                               Form::Weight::danger));
                      include_form(values, "FORM", page, editor(page, draft, path(page, workflow.id), false));
                      fill_runs(values, page, runs);
                  });
}

std::optional<Workflow> find_workflow(const Page& page) {
    const auto id = base::parse_id<WorkflowId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return notify::find_workflow(session, page.id(), *id); });
}

void take_errors(const Page& page, Draft& draft, const Error& error) {
    draft.wrong = pages::wrong_of(page, error);
    if (draft.wrong.fields.empty()) return;
    const auto& first = draft.wrong.fields.front().field;
    if (first == "actions" && draft.workflow.actions.empty())
        draft.wrong.notice = i18n::words(page.language, "A workflow needs at least one message.");
    else if (first == "actions" || first == "conditions")
        draft.wrong.notice = pages::sentence(page, error);
}

Response act(const Page& page, const Workflow& workflow) {
    const auto what = page.request.form.get("do");
    const auto refused = [&](Error error) {
        if (!error.fields.empty()) {
            error.code = error.fields.front().code;
            error.parameters = error.fields.front().parameters;
        }
        return refuse(page, error, {path(page, workflow.id), i18n::words(page.language, "Back to the workflow")});
    };
    auto& database = page.environment.database;
    if (what == "on" || what == "off") {
        const auto set = database.write([&](db::Tx& tx) {
            return notify::set_active(tx, context(page), page.id(), workflow.id, what == "on", page.actor());
        });
        return set ? back_to(path(page, workflow.id), "saved") : refused(set.error());
    }
    if (what == "copy") {
        const auto name = i18n::words(page.language, "Copy of {name}", {{"name", workflow.name}});
        const auto copy = database.write([&](db::Tx& tx) {
            return notify::duplicate_workflow(tx, context(page), page.id(), workflow.id, name, page.actor());
        });
        return copy ? back_to(path(page, *copy), "added") : refused(copy.error());
    }
    if (what == "removal") {
        const auto removed = database.write([&](db::Tx& tx) {
            return notify::remove_workflow(tx, context(page), page.id(), workflow.id, page.actor());
        });
        return removed ? back_to(page.home() + "/workflows", "removed") : refused(removed.error());
    }
    if (what == "ask") {
        const auto email = base::parse_email(line(page.request.form, "address"));
        if (!email) return nothing_here(page);
        const auto asked = database.write(
            [&](db::Tx& tx) { return notify::ask_address(tx, context(page), page.id(), *email, page.actor()); });
        return asked ? back_to(path(page, workflow.id), "asked") : refused(asked.error());
    }
    if (what != "test") return nothing_here(page);
    const auto me =
        database.read([&](db::Session& session) { return accounts::staff::find(session, page.id(), page.who.id); });
    CHECK(me);
    const auto sent = database.write([&](db::Tx& tx) {
        return notify::test_send(tx, context(page), page.request.origin, page.id(), workflow.id, page.language,
                                 me->name, me->email, page.environment.sends_mail);
    });
    if (!sent) return refused(sent.error());
    const auto where = sent->size() == 1 ? fmt::format("{}/messages/{}", page.home(), base::to_text(sent->front()))
                                         : page.home() + "/messages";
    return back_to(where, page.environment.sends_mail ? "sent" : "test-kept");
}

}  // namespace

Response workflows(const Page& page) { return list_page(page); }

Response new_workflow(const Page& page) {
    Draft draft;
    draft.workflow.active = false;
    return new_page(page, draft);
}

Response create_workflow(const Page& page) {
    auto draft = read_draft(page, {});
    draft.workflow.active = ticked(page.request.form, "active");
    if (draft.wrong.any()) return new_page(page, draft);
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return notify::create_workflow(tx, context(page), page.id(), draft.workflow, page.actor());
    });
    if (made) return back_to(path(page, *made), "added");
    take_errors(page, draft, made.error());
    return new_page(page, draft);
}

Response workflow(const Page& page) {
    const auto found = find_workflow(page);
    if (!found) return nothing_here(page);
    auto draft = draft_of(*found);
    draft.more = page.request.query.has("more") && found->actions.size() < notify::kMostActions;
    return workflow_page(page, draft);
}

Response save_workflow(const Page& page) {
    const auto found = find_workflow(page);
    if (!found) return nothing_here(page);
    auto draft = read_draft(page, *found);
    if (draft.wrong.any()) return workflow_page(page, draft);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return notify::update_workflow(tx, context(page), page.id(), draft.workflow, page.actor());
    });
    if (saved) return back_to(path(page, found->id), "saved");
    take_errors(page, draft, saved.error());
    return workflow_page(page, draft);
}

Response do_workflow(const Page& page) {
    const auto found = find_workflow(page);
    return found ? act(page, *found) : nothing_here(page);
}

}  // namespace office
