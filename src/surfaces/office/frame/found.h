// Settings found by their words: the fields of all pages of the settings that the member may see, as those pages draw
// them.
#pragma once

#include "office/frame/page.h"

namespace office {

struct SettingsPage;

struct FoundSetting {
    const SettingsPage* tab = nullptr;
    std::string text;   // of the field; empty: the page itself has the words in its name
    std::string under;  // the heading before it, since "While it is" alone says little
    std::string path;
};
// In the order of the pages; each page with something found has a row of its own first, with an empty text.
std::vector<FoundSetting> find_settings(const Page& page, const std::vector<std::string>& words);

// Whether each of the words, as base::search_words gives them, begins one in what is told.
bool has_words(std::string_view told, const std::vector<std::string>& words);

}  // namespace office
