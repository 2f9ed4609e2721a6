#include "imports/targets.h"

#include "base/search.h"
#include "base/secret.h"
#include "customers/fields.h"

#include <algorithm>
#include <map>
#include <set>

namespace imports {
namespace {

struct Alias {
    std::string_view target, names;
};
// As compared() has them; what stands first of several columns for one target is taken for it. What Setmore, Fresha,
// Amelia, Booknetic, Google and Outlook call them, and what people do.
constexpr Alias kAliases[] = {
    {"name", "firstname givenname forename first customerfirstname clientfirstname fornavn voornaam primeironome "
             "vorname fornamn "
             "prenom"},
    {"surname",
     "lastname surname familyname last customerlastname clientlastname etternavn efternavn achternaam sobrenome "
     "apelido nachname efternamn familienaam ultimonome"},
    {"full_name",
     "fullname name customername clientname client customer displayname contactname contact navn fulltnavn "
     "fuldenavn kundenavn kunde naam volledigenaam klantnaam klant nome nomecompleto cliente nomedocliente "
     "kundenname namn"},
    {"email",
     "email emailaddress mail customeremail clientemail epost epostadresse mailadresse emailadres emailadresse "
     "correioeletronico emailprimary primaryemail email1value email1 email1address"},
    {"phone",
     "mobile mobilephone mobilenumber mobileno cell cellphone phone phonenumber customerphone clientphone mobil "
     "mobiltelefon mobilnummer mobiltlf tlf tlfnr telefon telefonnummer mobiel mobielnummer gsm telefoon "
     "telefoonnummer "
     "celular telemovel telefone handy phone1value phone1 primaryphone telephone telephonenumber tel contactnumber"},
    {"more_phones", "telephone homephone businessphone workphone otherphone secondaryphone phone2value phone3value "
                    "phone2 homephone2 businessphone2 hjemmetelefon arbeidstelefon arbejdstelefon "
                    "telefoonthuis telefoonwerk telefonefixo telefon telefoon telefone phone"},
    {"street",
     "street address streetaddress addressline1 address1 homestreet homeaddress address1street adresse gateadresse "
     "gate vej gade adres straat straatnaam endereco rua morada strasse streetandnumber"},
    {"postal_code",
     "zip zipcode postcode postalcode zipcodepostalcode homepostalcode address1postalcode postnummer postnr "
     "cep codigopostal plz"},
    {"city",
     "city town suburb homecity address1city poststed sted by bynavn stad plaats woonplaats cidade localidade ort"},
    {"country", "country homecountry homecountryregion countryregion address1country land pais"},
    {"customer_number",
     "customerid clientid customernumber clientnumber customerno memberid externalid kundenummer kundenr "
     "klantnummer klantnr numerodocliente codigodocliente id"},
    {"language", "language preferredlanguage sprak sprog taal idioma lingua sprache"},
    {"date_of_birth", "dateofbirth birthdate birthday dob born fodselsdato fodselsdag fodt geboortedatum verjaardag "
                      "datadenascimento nascimento aniversario geburtsdatum"},
    {"gender", "gender sex kjonn kon geslacht genero sexo geschlecht"},
    {"important_note", "importantnote alert allergy allergies viktig vigtigt belangrijk importante"},
    {"note", "note notes comment comments remarks clientnotes notat notater merknad merknader bemaerkning "
             "bemaerkninger kommentar "
             "opmerking opmerkingen notitie notities observacao observacoes nota notas description"},
    {"labels",
     "label labels tag tags group groups category categories groupmembership etikett etiketter etiket etiketten "
     "etiqueta etiquetas marcadores categoria"},
};

// A name and how well it says what it is: the smaller the better.
using Ranks = std::map<std::string, int>;

// By target, the names that it goes by.
const std::map<std::string, Ranks>& known_names() {
    static const auto all = [] {
        std::map<std::string, Ranks> out;
        for (const auto& [target, names] : kAliases) {
            int rank = 0;
            for (auto rest = names; !rest.empty();) {
                const auto end = std::min(rest.find(' '), rest.size());
                if (end > 0) out[std::string(target)].emplace(rest.substr(0, end), ++rank);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        for (const auto language : i18n::languages)
            for (const auto& target : targets(language)) out[target.key][compared(target.words)] = 0;
        return out;
    }();
    return all;
}

bool is_email(const std::string& cell) { return base::parse_email(cell).has_value(); }

// The columns of that target by their names, the best first.
std::vector<std::size_t> named(const std::vector<Column>& columns, const std::string& target) {
    const auto& names = known_names().at(target);
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t n = 0; n < columns.size(); ++n)
        if (const auto rank = names.find(compared(columns[n].name)); rank != names.end())
            found.emplace_back(rank->second, n);
    std::ranges::sort(found);
    std::vector<std::size_t> out;
    for (const auto& [rank, column] : found) out.push_back(column);
    return out;
}

}  // namespace

std::vector<Target> targets(i18n::Language language) {
    std::vector<Target> out;
    customers::for_each_field([&](const auto& field) {
        if (field.ask == customers::Ask::nothing) return;
        const std::string key(field.name);
        out.push_back({key, i18n::words(language, field.words), field.ask == customers::Ask::area});
        if (key == "surname")
            out.push_back({std::string(kFullName), i18n::words(language, "First and last name in one"), false});
    });
    out.push_back({std::string(kLabels), i18n::words(language, "Labels"), true});
    return out;
}

std::string compared(std::string_view name) {
    if (!base::is_clean_text(name)) return {};
    std::string out;
    for (const auto& word : base::search_words(name)) out += word;
    return out;
}

std::vector<std::string> guessed_targets(const std::vector<Column>& columns) {
    std::vector<std::string> out(columns.size());
    std::set<std::string> taken;
    const auto take = [&](const std::string& target, bool several) {
        for (const auto column : named(columns, target)) {
            if (!out[column].empty() || (taken.contains(target) && !several)) continue;
            out[column] = target;
            taken.insert(target);
        }
    };
    // A column "Name" is the first name where there is one for the last name.
    take("name", false);
    take("surname", false);
    const auto& whole = known_names().at("full_name");
    if (!taken.contains("surname"))
        for (std::size_t n = 0; n < columns.size(); ++n)
            if (out[n] == "name" && whole.contains(compared(columns[n].name))) {
                out[n] = kFullName;
                taken.insert(std::string(kFullName));
            }
    if (!taken.contains("name")) {
        take("full_name", false);
        if (taken.contains("full_name") && taken.contains("surname"))
            std::ranges::replace(out, std::string("full_name"), std::string("name"));
    }
    for (const auto& target : targets(i18n::Language::en))
        if (target.key != kFullName) take(target.key, target.several);
    for (std::size_t n = 0; n < columns.size() && !taken.contains("email"); ++n)
        if (out[n].empty() && !columns[n].samples.empty() && std::ranges::all_of(columns[n].samples, is_email)) {
            out[n] = "email";
            taken.insert("email");
        }
    return out;
}

bool looks_like_header(const std::vector<std::string>& first_row) {
    std::set<std::string> all;
    for (const auto& [target, names] : known_names())
        for (const auto& [name, rank] : names) all.insert(name);
    std::size_t known = 0;
    for (const auto& cell : first_row) {
        if (is_email(cell)) return false;
        if (all.contains(compared(cell))) ++known;
    }
    if (known > 0) return true;
    // Names of columns have no telephone numbers in them.
    return std::ranges::none_of(first_row, [](const std::string& cell) {
        return std::ranges::count_if(cell, [](char c) { return c >= '0' && c <= '9'; }) >= 6;
    });
}

std::string fingerprint_of(const std::vector<Column>& columns) {
    static const auto own = [] {
        std::set<std::string> out;
        for (const auto language : i18n::languages) {
            out.insert(compared(row_column(language)));
            out.insert(compared(why_column(language)));
        }
        return out;
    }();
    std::string names;
    for (const auto& column : columns)
        if (const auto name = compared(column.name); !own.contains(name)) names += name + "\n";
    return base::hash(names);
}

std::string row_column(i18n::Language language) { return i18n::words(language, "Row in the file"); }
std::string why_column(i18n::Language language) { return i18n::words(language, "What is wrong"); }

}  // namespace imports
