#include "customers/customer.h"

#include "base/hex.h"
#include "customers/customer_store.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using nlohmann::json;
using std::chrono::local_days;

constexpr Day kFirstBirthday = local_days{std::chrono::year{1900} / 1 / 1};
constexpr std::array<std::string_view, 4> kGenders{"", "female", "male", "other"};

// Turns what was typed into what is stored, and says what is wrong with it.
class Checker {
public:
    Checker(std::string_view country, Instant now) : country_(country), now_(now) {}

    Customer checked(const Changes& changes) {
        Customer out;
        out.name = line("name", changes.name, kLongestName);
        if (out.name.empty() && wrong_.empty()) refuse("name", "field.required");
        out.surname = line("surname", changes.surname, kLongestName);
        out.email = email(changes.email);
        out.phone = phone(changes.phone);
        out.language = line("language", changes.language, 35);
        out.reminders = changes.reminders;
        out.date_of_birth = changes.date_of_birth;
        if (const auto born = changes.date_of_birth; born && (*born < kFirstBirthday || Zone::utc().day(now_) < *born))
            refuse("date_of_birth", "field.invalid");
        out.gender = changes.gender;
        if (std::ranges::find(kGenders, changes.gender) == kGenders.end()) refuse("gender", "field.invalid");
        out.note = text("note", changes.note, kLongestNote);
        out.important_note = text("important_note", changes.important_note, kLongestNote);
        return out;
    }

    std::vector<FieldError> take_wrong() { return std::move(wrong_); }

private:
    void refuse(std::string_view field, std::string_view code,
                std::vector<std::pair<std::string, std::string>> parameters = {}) {
        wrong_.push_back({std::string(field), std::string(code), std::move(parameters)});
    }
    std::string text(std::string_view field, std::string_view typed, std::size_t limit) {
        if (!base::is_clean_text(typed)) {
            refuse(field, "field.not_clean");
            return {};
        }
        auto out = base::normalised(typed);
        if (base::length(out) > limit) refuse(field, "field.too_long", {{"limit", std::to_string(limit)}});
        return out;
    }
    std::string line(std::string_view field, std::string_view typed, std::size_t limit) {
        auto out = text(field, typed, limit);
        std::ranges::replace_if(
            out, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
        return out;
    }
    std::optional<std::string> email(std::string_view typed) {
        const auto written = line("email", typed, 254);
        if (written.empty()) return std::nullopt;
        auto parsed = base::parse_email(written);
        if (!parsed) {
            refuse("email", "field.email");
            return std::nullopt;
        }
        return std::move(parsed->text);
    }
    std::string phone(std::string_view typed) {
        const auto written = line("phone", typed, 40);
        if (written.empty()) return {};
        auto parsed = base::parse_phone(written, country_);
        if (!parsed) refuse("phone", "field.phone", {{"example", base::example_phone(country_)}});
        return parsed.value_or("");
    }

    std::string country_;
    Instant now_;
    std::vector<FieldError> wrong_;
};

std::unexpected<Error> email_taken() {
    return std::unexpected(Error{Fault::conflict, "customer.email_taken", {}, {{"email", "customer.email_taken", {}}}});
}

Result<Customer> check(const Context& context, std::string_view country, const Changes& changes) {
    Checker checker(country, context.clock.now());
    auto out = checker.checked(changes);
    if (auto wrong = checker.take_wrong(); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return out;
}

json json_of(const Customer& customer) {
    return {{"name", customer.name},
            {"surname", customer.surname},
            {"email", customer.email.value_or("")},
            {"phone", customer.phone},
            {"language", customer.language},
            {"remind_by_email", customer.reminders.email},
            {"remind_by_sms", customer.reminders.sms},
            {"date_of_birth", customer.date_of_birth ? base::to_text(*customer.date_of_birth) : ""},
            {"gender", customer.gender},
            {"note", customer.note},
            {"important_note", customer.important_note}};
}

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, std::string_view type,
            activity::Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, data.dump()});
}

void raise_version(db::Tx& tx, BusinessId business, CustomerId id) {
    tx.execute("update customers set version = version + 1 where business_id = :business and id = :id", business, id);
}

}  // namespace

Joined join(db::Tx& tx, BusinessId business, const Clock& clock, const Details& details) {
    if (auto known = store::find_by_email(tx, business, details.email.key)) return {*std::move(known), false};

    Customer customer;
    customer.id = base::make_id<CustomerId>();
    customer.name = details.name;
    customer.surname = details.surname;
    customer.email = details.email.text;
    customer.phone = details.phone;
    customer.language = details.language;
    customer.created_at = clock.now();
    if (store::insert(tx, business, customer)) return {std::move(customer), true};

    auto meanwhile = store::find_by_email(tx, business, details.email.key);
    CHECK(meanwhile);
    return {*std::move(meanwhile), false};
}

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id) {
    return store::find(session, business, id);
}

Changes changes_of(const Customer& customer) {
    return {.name = customer.name,
            .surname = customer.surname,
            .email = customer.email.value_or(""),
            .phone = customer.phone,
            .language = customer.language,
            .reminders = customer.reminders,
            .date_of_birth = customer.date_of_birth,
            .gender = customer.gender,
            .note = customer.note,
            .important_note = customer.important_note};
}

Result<CustomerId> create(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                          const Changes& changes, activity::Actor actor) {
    auto customer = check(context, country, changes);
    if (!customer) return std::unexpected(customer.error());
    customer->id = base::make_id<CustomerId>();
    customer->created_at = context.clock.now();
    if (!store::insert(tx, business, *customer)) return email_taken();
    record(tx, context, business, customer->id, "customer.created", actor, json::object());
    return customer->id;
}

Result<void> update(db::Tx& tx, const Context& context, BusinessId business, std::string_view country, CustomerId id,
                    const Changes& changes, std::optional<std::int64_t> version, activity::Actor actor) {
    const auto stored = find(tx, business, id);
    if (!stored || stored->anonymised) return not_found("customer.unknown");
    if (version && *version != stored->version) return conflict("customer.changed_meanwhile");
    auto wanted = check(context, country, changes);
    if (!wanted) return std::unexpected(wanted.error());

    auto before = json_of(*stored), after = json_of(*wanted);
    const auto all = before;
    for (const auto& [field, value] : all.items())
        if (after[field] == value) {
            before.erase(field);
            after.erase(field);
        }
    if (after.empty()) return {};

    wanted->id = id;
    wanted->version = stored->version;
    if (!after.contains("email")) wanted->email_trouble = stored->email_trouble;
    const auto holder = wanted->email ? store::find_by_email(tx, business, base::folded(*wanted->email)) : std::nullopt;
    if (holder && holder->id != id) return email_taken();
    if (!store::update(tx, business, *wanted)) return conflict("customer.changed_meanwhile");
    record(tx, context, business, id, "customer.changed", actor,
           {{"before", std::move(before)}, {"after", std::move(after)}, {"customer_id", id.value}});
    return {};
}

void note_email_trouble(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, std::string_view why) {
    const auto noted =
        tx.execute("update customers set email_trouble = :why, version = version + 1 "
                   "where business_id = :business and id = :id and email is not null and email_trouble = ''",
                   why, business, id);
    if (noted == 1) record(tx, context, business, id, "customer.email_refused", {}, {{"why", why}});
}

void set_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, const Picture& picture,
                 activity::Actor actor) {
    tx.execute(R"sql(
        insert into customer_pictures (business_id, customer_id, media_type, content_hex, changed_at)
        values (:business, :id, :media_type, :content, :at)
        on conflict (business_id, customer_id) do update
        set media_type = excluded.media_type, content_hex = excluded.content_hex, changed_at = excluded.changed_at)sql",
               business, id, picture.media_type, base::hex(picture.content), picture.changed_at);
    raise_version(tx, business, id);
    record(tx, context, business, id, "customer.picture_changed", actor, {{"picture", true}});
}

void remove_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    if (tx.execute("delete from customer_pictures where business_id = :business and customer_id = :id", business, id) ==
        0)
        return;
    raise_version(tx, business, id);
    record(tx, context, business, id, "customer.picture_changed", actor, {{"picture", false}});
}

std::optional<Picture> find_picture(db::Session& session, BusinessId business, CustomerId id) {
    auto found = session.row<std::string, std::string, Instant>(
        "select media_type, content_hex, changed_at from customer_pictures "
        "where business_id = :business and customer_id = :id",
        business, id);
    if (!found) return std::nullopt;
    auto& [media_type, content, changed_at] = *found;
    return Picture{std::move(media_type), base::from_hex(content), changed_at};
}

void anonymise(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    const auto done = tx.execute(R"sql(
        update customers set name = '', surname = '', email = null, email_key = null, phone = '',
               remind_by_email = 0, remind_by_sms = 0, date_of_birth = null, gender = '', note = '', important_note = '',
               email_trouble = '', sort_key = '', search_key = '', anonymised_at = :now, version = version + 1
        where business_id = :business and id = :id and anonymised_at is null)sql",
                                 context.clock.now(), business, id);
    if (done == 0) return;
    tx.execute("delete from customer_pictures where business_id = :business and customer_id = :id", business, id);
    tx.execute("update events set data = '{}' where business_id = :business and subject_id = :id", business, id);
    record(tx, context, business, id, "customer.anonymised", actor, json::object());
}

}  // namespace customers
