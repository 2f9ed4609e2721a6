#include "notify/recipient.h"

#include "accounts/staff_account.h"
#include "db/db.h"
#include "notify/facts.h"
#include "notify/staff_choice.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using nlohmann::json;

constexpr std::string_view kMember = "staff:", kAddress = "mail:";
constexpr std::array<std::pair<To, std::string_view>, 3> kTo{
    {{To::customer, "customer"}, {To::staff, "staff"}, {To::address, "address"}}};

StaffId id_in(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size());
    return StaffId{value};
}

std::optional<Colleague> colleague_of(db::Session& session, const businesses::Business& business,
                                      const accounts::staff::Member& member) {
    auto email = member.active ? base::parse_email(member.email) : std::nullopt;
    if (!email) return std::nullopt;
    const auto language = language_of(business, {});
    const auto chosen = i18n::parse_language(find_choices(session, business.id, member.id).language);
    return Colleague{member.id, member.name, *std::move(email), std::string(i18n::tag(chosen.value_or(language)))};
}

}  // namespace

std::string to_json(const Recipients& recipients) {
    auto out = json::array();
    if (recipients.customer) out.push_back("customer");
    if (recipients.provider) out.push_back("provider");
    if (recipients.owners) out.push_back("owners");
    for (const auto member : recipients.members) out.push_back(fmt::format("{}{}", kMember, member.value));
    for (const auto& address : recipients.addresses) out.push_back(fmt::format("{}{}", kAddress, address));
    return out.dump();
}

Recipients recipients_of(std::string_view text) {
    Recipients out{.customer = false};
    for (const auto& each : json::parse(text)) {
        const auto& one = each.get_ref<const std::string&>();
        if (one == "customer")
            out.customer = true;
        else if (one == "provider")
            out.provider = true;
        else if (one == "owners")
            out.owners = true;
        else if (one.starts_with(kMember))
            out.members.push_back(id_in(std::string_view(one).substr(kMember.size())));
        else if (one.starts_with(kAddress))
            out.addresses.push_back(one.substr(kAddress.size()));
        else
            CHECK(false);
    }
    return out;
}

std::string_view to_text(To to) { return std::ranges::find(kTo, to, &decltype(kTo)::value_type::first)->second; }

To parse_to(std::string_view text) {
    const auto found = std::ranges::find(kTo, text, &decltype(kTo)::value_type::second);
    CHECK(found != kTo.end());
    return found->first;
}

std::optional<Colleague> find_colleague(db::Session& session, const businesses::Business& business, StaffId id) {
    const auto member = accounts::staff::find(session, business.id, id);
    return member ? colleague_of(session, business, *member) : std::nullopt;
}

std::vector<Colleague> list_owners(db::Session& session, const businesses::Business& business) {
    std::vector<Colleague> out;
    for (const auto& member : accounts::staff::list(session, business.id)) {
        if (member.role != businesses::Role::owner) continue;
        if (auto owner = colleague_of(session, business, member)) out.push_back(*std::move(owner));
    }
    std::ranges::sort(out, {}, &Colleague::id);
    return out;
}

}  // namespace notify
