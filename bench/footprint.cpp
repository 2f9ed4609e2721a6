#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"

#include <fmt/format.h>

namespace bench {
namespace {

// Our own addresses in href and src of link, script and img, which a browser loads with the page.
std::set<std::string> parts_of(const std::string& page) {
    std::set<std::string> out;
    for (const std::string_view mark : {"href=\"", "src=\""})
        for (auto at = page.find(mark); at != page.npos; at = page.find(mark, at + 1)) {
            const auto begin = at + mark.size();
            const auto path = page.substr(begin, page.find('"', begin) - begin);
            const bool is_part = path.starts_with("/assets/") || path.starts_with(fmt::format("/{}/brand.css", slug)) ||
                                 path.starts_with(fmt::format("/{}/logo", slug));
            if (is_part) out.insert(path);
        }
    return out;
}

}  // namespace

std::set<std::string> parts_of_first_page(std::uint16_t port) {
    return parts_of(Client(port).get(fmt::format("/{}", slug)).body);
}

void measure_first_visit(std::uint16_t port) {
    constexpr std::string_view as_browsers = "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en\r\n";
    Client client(port);
    const auto path = fmt::format("/{}", slug);
    auto bytes = client.get(path, as_browsers).bytes();
    const auto parts = parts_of_first_page(port);
    bool good = parts.size() >= 4;  // style, script, brand and logo
    for (const auto& part : parts) {
        const auto answer = client.get(part, as_browsers);
        good &= answer.status == 200;
        bytes += answer.bytes();
    }
    tell({"first_visit_bytes", static_cast<double>(bytes), "bytes", Target{Aim::at_most, 80'000}, {}, {}, good});
}

}  // namespace bench
