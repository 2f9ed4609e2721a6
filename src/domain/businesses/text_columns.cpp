#include "businesses/text_columns.h"

#include <nlohmann/json.hpp>

namespace businesses {

std::string translations_of(const std::vector<std::pair<std::string_view, const Text*>>& texts) {
    auto out = nlohmann::json::object();
    for (const auto& [field, text] : texts) {
        for (const auto& [language, translation] : text->translations) {
            if (!translation.empty()) out[language][std::string(field)] = translation;
        }
    }
    return out.dump();
}

void read_translations(std::string_view translations, const std::vector<std::pair<std::string_view, Text*>>& texts) {
    if (translations == "{}") return;
    const auto stored = nlohmann::json::parse(translations);
    for (const auto& [language, fields] : stored.items()) {
        for (const auto& [field, text] : texts) {
            const auto found = fields.find(std::string(field));
            if (found != fields.end()) text->translations.emplace(language, found->get<std::string>());
        }
    }
}

}  // namespace businesses
