// What parse() makes of a template: pieces in their order. Seen by the engine alone.
#pragma once

#include "notify/template.h"
#include "notify/template_place.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace notify::engine {

struct Filter {
    enum class Name { date, short_date, time, date_time, weekday, upper, lower, otherwise };
    Name name;
    std::string argument;
};

struct Piece {
    enum class What { literal, value, each, condition };
    What what = What::literal;
    std::string text;  // the literal, or the placeholder's name
    Place place = Place::plain;
    std::vector<Filter> filters;
    std::vector<Piece> body, otherwise;
    int line = 1;
    Kind kind = Kind::text;
    bool secret = false;
};

// That every secret stands where it may.
Result<void> check_secrets(const std::vector<Piece>& pieces, Form form);

struct Template::Parsed {
    std::vector<Piece> pieces;
    std::set<std::string> used;
};

}  // namespace notify::engine
