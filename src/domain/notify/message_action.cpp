// The action "message": a template, sent by a channel.
#include "notify/action.h"
#include "notify/channel.h"

namespace notify {
namespace {

std::int64_t subject_id_of(const Facts& facts, const Trigger& trigger) {
    if (trigger.about == About::registration) return facts.registration_id ? facts.registration_id->value : 0;
    return facts.account ? facts.account->id.value : 0;
}

// The message as the log shows it before it goes out; nullopt: the template is broken.
std::optional<Rendered> draft_of(db::Session& session, const Setting& setting, TemplateId text, const Trigger& trigger,
                                 const Facts& facts, i18n::Language language) {
    const auto source = load_template(session, facts.business().id, text);
    const auto* found = source ? source_for(*source, language, facts.business()) : nullptr;
    if (!found) return std::nullopt;
    const auto parsed = parse_source(*found, names_of(placeholders_of(trigger)));
    if (!parsed) return std::nullopt;
    auto rendered = render(*parsed, facts, stand_ins(), language, setting.options.base_url);
    if (!rendered) return std::nullopt;
    return masked(*std::move(rendered));
}

bool is_proved(const Facts& facts, std::string_view address_key) {
    const auto& account = facts.account;
    return account && account->email_confirmed && base::folded(account->email) == address_key;
}

// When the message may go; nullopt: too many go to that address. Who decides on the same customer's messages at the
// same time, in another process perhaps, waits until the commit, so that each is counted by the next.
std::optional<Instant> turn_of(db::Tx& tx, const Question& question, const Trigger& trigger, const Facts& facts,
                               std::string_view address_key, const Plan& planned) {
    if (trigger.about != About::booking || !question.subject.activity_id || !facts.customer ||
        is_proved(facts, address_key))
        return question.due;
    const auto business = facts.business().id;
    customers::lock(tx, business, facts.customer->id);
    auto others =
        store::latest_to(tx, business, facts.customer->id, address_key, question.due - kUnprovedWindow, kMostUnproved);
    for (const auto& row : planned.messages)
        if (row.address_key == address_key) others.push_back(row.message.due_at);
    std::ranges::sort(others, std::greater());
    if (others.size() > kMostUnproved) others.resize(kMostUnproved);
    if (others.size() < kMostUnproved || is_by_staff(tx, business, *question.subject.activity_id)) return question.due;
    const auto room = others.back() + kUnprovedWindow;
    return room <= question.due + kUnprovedWindow ? std::optional(std::max(room, question.due)) : std::nullopt;
}

class MessageKind : public ActionKind {
public:
    std::string name() const override { return "message"; }

    std::vector<FieldError> faults_of(db::Session& session, BusinessId business, const Workflow& workflow,
                                      const Action& action) const override {
        std::vector<FieldError> fields;
        const auto* trigger = find_trigger(workflow.trigger);
        const auto* channel = find_channel(action.target);
        if (!channel) fields.push_back({"target", "field.invalid", {}});
        if (action.has_calendar_file() && trigger->about != About::booking)
            fields.push_back({"calendar_file", "field.invalid", {}});
        const auto used = action.template_id ? find_template(session, business, *action.template_id) : std::nullopt;
        if (!used) {
            fields.push_back({"template", "field.invalid", {}});
            return fields;
        }
        const auto here = names_of(placeholders_of(*trigger));
        for (const auto& [language, source] : used->sources) {
            const auto parsed = parse_source(source, all_names());
            if (!parsed) continue;
            for (const auto& name : parsed->used)
                if (std::ranges::none_of(
                        here, [&](const auto& each) { return each.name == name.substr(0, name.find('.')); })) {
                    fields.push_back({"template", "template.not_here", {{"name", name}, {"workflow", workflow.name}}});
                    return fields;
                }
        }
        return fields;
    }

    std::optional<Refusal> plan(db::Tx& tx, const Setting& setting, const Question& question, const Facts& facts,
                                const Action& action, Plan& to) const override {
        const auto* trigger = find_trigger(question.workflow.trigger);
        const auto* channel = find_channel(action.target);
        if (!channel || !action.template_id) return Refusal{"template_broken"};
        if (auto why = channel->unwanted(facts, *trigger); !why.empty()) return Refusal{std::move(why)};
        const auto reader = reader_of(facts, *trigger);
        const auto address = reader ? channel->address_of(facts, *trigger) : std::nullopt;
        if (!address) return Refusal{"no_address", {{"channel", channel->name()}}};
        const auto turn = turn_of(tx, question, *trigger, facts, address->key, to);
        if (!turn) return Refusal{"too_many_mails"};
        const auto language = i18n::parse_language(reader->language).value_or(i18n::Language::en);
        auto draft = draft_of(tx, setting, *action.template_id, *trigger, facts, language);
        if (!draft) return Refusal{"template_broken"};
        if (channel->is_plain()) *draft = {.subject = {}, .html = {}, .text = std::move(draft->text)};

        auto& row = to.messages.emplace_back();
        row.business_id = facts.business().id;
        row.action_id = action.id;
        row.template_id = action.template_id;
        row.subject_id = subject_id_of(facts, *trigger);
        if (facts.booking) row.planned_start = facts.booking->time.begin;
        row.address_key = address->key;
        row.attach_calendar = action.has_calendar_file() && !channel->is_plain();
        row.wanted_at = question.due;
        auto& message = row.message;
        message.id = base::make_id<MessageId>();
        row.message_id = base::to_text(message.id);
        message.channel = channel->name();
        message.trigger = trigger->name;
        message.booking_id = question.subject.booking_id;
        message.recipient_name = reader->name;
        message.address = address->text;
        message.language = reader->language;
        message.subject = std::move(draft->subject);
        message.html = std::move(draft->html);
        message.text = std::move(draft->text);
        message.created_at = setting.clock.now();
        message.due_at = *turn;
        if (auto trouble = channel->trouble_of(tx, row.business_id, address->key); !trouble.empty()) {
            message.state = State::refused;
            message.why = "address_refused";
            message.why_values = {{"reply", std::move(trouble)}};
        } else if (!channel->is_set_up(setting.options)) {
            message.state = State::not_sent;
            message.why = "no_server";
            message.why_values = {{"channel", channel->name()}};
        }
        if (message.state != State::waiting) message.finished_at = message.created_at;
        return std::nullopt;
    }
};

}  // namespace

std::unique_ptr<const ActionKind> message_action() { return std::make_unique<MessageKind>(); }

}  // namespace notify
