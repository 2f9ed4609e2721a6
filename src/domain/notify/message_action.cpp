// The action "message": a template, sent by a channel.
#include "accounts/staff_account.h"
#include "customers/contacts.h"
#include "notify/action.h"
#include "notify/channel.h"
#include "notify/notice_address.h"
#include "notify/staff_choice.h"

namespace notify {
namespace {

std::int64_t subject_id_of(const Facts& facts, const Trigger& trigger) {
    if (trigger.about == About::registration) return facts.registration_id ? facts.registration_id->value : 0;
    return facts.account ? facts.account->id.value : 0;
}

// The message as the log shows it before it goes out; nullopt: the template is broken.
std::optional<Rendered> draft_of(db::Session& session, const Setting& setting, TemplateId text, const Trigger& trigger,
                                 const Facts& facts, i18n::Language language, const Audience& audience) {
    const auto source = load_template(session, facts.business().id, text);
    const auto* found = source ? source_for(*source, language, facts.business()) : nullptr;
    if (!found) return std::nullopt;
    const auto parsed = parse_source(*found, names_of(placeholders_of(trigger)));
    if (!parsed) return std::nullopt;
    auto rendered = render(*parsed, facts, stand_ins(), language, setting.options.base_url, audience);
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
    const bool by_anybody = trigger.about == About::booking || trigger.about == About::waiting;
    if (!by_anybody || !question.subject.activity_id || !facts.customer || is_proved(facts, address_key))
        return question.due;
    const auto business = facts.business().id;
    customers::lock(tx, business, facts.customer->id);
    auto others =
        store::latest_to(tx, business, facts.customer->id, address_key, question.due - kUnprovedWindow, kMostUnproved);
    for (const auto& [row, notice] : planned.messages)
        if (row.address_key == address_key) others.push_back(row.message.due_at);
    std::ranges::sort(others, std::greater());
    if (others.size() > kMostUnproved) others.resize(kMostUnproved);
    if (others.size() < kMostUnproved || is_by_staff(tx, business, *question.subject.activity_id)) return question.due;
    const auto room = others.back() + kUnprovedWindow;
    return room <= question.due + kUnprovedWindow ? std::optional(std::max(room, question.due)) : std::nullopt;
}

// What is decided once: an activity, however long after it the workflow is; of what goes by time, each of its moments.
std::string occasion_of(const Question& question, const Trigger& trigger) {
    if (trigger.timing == Timing::activity) return question.key;
    return fmt::format("{}:{}", question.key, question.workflow.offset.count());
}

std::vector<FieldError> faults_of_recipients(db::Session& session, BusinessId business, const Trigger& trigger,
                                             const Action& action) {
    const auto& to = action.recipients;
    const auto unknown = [&](StaffId member) { return !accounts::staff::find(session, business, member); };
    std::vector<FieldError> fields;
    if (to.nobody()) fields.push_back({"recipients", "field.choose_one", {}});
    if ((to.provider && trigger.about != About::booking) || to.members.size() > kMostMembers ||
        std::ranges::any_of(to.members, unknown))
        fields.push_back({"recipients", "field.invalid", {}});
    const auto* channel = find_channel(action.target);
    const auto reaches = [&](const std::string& address) { return !channel || channel->address_at(address); };
    if (to.addresses.size() > kMostAddresses)
        fields.push_back({"addresses", "recipient.too_many", {{"max", std::to_string(kMostAddresses)}}});
    else if (!std::ranges::all_of(to.addresses, [](const auto& each) { return base::parse_email(each).has_value(); }))
        fields.push_back({"addresses", "field.email", {}});
    else if (!std::ranges::all_of(to.addresses, reaches))
        fields.push_back({"addresses", "recipient.no_such_channel", {}});
    return fields;
}

// What lets in whoever reads it is for the customer alone. Empty: nothing of the kind.
std::string secret_in(const Text& text) {
    for (const auto& each : placeholders())
        if (each.secret && text.uses(each.name)) return each.name;
    return {};
}

// One message of an action, to one who reads it.
class Writing {
public:
    Writing(db::Tx& tx, const Setting& setting, const Question& question, const Facts& facts, const Action& action,
            Plan& to)
        : tx_(tx),
          setting_(setting),
          question_(question),
          facts_(facts),
          action_(action),
          plan_(to),
          trigger_(*find_trigger(question.workflow.trigger)),
          channel_(*find_channel(action.target)) {}

    std::optional<Refusal> to_customer() {
        if (!question_.told) return Refusal{"not_told"};
        if (another_part_tells()) return Refusal{"told_with_visit"};
        if (auto why = channel_.unwanted(facts_, trigger_); !why.empty()) return Refusal{std::move(why)};
        const auto reader = reader_of(facts_, trigger_);
        auto refused = to_customer_at(reader, reader ? channel_.address_of(facts_, trigger_) : std::nullopt);
        if (reader) to_contact_persons(*reader);
        return refused;
    }

    // Nobody is told of what they did themselves, nor twice of one occasion.
    std::optional<Refusal> to_colleague(StaffId id) {
        const auto colleague = find_colleague(tx_, facts_.business(), id);
        const auto address = colleague ? channel_.address_at(colleague->email.text) : std::nullopt;
        if (!address) return Refusal{"no_staff_address"};
        if (question_.subject.activity_id &&
            staff_member_behind(tx_, facts_.business().id, *question_.subject.activity_id) == id)
            return Refusal{"own_action", {{"name", colleague->name}}};
        const store::Notice notice{.staff_id = id,
                                   .channel = channel_.name(),
                                   .occasion = occasion_of(question_, trigger_),
                                   .kind = notice_kind_of(trigger_.name),
                                   .booking_id = question_.subject.booking_id,
                                   .customer_id = customer(),
                                   .at = question_.due};
        const auto told = find_choices(tx_, facts_.business().id, id).of(notice.kind);
        if (told == Told::never) return Refusal{"not_wanted", {{"name", colleague->name}}};
        if (is_told(notice)) return Refusal{"told_already", {{"name", colleague->name}}};
        // The digest tells of bookings.
        if (told == Told::daily && notice.booking_id) {
            plan_.digested.push_back(notice);
            return std::nullopt;
        }
        auto message = write({To::staff, colleague->name}, {colleague->name, colleague->language}, *address);
        if (!message) return Refusal{"template_broken"};
        message->row.message.staff_id = id;
        message->notice = notice;
        plan_.messages.push_back(*std::move(message));
        return std::nullopt;
    }

    std::optional<Refusal> to_address(const std::string& typed) {
        const auto address = channel_.address_at(typed);
        if (!address) return Refusal{"no_address", {{"channel", channel_.name()}}};
        const auto planned = [&](const Plan::Message& each) {
            return each.row.action_id == action_.id && each.row.address_key == address->key;
        };
        if (std::ranges::any_of(plan_.messages, planned)) return std::nullopt;
        if (!is_confirmed(tx_, facts_.business().id, address->key))
            return Refusal{"address_waits", {{"address", typed}}};
        const Reader reader{{}, std::string(i18n::tag(language_of(facts_.business(), {})))};
        auto message = write({To::address, {}}, reader, *address);
        if (!message) return Refusal{"template_broken"};
        plan_.messages.push_back(*std::move(message));
        return std::nullopt;
    }

private:
    std::optional<Refusal> to_customer_at(const std::optional<Reader>& reader, const std::optional<Address>& address) {
        if (!reader || !address) return Refusal{"no_address", {{"channel", channel_.name()}}};
        const auto turn = turn_of(tx_, question_, trigger_, facts_, address->key, plan_);
        if (!turn) return Refusal{"too_many_mails"};
        auto message = write({}, *reader, *address);
        if (!message) return Refusal{"template_broken"};
        message->row.attach_calendar = action_.has_calendar_file() && !channel_.is_plain();
        message->row.message.due_at = *turn;
        if (auto trouble = channel_.trouble_of(tx_, message->row.business_id, address->key); !trouble.empty()) {
            message->row.message.state = State::refused;
            message->row.message.why = "address_refused";
            message->row.message.why_values = {{"reply", std::move(trouble)}};
            message->row.message.finished_at = setting_.clock.now();
        }
        plan_.messages.push_back(*std::move(message));
        return std::nullopt;
    }

    // Of the customer's appointments those hear who are to get messages besides them, in the same words. What opens an
    // account never goes to another address than the account's own (delivery.cpp).
    void to_contact_persons(const Reader& reader) {
        if (trigger_.about != About::booking || !facts_.customer || facts_.customer->anonymised) return;
        for (const auto& person : customers::list_contact_persons(tx_, facts_.business().id, facts_.customer->id)) {
            const auto address = person.gets_messages ? channel_.address_at(person.email) : std::nullopt;
            const auto planned = [&](const Plan::Message& each) {
                return each.row.action_id == action_.id && each.row.address_key == address->key;
            };
            if (address && std::ranges::none_of(plan_.messages, planned)) to_customer_at(reader, address);
        }
    }

    // Of parts of a visit to which the same happened at once the first that the workflow is about tells of all.
    bool another_part_tells() const {
        auto of_another = facts_;
        const auto reader = reader_of(facts_, trigger_);
        for (const auto& part : facts_.together) {
            if (part.id == facts_.booking->id) return false;
            of_another.booking = part;
            if (reader && !mismatch(tx_, question_.workflow.conditions, of_another, *reader)) return true;
        }
        return false;
    }
    std::optional<CustomerId> customer() const {
        return facts_.customer ? std::optional(facts_.customer->id) : std::nullopt;
    }

    bool is_told(const store::Notice& notice) const {
        const auto same = [&](const store::Notice& other) {
            return other.staff_id == notice.staff_id && other.channel == notice.channel;
        };
        return std::ranges::any_of(plan_.digested, same) ||
               std::ranges::any_of(plan_.messages,
                                   [&](const auto& each) { return each.notice && same(*each.notice); }) ||
               store::is_told(tx_, facts_.business().id, notice);
    }

    // Nullopt: the template is broken.
    std::optional<Plan::Message> write(const Audience& audience, const Reader& reader, const Address& address) const {
        const auto language = i18n::parse_language(reader.language).value_or(i18n::Language::en);
        auto draft = draft_of(tx_, setting_, *action_.template_id, trigger_, facts_, language, audience);
        if (!draft) return std::nullopt;
        if (channel_.is_plain()) *draft = {.subject = {}, .html = {}, .text = std::move(draft->text)};
        Plan::Message out;
        auto& row = out.row;
        row.business_id = facts_.business().id;
        row.action_id = action_.id;
        row.template_id = action_.template_id;
        row.subject_id = subject_id_of(facts_, trigger_);
        if (facts_.booking) row.planned_start = facts_.booking->time.begin;
        row.address_key = address.key;
        row.wanted_at = question_.due;
        auto& message = row.message;
        message.id = base::make_id<MessageId>();
        row.message_id = base::to_text(message.id);
        message.channel = channel_.name();
        message.trigger = trigger_.name;
        message.booking_id = question_.subject.booking_id;
        message.to = audience.to;
        message.recipient_name = reader.name;
        message.address = address.text;
        message.language = reader.language;
        message.subject = std::move(draft->subject);
        message.html = std::move(draft->html);
        message.text = std::move(draft->text);
        message.created_at = setting_.clock.now();
        message.due_at = question_.due;
        if (!channel_.is_set_up(setting_.options)) {
            message.state = State::not_sent;
            message.why = "no_server";
            message.why_values = {{"channel", channel_.name()}};
            message.finished_at = message.created_at;
        }
        return out;
    }

    db::Tx& tx_;
    const Setting& setting_;
    const Question& question_;
    const Facts& facts_;
    const Action& action_;
    Plan& plan_;
    const Trigger& trigger_;
    const ChannelKind& channel_;
};

// Of the staff, whom the message concerns, each once: who gives the service, the owners, those who are named.
std::vector<StaffId> concerned(db::Session& session, const Facts& facts, const Recipients& recipients) {
    std::vector<StaffId> out;
    const auto add = [&](StaffId id) {
        if (std::ranges::find(out, id) == out.end()) out.push_back(id);
    };
    if (recipients.provider && facts.booking) {
        add(StaffId{facts.booking->provider_id.value});
        if (facts.moved) add(StaffId{facts.moved->provider_id.value});
    }
    if (recipients.owners)
        for (const auto& owner : list_owners(session, facts.business())) add(owner.id);
    for (const auto member : recipients.members) add(member);
    return out;
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
        std::ranges::move(faults_of_recipients(session, business, *trigger, action), std::back_inserter(fields));
        const auto used = action.template_id ? find_template(session, business, *action.template_id) : std::nullopt;
        if (!used) {
            fields.push_back({"template", "field.invalid", {}});
            return fields;
        }
        const auto here = placeholders_of(*trigger);
        for (const auto& [language, source] : used->sources) {
            const auto parsed = parse_source(source, all_names());
            if (!parsed) continue;
            for (const auto& name : parsed->used)
                if (std::ranges::none_of(
                        here, [&](const auto* each) { return is_of(*each, name.substr(0, name.find('.'))); })) {
                    fields.push_back({"template", "template.not_here", {{"name", name}, {"workflow", workflow.name}}});
                    return fields;
                }
            const auto secret = action.recipients.only_customer() ? std::string() : secret_in(*parsed);
            if (secret.empty()) continue;
            fields.push_back({"template", "template.customers_only", {{"name", secret}}});
            return fields;
        }
        return fields;
    }

    std::optional<Refusal> plan(db::Tx& tx, const Setting& setting, const Question& question, const Facts& facts,
                                const Action& action, Plan& to) const override {
        if (!find_channel(action.target) || !action.template_id) return Refusal{"template_broken"};
        Writing writing(tx, setting, question, facts, action, to);
        std::optional<Refusal> first;
        const auto note = [&](std::optional<Refusal> refused) {
            if (refused && !first) first = std::move(refused);
        };
        if (action.recipients.customer) note(writing.to_customer());
        for (const auto id : concerned(tx, facts, action.recipients)) note(writing.to_colleague(id));
        for (const auto& address : action.recipients.addresses) note(writing.to_address(address));
        if (!first && to.empty()) return Refusal{"no_staff_address"};
        return first;
    }
};

}  // namespace

std::unique_ptr<const ActionKind> message_action() { return std::make_unique<MessageKind>(); }

}  // namespace notify
