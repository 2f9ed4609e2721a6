// The countries that a business is offered, with what most businesses there have.
#pragma once

#include <array>
#include <string_view>

namespace businesses {

struct Country {
    std::string_view code;      // ISO 3166
    std::string_view name;      // as people there write it
    std::string_view zone;      // of most of them
    std::string_view currency;  // ISO 4217
};

// Where Timebok speaks the language first, then by name.
inline constexpr std::array<Country, 26> kCountries{{
    {"NO", "Norge", "Europe/Oslo", "NOK"},
    {"DK", "Danmark", "Europe/Copenhagen", "DKK"},
    {"NL", "Nederland", "Europe/Amsterdam", "EUR"},
    {"BR", "Brasil", "America/Sao_Paulo", "BRL"},
    {"GB", "United Kingdom", "Europe/London", "GBP"},
    {"AU", "Australia", "Australia/Sydney", "AUD"},
    {"BE", "België, Belgique", "Europe/Brussels", "EUR"},
    {"CA", "Canada", "America/Toronto", "CAD"},
    {"CZ", "Česko", "Europe/Prague", "CZK"},
    {"DE", "Deutschland", "Europe/Berlin", "EUR"},
    {"EE", "Eesti", "Europe/Tallinn", "EUR"},
    {"ES", "España", "Europe/Madrid", "EUR"},
    {"FR", "France", "Europe/Paris", "EUR"},
    {"IE", "Ireland", "Europe/Dublin", "EUR"},
    {"IS", "Ísland", "Atlantic/Reykjavik", "ISK"},
    {"IT", "Italia", "Europe/Rome", "EUR"},
    {"LV", "Latvija", "Europe/Riga", "EUR"},
    {"LT", "Lietuva", "Europe/Vilnius", "EUR"},
    {"NZ", "New Zealand", "Pacific/Auckland", "NZD"},
    {"AT", "Österreich", "Europe/Vienna", "EUR"},
    {"PL", "Polska", "Europe/Warsaw", "PLN"},
    {"PT", "Portugal", "Europe/Lisbon", "EUR"},
    {"CH", "Schweiz, Suisse", "Europe/Zurich", "CHF"},
    {"FI", "Suomi", "Europe/Helsinki", "EUR"},
    {"SE", "Sverige", "Europe/Stockholm", "SEK"},
    {"US", "United States", "America/New_York", "USD"},
}};

}  // namespace businesses
