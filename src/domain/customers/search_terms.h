// What is typed into the search of the list, as the database looks for it. What is searched is the customers'
// search_key (customer_store.cpp): a part that adds to what customers are found by adds it there.
#pragma once

#include "base/base.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace customers {

struct SearchTerms {
    // For `search_key like :pattern escape '!'`, of which each has to match.
    std::vector<std::string> patterns;
    // What a key that matches all of them holds, three code points each, a few of each word; none where the words are
    // too short to say.
    std::vector<std::string> trigrams;
};
// The words in any order, eight count: each of three letters or more is a part of a word of the key, a shorter one the
// beginning of one, whatever their case, accents and punctuation (base/search.h). Digits side by side are one number,
// however it is written: a part of a phone number, without the zeros that stand for a country or an area. Nullopt:
// nobody is found, since there is no word in it.
std::optional<SearchTerms> search_terms(std::string_view search);

// For SQLite's index of trigrams (customer_search): keys with all of them.
std::string match_of(const std::vector<std::string>& trigrams);

}  // namespace customers
