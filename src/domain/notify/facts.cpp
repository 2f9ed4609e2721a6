#include "notify/facts.h"

#include "activity/activity_log.h"
#include "base/typed.h"
#include "customers/labels.h"
#include "db/db.h"
#include "notify/adaptor.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace notify {
std::optional<Moved> find_moved(db::Session& session, BusinessId business, ActivityId activity) {
    const auto found = activity::find(session, business, activity);
    if (!found || found->type != "booking.rescheduled") return std::nullopt;
    const auto data = nlohmann::json::parse(found->data);
    const auto& before = data.at("before");
    return Moved{Instant{Seconds{before.at("starts_at").get<std::int64_t>()}},
                 ProviderId{before.at("provider_id").get<std::int64_t>()}};
}

namespace {

std::string in_default_language(const businesses::Business& business, const businesses::Text& text) {
    return text.in(business.languages.empty() ? "en" : business.languages.front());
}

bool is_first_booking(db::Session& session, const bookings::Booking& booking) {
    return !session.value<int>("select 1 from bookings where business_id = :business and customer_id = :customer and "
                               "id < :id and deleted_at is null limit 1",
                               booking.business_id, booking.customer_id, booking.id);
}

bool made_by_staff(db::Session& session, const bookings::Booking& booking) {
    const auto made = activity::find_first(session, booking.business_id, booking.id.value, "booking.made");
    return made && made->actor == "staff";
}

// What the fact is, as conditions hold it; and as people read it, where that is a name of the business.
struct Found {
    std::string value, shown;
    std::vector<std::string> values{};  // of a fact that may have several, instead

    bool is_among(const std::vector<std::string>& wanted) const {
        if (values.empty()) return std::ranges::find(wanted, value) != wanted.end();
        return std::ranges::find_first_of(values, wanted) != values.end();
    }
};

Found labels_of(db::Session& session, const Facts& facts) {
    Found out;
    if (!facts.customer) return out;
    const auto id = facts.customer->id;
    const auto labels = customers::list_labels_of(session, facts.business().id, {id});
    if (!labels.contains(id)) return out;
    for (const auto& label : labels.at(id)) {
        out.values.push_back(base::to_text(label.id));
        out.shown += (out.shown.empty() ? "" : ", ") + label.name;
    }
    return out;
}

Found found_of(db::Session& session, Fact fact, const Facts& facts, const Reader& reader) {
    if (fact == Fact::language) return {reader.language, reader.language};
    if (fact == Fact::label) return labels_of(session, facts);
    if (!facts.booking) return {};
    const auto& booking = *facts.booking;
    const auto same = [](std::string value) { return Found{value, value}; };
    switch (fact) {
        case Fact::service: {
            const auto* service = facts.snapshot->service(booking.service_id);
            return {base::to_text(booking.service_id),
                    service ? in_default_language(facts.business(), service->name) : ""};
        }
        case Fact::provider: {
            const auto* provider = facts.snapshot->provider(booking.provider_id);
            return {base::to_text(booking.provider_id), provider ? provider->name : ""};
        }
        case Fact::location: {
            if (!booking.location_id) return {};
            const auto* location = facts.snapshot->location(booking.location_id);
            return {base::to_text(*booking.location_id), location ? location->name : ""};
        }
        case Fact::status: return same(std::string(bookings::to_text(booking.status)));
        case Fact::customer: return same(is_first_booking(session, booking) ? "new" : "known");
        case Fact::made_by: return same(made_by_staff(session, booking) ? "staff" : "customer");
        case Fact::language:
        case Fact::label: break;
    }
    return {};
}

std::string shown_value(db::Session& session, Fact fact, const std::string& value, const Facts& facts) {
    const auto& snapshot = *facts.snapshot;
    if (fact == Fact::service)
        if (const auto id = base::parse_id<ServiceId>(value))
            if (const auto* service = snapshot.service(*id))
                return in_default_language(snapshot.business, service->name);
    if (fact == Fact::provider)
        if (const auto id = base::parse_id<ProviderId>(value))
            if (const auto* provider = snapshot.provider(*id)) return provider->name;
    if (fact == Fact::location)
        if (const auto* location = snapshot.location(base::parse_id<LocationId>(value))) return location->name;
    if (fact == Fact::label)
        if (const auto id = base::parse_id<LabelId>(value))
            if (const auto label = customers::find_label(session, snapshot.business.id, *id)) return label->name;
    return value;
}

}  // namespace

std::shared_ptr<const bookings::Snapshot> Houses::find(db::Session& session, BusinessId business) {
    std::string slug;
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = slugs_.find(business); known != slugs_.end()) slug = known->second;
    }
    if (auto snapshot = slug.empty() ? nullptr : offers_.find(session, slug);
        snapshot && snapshot->business.id == business)
        return snapshot;
    const auto house = businesses::find(session, business);
    if (!house) return nullptr;
    {
        const std::lock_guard lock(mutex_);
        slugs_[business] = house->slug;
    }
    return offers_.find(session, house->slug);
}

std::shared_ptr<const bookings::Snapshot> Houses::find(db::Tx& tx, BusinessId business) {
    auto snapshot = offers_.current(tx, business);
    if (!snapshot || offers_.keeps(*snapshot)) return snapshot;
    const std::lock_guard lock(mutex_);
    missed_.insert(business);
    return snapshot;
}

void Houses::keep_missed(db::Database& database) {
    std::set<BusinessId> missed;
    {
        const std::lock_guard lock(mutex_);
        missed.swap(missed_);
    }
    if (missed.empty()) return;
    database.read([&](db::Session& session) {
        for (const auto business : missed) find(session, business);
    });
}

Facts load_facts(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot, const Subject& subject,
                 Instant now) {
    Facts out{.snapshot = std::move(snapshot), .now = now};
    auto known = subject;
    for (const auto& adaptor : adaptors()) adaptor->load(session, known, out);
    for (const auto& adaptor : adaptors()) adaptor->complete(session, known, out);
    return out;
}

i18n::Language language_of(const businesses::Business& business, std::string_view wanted) {
    const auto language = i18n::parse_language(wanted);
    for (const auto& tag : business.languages)
        if (language && i18n::parse_language(tag) == language) return *language;
    for (const auto& tag : business.languages)
        if (const auto first = i18n::parse_language(tag)) return *first;
    return i18n::Language::en;
}

std::optional<Reader> reader_of(const Facts& facts, const Trigger& trigger) {
    const auto to = [&](std::string name, std::string_view language) {
        return Reader{std::move(name), std::string(i18n::tag(language_of(facts.business(), language)))};
    };
    if (trigger.about == About::registration) {
        if (!facts.registration) return std::nullopt;
        const auto& who = *facts.registration;
        return to(base::full_name(who.name, who.surname), who.language);
    }
    if (!facts.customer || facts.customer->anonymised) return std::nullopt;
    const bool own = trigger.to_former || trigger.about == About::account || !facts.guardian;
    const auto& reader = own ? *facts.customer : *facts.guardian;
    return to(reader.full_name(), reader.language);
}

std::string sayable_name(std::string_view name) {
    const auto is_dot = [&](std::size_t at) {
        constexpr std::array<std::string_view, 4> kDots{".", "\u3002", "\uff0e",
                                                        "\uff61"};  // as in host names (UTS 46)
        return std::ranges::any_of(kDots, [&](auto dot) { return name.substr(at).starts_with(dot); });
    };
    const auto is_part = [](char c) { return c != ' ' && c != '.'; };
    if (name.find_first_of("@/\\:") != name.npos) return {};
    // A dot between two words: "shop.example"; "Dr. Lind" and "Kim B." have none.
    for (std::size_t at = 1; at + 1 < name.size(); ++at) {
        if (!is_dot(at) || !is_part(name[at - 1])) continue;
        const auto rest = name.substr(at + (name[at] == '.' ? 1 : 3));
        if (rest.size() >= 2 && is_part(rest[0]) && is_part(rest[1])) return {};
    }
    return std::string(name);
}

std::optional<Mismatch> mismatch(db::Session& session, const std::vector<Condition>& conditions, const Facts& facts,
                                 const Reader& reader) {
    for (const auto& condition : conditions) {
        const auto found = found_of(session, condition.fact, facts, reader);
        if (found.is_among(condition.values) == condition.is) continue;
        std::vector<std::string> wanted;
        for (const auto& value : condition.values) wanted.push_back(shown_value(session, condition.fact, value, facts));
        return Mismatch{{{"fact", std::string(to_text(condition.fact))},
                         {"is", condition.is ? "1" : "0"},
                         {"found", found.shown},
                         {"wanted", fmt::format("{}", fmt::join(wanted, "\n"))}}};
    }
    return std::nullopt;
}

}  // namespace notify
