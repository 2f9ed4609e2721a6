#include "api/customer_api.h"

#include "accounts/customer_access.h"
#include "accounts/profile.h"
#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "customers/by_number.h"
#include "customers/custom_values.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "pages/form.h"

#include <algorithm>

namespace api {

using customers::Changes;
using customers::Customer;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostAtOnce = 100, kLongestSearch = 200;

constexpr std::pair<customers::Order, std::string_view> kOrders[]{{customers::Order::name, "name"},
                                                                  {customers::Order::email, "email"},
                                                                  {customers::Order::phone, "phone"},
                                                                  {customers::Order::created, "created"}};

// ---- What is told

Json to_json(const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); }
Json to_json(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }
Json to_json(const std::optional<Day>& value) { return value ? Json(base::to_text(*value)) : Json(nullptr); }
Json to_json(bool value) { return value; }

// A key sees what those see who manage customers.
constexpr auto kCircle = customers::Circle::managers;

// The business's own fields in which anything is noted.
Json told(const std::vector<customers::CustomField>& fields, const customers::CustomValues& values) {
    auto out = Json::array();
    for (const auto& field : fields)
        if (const auto found = values.find(field.id); found != values.end() && field.is_seen_by(kCircle))
            out.push_back(
                {{"field", base::to_text(field.id)}, {"name", field.label.fallback}, {"value", found->second}});
    return out;
}

Json told(const Customer& customer, const std::vector<customers::Label>& labels, Json custom) {
    Json out{{"id", base::to_text(customer.id)}};
    customers::for_each_field([&](const auto& field) {
        if (field.ask != customers::Ask::nothing) out[std::string(field.name)] = to_json(field.of(customer));
    });
    out["labels"] = Json::array();
    for (const auto& label : labels) out["labels"].push_back(label.name);
    out["custom_fields"] = std::move(custom);
    out["erased"] = customer.anonymised;
    out["created_at"] = base::to_text(customer.created_at);
    out["version"] = customer.version;
    return out;
}

Json told(db::Session& session, BusinessId business, const Customer& customer) {
    const auto labels = customers::list_labels_of(session, business, {customer.id});
    const auto found = labels.find(customer.id);
    return told(customer, found == labels.end() ? std::vector<customers::Label>{} : found->second,
                told(customers::list_custom_fields(session, business),
                     customers::custom_values_of(session, business, customer.id)));
}

// The version of the row is the tag that an update has to name.
std::string tag_of(const Json& told) { return fmt::format("\"{}\"", told.at("version").get<std::int64_t>()); }

http::Response answer_one(const Answer& answer, int status) {
    return for_one(answered(answer, status)).set("ETag", tag_of(Json::parse(answer.body)));
}

Error of_body(const Error& error) {
    if (error.code != "form.invalid") return error;
    Error out{error.fault, "fields.invalid", error.parameters, error.fields};
    // Of a custom field as the body names it: "custom_fields.ID".
    constexpr std::string_view kOfForm = "custom_";
    for (auto& field : out.fields)
        if (field.field.starts_with(kOfForm)) field.field = "custom_fields." + field.field.substr(kOfForm.size());
    return out;
}

http::Response refused_customer(const Error& error) {
    // Somebody changed it since it was read: what If-Match asks for is no longer there.
    if (error.code != "customer.changed_meanwhile") return for_one(refused(of_body(error)));
    return for_one(http::problem(412, http::title_of(412), i18n::message(i18n::Language::en, error.code), error.code));
}

// ---- What is read

// What is not there stays as it is; null empties it.
void read_into(std::string& value, http::JsonObject& object, std::string_view name, std::size_t limit, bool lines) {
    value = object.text(name, limit, lines).value_or("");
}
void read_into(std::optional<Day>& value, http::JsonObject& object, std::string_view name, std::size_t limit, bool) {
    value.reset();
    const auto typed = object.text(name, limit);
    if (typed && !(value = base::parse_day(*typed))) object.add(name, "day.invalid");
}
void read_into(bool& value, http::JsonObject& object, std::string_view name, std::size_t, bool) {
    value = object.flag(name).value_or(value);
}

void read_into(Changes& changes, http::JsonObject& object) {
    customers::for_each_field([&](const auto& field) {
        if (field.ask == customers::Ask::nothing || !object.has(field.name)) return;
        read_into(field.of(changes), object, field.name, field.limit, field.ask == customers::Ask::area);
    });
}

// {"field": "...", "value": "..."} for each; null empties it.
using CustomChanges = std::vector<customers::CustomChange>;
CustomChanges read_custom(http::JsonObject& object, const std::vector<customers::CustomField>& fields) {
    CustomChanges out;
    for (auto& each : object.objects("custom_fields", customers::kMostCustomFields)) {
        const auto typed = each.required_text("field", kLongestWord);
        const auto id = typed ? base::parse_id<CustomFieldId>(*typed) : std::nullopt;
        const auto found = id ? std::ranges::find(fields, *id, &customers::CustomField::id) : fields.end();
        auto value = each.text("value", customers::kLongestCustomText, true).value_or("");
        each.refuse_others();
        if (typed && (found == fields.end() || !found->is_changed_by(kCircle)))
            each.add("field", "custom_field.unknown");
        else if (id)
            out.push_back({*id, {}, std::move(value)});
    }
    return out;
}

Changes new_changes(const businesses::Business& business) {
    Changes out;
    out.language = business.languages.front();
    return out;
}

struct Question {
    customers::Wanted wanted;
    std::string text;  // of the cursor
};
Result<Question> read_question(const KeyVisit& visit) {
    const auto& query = visit.request.query;
    http::FieldErrors errors;
    Question out;
    refuse_other_parameters(query, {"search", "label", "order", "descending", "after", "limit"}, errors);
    out.wanted.search = query.get("search");
    if (out.wanted.search.size() > kLongestSearch)
        errors.add("search", "field.too_long", {{"limit", std::to_string(kLongestSearch)}});
    out.wanted.label = read_id<LabelId>(query, "label", errors);
    if (const auto typed = query.find("order")) {
        const auto* const found =
            std::ranges::find(kOrders, *typed, &std::pair<customers::Order, std::string_view>::second);
        if (found == std::end(kOrders))
            errors.add("order", "field.invalid");
        else
            out.wanted.order = found->first;
    }
    const auto descending = query.get("descending");
    if (query.has("descending") && descending != "yes" && descending != "no") errors.add("descending", "field.invalid");
    out.wanted.descending = descending == "yes";
    out.wanted.limit = read_limit(query, errors);
    out.text =
        fmt::format("customers {} {} {} {}", query.get("order"), descending, query.get("label"), out.wanted.search);
    if (const auto after = read_after(visit, out.text, errors)) out.wanted.after = CustomerId{*after};
    if (!errors.empty()) return std::move(errors).refusal();
    return out;
}

std::optional<Customer> find_asked(db::Session& session, const KeyVisit& visit) {
    const auto id = base::parse_id<CustomerId>(visit.request.param("customer"));
    return id ? customers::find(session, visit.business().id, *id) : std::nullopt;
}

// "\"7\"", the tag that the record was told with. Errors: forbidden request.if_match_needed (428 over HTTP), invalid.
Result<std::int64_t> read_tag(const http::Request& request) {
    const auto sent = request.header("if-match");
    if (sent.empty()) return base::refuse(Fault::conflict, "request.if_match_needed");
    const bool is_quoted = sent.size() > 2 && sent.front() == '"' && sent.back() == '"';
    const auto version = is_quoted ? pages::whole_number(sent.substr(1, sent.size() - 2)) : std::nullopt;
    if (!version) return base::conflict("customer.changed_meanwhile");
    return *version;
}

// ---- What is written

// The business's own fields.
Result<void> note(db::Tx& tx, const KeyVisit& visit, CustomerId customer, const CustomChanges& custom) {
    const auto noted = customers::change_custom_values(
        tx, {visit.environment.clock, visit.environment.registry}, visit.business().id, customer, custom,
        [](const customers::CustomField& field) { return field.is_changed_by(kCircle); }, false, visit.actor());
    return noted ? Result<void>{} : std::unexpected(noted.error());
}

// With the login that whoever is in the list with an address has, as where staff add a customer.
Result<CustomerId> create(db::Tx& tx, const KeyVisit& visit, const Changes& changes, const CustomChanges& custom) {
    const auto& business = visit.business();
    const auto context = visit.environment.accounts_context();
    const auto made = customers::create(tx, context, business.id, business.country, changes, visit.actor());
    if (!made) return made;
    if (const auto noted = note(tx, visit, *made, custom); !noted) return std::unexpected(noted.error());
    if (business.customer.logins == businesses::Logins::off) return made;
    const auto set = accounts::set_access(tx, context, business.id, *made, {}, visit.actor());
    if (!set) return std::unexpected(set.error());
    return made;
}

// The login's address follows, which nobody has confirmed.
Result<void> update(db::Tx& tx, const KeyVisit& visit, CustomerId customer, const Changes& changes,
                    const CustomChanges& custom, std::int64_t version) {
    const auto& business = visit.business();
    const auto updated = accounts::update_record(tx, visit.environment.accounts_context(), business.id,
                                                 business.country, customer, changes, version, false, visit.actor());
    return updated ? note(tx, visit, customer, custom) : updated;
}

// ---- Many at once

enum class Existing { update, skip };
struct Batch {
    std::vector<nlohmann::json> customers;
    Existing existing = Existing::update;
};

Result<Batch> read_batch(const nlohmann::json& body) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    Batch out;
    const auto existing = object.text("existing", kLongestWord).value_or("update");
    if (existing == "skip")
        out.existing = Existing::skip;
    else if (existing != "update")
        object.add("existing", "field.invalid");
    if (object.objects("customers", kMostAtOnce).empty() && !object.is_refused("customers"))
        object.add("customers", "field.required");
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    for (const auto& each : body.at("customers")) out.customers.push_back(each);
    return out;
}

struct Done {
    CustomerId id;
    std::string_view what;  // "created", "updated", "unchanged", "skipped"
};

// By its customer number, which is the other system's.
Result<Done> upsert(db::Tx& tx, const KeyVisit& visit, const nlohmann::json& body, Existing existing) {
    const auto& business = visit.business();
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    const auto number = object.required_text("customer_number", customers::kLongestNumber);
    const auto stored = number ? customers::find_by_number(tx, business.id, *number) : std::nullopt;
    auto changes = stored ? customers::changes_of(*stored) : new_changes(business);
    read_into(changes, object);
    const auto custom = read_custom(object, customers::list_custom_fields(tx, business.id));
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    if (stored && existing == Existing::skip) return Done{stored->id, "skipped"};
    if (!stored) {
        const auto made = create(tx, visit, changes, custom);
        if (!made) return std::unexpected(made.error());
        return Done{*made, "created"};
    }
    const auto updated = update(tx, visit, stored->id, changes, custom, stored->version);
    if (!updated) return std::unexpected(updated.error());
    const auto now = customers::find(tx, business.id, stored->id);
    return Done{stored->id, now && now->version != stored->version ? "updated" : "unchanged"};
}

Json refused_json(const Error& error) { return Json::parse(*refused(of_body(error)).body); }

}  // namespace

http::Response list_customers(const KeyVisit& visit) {
    const auto question = read_question(visit);
    if (!question) return for_one(refused(question.error()));
    const auto business = visit.business().id;
    return visit.environment.database.snapshot([&](db::Session& session) {
        const auto listed = customers::list(session, business, question->wanted);
        std::vector<CustomerId> ids;
        for (const auto& customer : listed.customers) ids.push_back(customer.id);
        const auto labels = customers::list_labels_of(session, business, ids);
        const auto fields = customers::list_custom_fields(session, business);
        const auto values = fields.empty() ? std::map<CustomerId, customers::CustomValues>{}
                                           : customers::list_custom_values(session, business, ids);
        auto all = Json::array();
        for (const auto& customer : listed.customers) {
            const auto found = labels.find(customer.id);
            const auto noted = values.find(customer.id);
            all.push_back(told(customer, found == labels.end() ? std::vector<customers::Label>{} : found->second,
                               told(fields, noted == values.end() ? customers::CustomValues{} : noted->second)));
        }
        Json out{{"customers", std::move(all)}};
        if (listed.more) out["next"] = make_cursor(visit, question->text, listed.customers.back().id.value);
        return for_one(http::json(out.dump()));
    });
}

http::Response show_customer(const KeyVisit& visit) {
    return visit.environment.database.read([&](db::Session& session) {
        const auto customer = find_asked(session, visit);
        if (!customer) return refused_customer(base::not_found("customer.unknown").error());
        const auto body = told(session, visit.business().id, *customer);
        return for_one(http::json(body.dump())).set("ETag", tag_of(body));
    });
}

http::Response create_customer(const KeyVisit& visit) {
    const auto& [request, environment, snapshot, key] = visit;
    const auto once = read_once(request, environment);
    if (!once) return for_one(refused(once.error()));
    const auto body = read_body(request);
    if (!body) return for_one(refused(body.error()));
    http::FieldErrors errors;
    http::JsonObject object(*body, errors);
    const auto business = snapshot.business.id;
    auto changes = new_changes(snapshot.business);
    read_into(changes, object);
    const auto custom = read_custom(object, environment.database.read([&](db::Session& session) {
        return customers::list_custom_fields(session, business);
    }));
    object.refuse_others();
    if (!errors.empty()) return for_one(refused(std::move(errors).refusal().error()));
    const auto answer = write_once(environment, *once, business, [&](db::Tx& tx) -> Result<std::string> {
        const auto made = create(tx, visit, changes, custom);
        if (!made) return std::unexpected(made.error());
        return told(tx, business, customers::find(tx, business, *made).value()).dump();
    });
    if (!answer) return refused_customer(answer.error());
    const auto id = Json::parse(answer->body).at("id").get<std::string>();
    return answer_one(*answer, 201)
        .set("Location", fmt::format("{}/api/v1/{}/customers/{}", request.origin, snapshot.business.slug, id));
}

http::Response update_customer(const KeyVisit& visit) {
    const auto& [request, environment, snapshot, key] = visit;
    const auto body = read_body(request);
    if (!body) return for_one(refused(body.error()));
    const auto tag = read_tag(request);
    if (!tag && tag.error().code == "request.if_match_needed")
        return for_one(http::problem(428, http::title_of(428), i18n::message(i18n::Language::en, tag.error().code),
                                     tag.error().code));
    const auto business = snapshot.business.id;
    const auto answer = environment.database.write([&](db::Tx& tx) -> Result<Answer> {
        const auto stored = find_asked(tx, visit);
        if (!stored || stored->anonymised) return base::not_found("customer.unknown");
        if (!tag) return std::unexpected(tag.error());
        http::FieldErrors errors;
        http::JsonObject object(*body, errors);
        auto changes = customers::changes_of(*stored);
        read_into(changes, object);
        const auto custom = read_custom(object, customers::list_custom_fields(tx, business));
        object.refuse_others();
        if (!errors.empty()) return std::move(errors).refusal();
        const auto updated = update(tx, visit, stored->id, changes, custom, *tag);
        if (!updated) return std::unexpected(updated.error());
        return Answer{told(tx, business, customers::find(tx, business, stored->id).value()).dump()};
    });
    return answer ? answer_one(*answer, 200) : refused_customer(answer.error());
}

http::Response upsert_customers(const KeyVisit& visit) {
    const auto& [request, environment, snapshot, key] = visit;
    const auto once = read_once(request, environment);
    if (!once) return for_one(refused(once.error()));
    const auto body = read_body(request);
    if (!body) return for_one(refused(body.error()));
    const auto batch = read_batch(*body);
    if (!batch) return for_one(refused(batch.error()));
    const auto answer = write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
        auto results = Json::array();
        for (const auto& each : batch->customers) {
            db::Savepoint attempt(tx);
            const auto done = upsert(tx, visit, each, batch->existing);
            if (done) {
                attempt.keep();
                results.push_back({{"result", done->what}, {"id", base::to_text(done->id)}});
            } else {
                results.push_back({{"result", "refused"}, {"problem", refused_json(done.error())}});
            }
        }
        return Json{{"results", std::move(results)}}.dump();
    });
    return answer ? for_one(answered(*answer, 200)) : refused_customer(answer.error());
}

}  // namespace api
