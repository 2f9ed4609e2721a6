#include "bookings/booking_form.h"

#include "bookings/once.h"

#include <algorithm>

namespace bookings::pages {
namespace {

std::string clean(std::string_view text) { return base::is_clean_text(text) ? base::normalised(text) : std::string(); }

// One line: what stands in a name or an address has no line breaks.
std::string clean_line(std::string_view text) {
    auto out = clean(text);
    std::ranges::replace_if(
        out, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return out;
}

std::string clean_zone(std::string_view text) { return text.size() <= 64 && Zone::find(text) ? std::string(text) : ""; }

class Checker {
public:
    explicit Checker(std::vector<FieldError>& errors) : errors_(errors) {}

    void refuse(std::string_view field, std::string_view code) {
        errors_.push_back({std::string(field), std::string(code), {}});
    }
    bool fits(std::string_view field, std::string_view value, std::size_t limit) {
        if (base::length(value) <= limit) return true;
        errors_.push_back({std::string(field), "field.too_long", {{"limit", std::to_string(limit)}}});
        return false;
    }
    bool required(std::string_view field, std::string_view value, std::size_t limit) {
        if (value.empty()) refuse(field, "field.required");
        return !value.empty() && fits(field, value, limit);
    }

private:
    std::vector<FieldError>& errors_;
};

}  // namespace

const FieldError* Typed::error(std::string_view field) const {
    const auto found = std::ranges::find(errors, field, &FieldError::field);
    return found == errors.end() ? nullptr : &*found;
}

Typed empty_form() {
    Typed typed;
    typed.key = base::new_token();
    return typed;
}

Typed read_form(const http::Form& form) {
    Typed typed;
    typed.name = clean_line(form.get("name"));
    typed.surname = clean_line(form.get("surname"));
    typed.email = clean_line(form.get("email"));
    typed.phone = clean_line(form.get("phone"));
    typed.note = clean(form.get("note"));
    typed.consent = !form.get("consent").empty();
    typed.visitor_zone = clean_zone(form.get("visitor_zone"));
    typed.key = form.get("key");
    if (typed.key.size() < 16 || typed.key.size() > kLongestKey) typed.key = base::new_token();
    return typed;
}

std::optional<Wish> read_wish(Typed& typed, const Choice& choice, std::string_view country, std::string_view language) {
    Wish wish;
    Checker check(typed.errors);
    check.required("name", typed.name, kLongestName);
    check.required("surname", typed.surname, kLongestName);
    if (check.required("email", typed.email, kLongestEmail)) {
        if (auto email = base::parse_email(typed.email))
            wish.details.email = *std::move(email);
        else
            check.refuse("email", "field.email");
    }
    if (!typed.phone.empty() && check.fits("phone", typed.phone, kLongestPhone)) {
        if (auto phone = base::parse_phone(typed.phone, country))
            wish.details.phone = *std::move(phone);
        else
            check.refuse("phone", "field.phone");
    }
    check.fits("note", typed.note, kLongestNote);
    if (!typed.consent) check.refuse("consent", "field.consent");
    if (!typed.errors.empty()) return std::nullopt;

    wish.service_id = choice.service_id;
    wish.provider_id = choice.taker();
    wish.starts_at = choice.start->at;
    wish.details.name = typed.name;
    wish.details.surname = typed.surname;
    wish.details.language = language;
    wish.note = typed.note;
    wish.visitor_zone = typed.visitor_zone;
    wish.consent = true;
    wish.actor = {events::ActorKind::visitor, 0};
    return wish;
}

}  // namespace bookings::pages
