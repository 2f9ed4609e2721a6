#include "base/embedded.h"
#include "base/gzip.h"
#include "html/html.h"

namespace embedded {
std::span<const File> assets();
}

namespace html {
namespace {

struct Kept {
    std::string address;
    Asset asset;
};

std::string type_of(std::string_view file) {
    if (file.ends_with(".css")) return "text/css; charset=utf-8";
    if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (file.ends_with(".svg")) return "image/svg+xml";
    return "application/octet-stream";
}

// "app.css" -> "app.4f2a91c0.css", so that a browser may keep it for good.
std::string hashed_name(std::string_view file, std::string_view content) {
    const auto dot = file.rfind('.');
    return fmt::format("{}.{}{}", file.substr(0, dot), base::hash(content).substr(0, 10), file.substr(dot));
}

struct Assets {
    std::map<std::string, Kept, std::less<>> by_name;  // "app.css"
    std::map<std::string, const Asset*, std::less<>> by_file;

    Assets() {
        const base::Gzip small(base::Gzip::smallest);
        for (const auto& file : embedded::assets()) {
            const auto hashed = hashed_name(file.name, file.content);
            auto& kept = by_name[std::string(file.name)];
            kept = {"/assets/" + hashed,
                    {type_of(file.name), std::make_shared<const std::string>(file.content),
                     std::make_shared<const std::string>(small(file.content))}};
            by_file[hashed] = &kept.asset;
        }
    }
};

const Assets& assets() {
    static const Assets all;
    return all;
}

}  // namespace

const std::string& asset(std::string_view name) {
    const auto found = assets().by_name.find(name);
    CHECK(found != assets().by_name.end());
    return found->second.address;
}

const Asset* find_asset(std::string_view file) {
    const auto found = assets().by_file.find(file);
    return found == assets().by_file.end() ? nullptr : found->second;
}

}  // namespace html
