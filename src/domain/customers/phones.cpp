#include "customers/phones.h"

#include "base/typed.h"

namespace customers {

std::vector<Phone> phones_in(std::string_view text) {
    std::vector<Phone> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = base::typed_line(text.substr(at, end - at));
        at = end + 1;
        if (line.empty()) continue;
        const auto colon = line.rfind(':');
        if (colon == std::string::npos)
            out.push_back({"", line});
        else
            out.push_back({base::typed_line(line.substr(0, colon)), base::typed_line(line.substr(colon + 1))});
    }
    return out;
}

std::string phones_text(const std::vector<Phone>& phones) {
    std::string out;
    for (const auto& [word, number] : phones) {
        if (!out.empty()) out += '\n';
        out += word.empty() ? number : word + ": " + number;
    }
    return out;
}

}  // namespace customers
