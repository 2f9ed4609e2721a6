#include "base/search.h"

#include "base/result.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <utility>

namespace base {
namespace {

// Letters that Unicode does not take apart into a plain one and a mark.
constexpr std::array<std::pair<char16_t, std::string_view>, 11> kPlain{{{u'ı', "i"},
                                                                        {u'ø', "o"},
                                                                        {u'æ', "ae"},
                                                                        {u'œ', "oe"},
                                                                        {u'ð', "d"},
                                                                        {u'đ', "d"},
                                                                        {u'þ', "th"},
                                                                        {u'ł', "l"},
                                                                        {u'ħ', "h"},
                                                                        {u'ŧ', "t"},
                                                                        {u'ŋ', "ng"}}};

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }
bool is_space(UChar32 c) { return u_isUWhiteSpace(c) != 0; }

void append(std::string& out, UChar32 c) {
    for (const auto& [letter, plain] : kPlain)
        if (c == letter) {
            out += plain;
            return;
        }
    icu::UnicodeString(c).toUTF8String(out);
}

// Case folded, and taken apart into letters and marks.
icu::UnicodeString apart(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    static const auto* const nfkd = icu::Normalizer2::getNFKDInstance(status);
    CHECK(nfkd && U_SUCCESS(status));
    auto folded = nfkd->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))), status);
    folded.foldCase();
    auto out = nfkd->normalize(folded, status);
    CHECK(U_SUCCESS(status));
    return out;
}

// For each word between white space, its pieces between punctuation.
std::vector<std::vector<std::string>> pieces_of(std::string_view text) {
    std::vector<std::vector<std::string>> out;
    bool in_word = false, in_piece = false;
    const auto letters = apart(text);
    for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
        const auto c = letters.char32At(at);
        if (is_mark(c)) continue;
        if (u_isalnum(c)) {
            if (!in_word) out.emplace_back();
            if (!in_piece) out.back().emplace_back();
            append(out.back().back(), c);
            in_word = in_piece = true;
        } else {
            in_piece = false;
            if (is_space(c)) in_word = false;
        }
    }
    return out;
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
    std::vector<std::string> out;
    for (auto& word : pieces_of(text))
        for (auto& piece : word) out.push_back(std::move(piece));
    return out;
}

std::string search_key(std::string_view text) {
    std::string out;
    for (const auto& word : pieces_of(text)) {
        std::string whole;
        for (const auto& piece : word) {
            out.append(" ").append(piece);
            whole += piece;
        }
        if (word.size() > 1) out.append(" ").append(whole);
    }
    return out;
}

}  // namespace base
