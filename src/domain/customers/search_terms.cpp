#include "customers/search_terms.h"

#include "base/search.h"

#include <algorithm>

namespace customers {
namespace {

constexpr std::size_t kMostWords = 8, kTrigramsOfWord = 4, kShortestPart = 3;

// "0049 (0)30 123" and "+49 (0)30 123": the zero in brackets is not dialled from abroad.
std::string without_bracketed_zero(std::string_view search) {
    const auto begin = search.find_first_not_of(" (");
    std::string out(search);
    if (begin != search.npos && (search.substr(begin).starts_with("+") || search.substr(begin).starts_with("00")))
        if (const auto zero = out.find("(0)"); zero != out.npos) out.replace(zero, 3, " ");
    return out;
}

bool is_number(std::string_view word) { return word.find_first_not_of("0123456789") == word.npos; }

// An address is looked for as it stands; of everything else, the words.
std::vector<std::string> words_of(std::string_view search) {
    std::vector<std::string> out;
    const auto folded = base::folded(search);
    for (std::size_t at = 0; at < folded.size();) {
        const auto end = std::min(folded.find_first_of(" \t\r\n", at), folded.size());
        auto part = folded.substr(at, end - at);
        if (part.find('@') != part.npos)
            out.push_back(std::move(part));
        else
            std::ranges::move(base::search_words(part), std::back_inserter(out));
        at = end + 1;
    }
    return out;
}

// Numbers side by side as one, where that is long enough to be a part of a phone number.
std::vector<std::string> with_numbers_joined(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    for (auto word = words.begin(); word != words.end();) {
        const auto end = std::find_if_not(word, words.end(), is_number);
        std::string digits;
        for (auto each = word; each != end; ++each) digits += *each;
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
        if (digits.size() >= kShortestPart)
            out.push_back(std::move(digits));
        else
            out.insert(out.end(), word, end);
        if (end != words.end()) out.push_back(*end);
        word = end == words.end() ? end : end + 1;
    }
    return out;
}

std::vector<std::string> letters_of(std::string_view text) {
    std::vector<std::string> out;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U && !out.empty())
            out.back() += c;
        else
            out.emplace_back(1, c);
    }
    return out;
}

std::string escaped(std::string_view word) {
    std::string out;
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out;
}

// At most kTrigramsOfWord, from its beginning to its end.
void add_trigrams(std::vector<std::string>& out, const std::vector<std::string>& letters) {
    if (letters.size() < 3) return;
    const auto all = letters.size() - 2, some = std::min(all, kTrigramsOfWord);
    for (std::size_t n = 0; n < some; ++n) {
        const auto at = some == 1 ? 0 : n * (all - 1) / (some - 1);
        out.push_back(letters[at] + letters[at + 1] + letters[at + 2]);
    }
}

}  // namespace

std::optional<SearchTerms> search_terms(std::string_view search) {
    if (!base::is_clean_text(search)) return std::nullopt;
    auto words = with_numbers_joined(words_of(without_bracketed_zero(search)));
    if (words.empty()) return std::nullopt;
    words.resize(std::min(words.size(), kMostWords));
    SearchTerms out;
    for (const auto& word : words) {
        auto letters = letters_of(word);
        const bool is_part = letters.size() >= kShortestPart;
        out.patterns.push_back((is_part ? "%" : "% ") + escaped(word) + "%");
        if (!is_part) letters.insert(letters.begin(), " ");
        add_trigrams(out.trigrams, letters);
    }
    return out;
}

std::string match_of(const std::vector<std::string>& trigrams) {
    std::string out;
    for (const auto& each : trigrams) {
        out += out.empty() ? "\"" : " AND \"";
        for (const char c : each) out.append(c == '"' ? 2 : 1, c);
        out += '"';
    }
    return out;
}

}  // namespace customers
