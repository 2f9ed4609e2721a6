#include "html/markers.h"

#include <stdexcept>
#include <vector>

namespace html {

Markers read_markers(std::string_view name, std::string_view text) {
    Markers root;
    std::vector<std::pair<std::string, Markers*>> open{{"", &root}};
    for (std::size_t at = 0; (at = text.find("{{", at)) != text.npos;) {
        const auto end = text.find("}}", at);
        if (end == text.npos) throw std::runtime_error("template " + std::string(name) + ": {{ without }}");
        auto marker = text.substr(at + 2, end - at - 2);
        at = end + 2;
        if (marker.empty()) continue;
        const char kind = marker.front();
        const bool plain = kind != '#' && kind != '/' && kind != '>' && kind != '!' && kind != '%';
        if (!plain) marker.remove_prefix(1);
        const std::string key(marker.substr(0, marker.find(':')));
        auto& here = *open.back().second;
        if (plain && key != "BI_SPACE" && key != "BI_NEWLINE") here.values.insert(key);
        if (kind == '>') here.includes.insert(key);
        if (kind == '#') {
            auto& section = here.sections[key];
            if (!section) section = std::make_shared<Markers>();
            open.emplace_back(key, section.get());
        }
        if (kind == '/') {
            if (open.back().first != key)
                throw std::runtime_error("template " + std::string(name) + ": {{/" + key + "}} closes nothing");
            open.pop_back();
        }
    }
    if (open.size() != 1)
        throw std::runtime_error("template " + std::string(name) + ": {{#" + open.back().first + "}} stays open");
    return root;
}

}  // namespace html
