#include "duplicates/score.h"

#include "base/search.h"
#include "customers/phones.h"

#include <algorithm>

namespace duplicates {
namespace {

std::vector<std::string> words_of(std::string_view text) {
    auto out = base::search_words(text);
    std::ranges::sort(out);
    return out;
}

// Each word of one is nearly a word of the other, in order.
bool are_nearly(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    if (one.size() != other.size() || one.empty()) return false;
    // A slip in its first letter puts a word elsewhere; so each looks for a partner of its own.
    auto left = other;
    int slips = 0;
    for (const auto& word : one) {
        auto at = std::ranges::find(left, word);
        if (at == left.end()) {
            at = std::ranges::find_if(left, [&](const std::string& each) { return is_nearly(word, each); });
            ++slips;
        }
        if (at == left.end() || slips > 2) return false;
        left.erase(at);
    }
    return true;
}

}  // namespace

bool is_nearly(std::string_view one, std::string_view other) {
    if (one == other) return true;
    if (one.size() > other.size()) std::swap(one, other);
    constexpr std::size_t kShort = 4;
    if (one.size() < kShort || other.size() - one.size() > 1) return false;
    const auto first = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
    const auto rest_of_one = one.substr(first), rest_of_other = other.substr(first);
    if (one.size() < other.size()) return rest_of_one == rest_of_other.substr(1);
    if (rest_of_one.substr(1) == rest_of_other.substr(1)) return true;
    return rest_of_one.size() > 1 && rest_of_one[0] == rest_of_other[1] && rest_of_one[1] == rest_of_other[0] &&
           rest_of_one.substr(2) == rest_of_other.substr(2);
}

std::string mailbox_of(std::string_view email) {
    auto key = base::folded(email);
    const auto at = key.rfind('@');
    if (at == std::string::npos) return {};
    auto local = key.substr(0, at), domain = key.substr(at + 1);
    if (const auto plus = local.find('+'); plus != std::string::npos && plus > 0) local.resize(plus);
    if (domain == "googlemail.com") domain = "gmail.com";
    if (domain == "gmail.com") std::erase(local, '.');
    return local + "@" + domain;
}

Person person_of(const customers::Customer& customer) {
    Person out{.id = customer.id, .words = words_of(customer.full_name()), .phones = {}, .street = {}, .mailbox = {}};
    if (customer.phone.starts_with('+')) out.phones.push_back(customer.phone.substr(1));
    for (const auto& phone : customers::phones_in(customer.more_phones))
        if (phone.number.starts_with('+')) out.phones.push_back(phone.number.substr(1));
    if (!customer.street.empty() && !customer.postal_code.empty())
        out.street = base::search_key(customer.street) + base::search_key(customer.postal_code);
    if (customer.email) out.mailbox = mailbox_of(*customer.email);
    out.date_of_birth = customer.date_of_birth;
    return out;
}

Score score(const Person& one, const Person& other) {
    Score out;
    const auto count = [&](Reason reason, int points) {
        out.reasons |= reason;
        out.points += points;
    };
    if (std::ranges::find_first_of(one.phones, other.phones) != one.phones.end()) count(same_phone, 60);
    if (!one.words.empty() && one.words == other.words)
        count(same_name, 40);
    else if (are_nearly(one.words, other.words))
        count(similar_name, 30);
    if (one.date_of_birth && other.date_of_birth) {
        if (*one.date_of_birth == *other.date_of_birth)
            count(same_birthday, 30);
        else
            count(other_birthday, -50);
    }
    if (!one.street.empty() && one.street == other.street) count(same_street, 25);
    if (!one.mailbox.empty() && one.mailbox == other.mailbox) count(same_mailbox, 50);
    return out;
}

}  // namespace duplicates
