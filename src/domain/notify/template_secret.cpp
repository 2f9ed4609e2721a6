// Secrets stand where nothing can carry them away. Each form of text has a reader that goes along the template and
// finds the first secret that stands elsewhere; loops and conditions are gone through in all ways that matter.
#include "notify/template_parsed.h"

#include <utility>

namespace notify::engine {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Whether a word may be an address of another site so far, which programs make a link of by themselves.
class Word {
public:
    void read(char c) {
        if (is_blank(c) || c == '\n' || c == '>')
            like_address_ = false;
        else if (c == '/' || c == '.' || c == '?' || c == '=')
            like_address_ = true;
    }
    void read_value() { like_address_ = true; }
    void meet(const Word& other) { like_address_ |= other.like_address_; }
    bool is_like_address() const { return like_address_; }

private:
    bool like_address_ = false;
};

// All three: what stands there next is read; a secret that stands wrong comes back. `meet`: two ways become one.

class SubjectReader {
public:
    const Piece* literal(std::string_view) { return nullptr; }
    const Piece* value(const Piece& piece) { return piece.secret ? &piece : nullptr; }
    const Piece* end() const { return nullptr; }
    void meet(const SubjectReader&) {}
};

class TextReader {
public:
    const Piece* literal(std::string_view text) {
        for (const char c : text) {
            word_.read(c);
            if (c == '\n') {
                begun_ = false;
                alone_ = nullptr;
            } else if (!is_blank(c)) {
                if (alone_) return alone_;
                begun_ = true;
            }
        }
        return nullptr;
    }
    const Piece* value(const Piece& piece) {
        if (alone_) return alone_;
        const bool link = piece.kind == Kind::link;
        if (piece.secret && (link ? begun_ : word_.is_like_address())) return &piece;
        if (piece.secret && link) alone_ = &piece;
        begun_ = true;
        word_.read_value();
        return nullptr;
    }
    const Piece* end() const { return nullptr; }
    void meet(const TextReader& other) {
        begun_ |= other.begun_;
        word_.meet(other.word_);
        if (!alone_) alone_ = other.alone_;
    }

private:
    Word word_;
    bool begun_ = false;            // something stands on this line
    const Piece* alone_ = nullptr;  // a secret link is all that this line may hold
};

class PageReader {
public:
    const Piece* literal(std::string_view text) {
        if (text.empty()) return nullptr;
        if (whole_ && text.front() != html_.quote()) return whole_;
        whole_ = nullptr;
        html_.read(text);
        for (const char c : text) word_.read(c);
        return nullptr;
    }
    const Piece* value(const Piece& piece) {
        if (whole_) return whole_;
        if (piece.secret && !may_stand_here(piece)) return &piece;
        if (piece.secret && !html_.is_between_tags()) whole_ = &piece;
        html_.value();
        word_.read_value();
        return nullptr;
    }
    const Piece* end() const { return whole_; }
    void meet(const PageReader& other) {
        html_.meet(other.html_);
        word_.meet(other.word_);
        if (!whole_) whole_ = other.whole_;
    }

private:
    bool may_stand_here(const Piece& piece) const {
        if (piece.kind == Kind::link) return html_.is_between_tags() || html_.begins_link();
        return html_.is_between_tags() && !word_.is_like_address();
    }

    HtmlReader html_;
    Word word_;
    const Piece* whole_ = nullptr;  // a secret link is all that this address may hold
};

template <class Reader>
class Walk {
public:
    const Piece* through(const std::vector<Piece>& pieces) {
        for (const auto& piece : pieces)
            if (const auto* wrong = through(piece)) return wrong;
        return nullptr;
    }
    const Piece* end() const { return reader_.end(); }

private:
    const Piece* through(const Piece& piece) {
        switch (piece.what) {
            case Piece::What::literal: return reader_.literal(piece.text);
            case Piece::What::value: return reader_.value(piece);
            case Piece::What::condition: return one_of(piece);
            case Piece::What::each: break;
        }
        if (const auto* wrong = one_of(piece)) return wrong;
        // The body stands after itself too.
        const auto once = reader_;
        if (const auto* wrong = through(piece.body)) return wrong;
        reader_.meet(once);
        return nullptr;
    }

    const Piece* one_of(const Piece& section) {
        const auto before = reader_;
        if (const auto* wrong = through(section.body)) return wrong;
        const auto first = std::exchange(reader_, before);
        if (const auto* wrong = through(section.otherwise)) return wrong;
        reader_.meet(first);
        return nullptr;
    }

    Reader reader_;
};

template <class Reader>
Result<void> check(const std::vector<Piece>& pieces, const char* code) {
    Walk<Reader> walk;
    const auto* wrong = walk.through(pieces);
    if (!wrong) wrong = walk.end();
    if (!wrong) return {};
    return invalid(code, {{"line", std::to_string(wrong->line)}, {"name", wrong->text}});
}

}  // namespace

Result<void> check_secrets(const std::vector<Piece>& pieces, Form form) {
    switch (form) {
        case Form::subject: return check<SubjectReader>(pieces, "template.secret_in_subject");
        case Form::text: return check<TextReader>(pieces, "template.secret_in_text");
        case Form::html: break;
    }
    return check<PageReader>(pieces, "template.secret_in_html");
}

}  // namespace notify::engine
