#include "http/router.h"

#include <algorithm>
#include <array>

namespace http {
namespace {

constexpr std::size_t depth_max = 32;

// Of "/a/b": a, b. Of "/": none. Of "/a/": a and an empty one.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path == "/") return segments;
    for (std::size_t begin = 1; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        segments.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

std::string allow_header(const std::vector<Method>& methods) {
    std::string text;
    for (const auto method : methods) {
        text.append(to_text(method)).append(", ");
        if (method == Method::get) text += "HEAD, ";
    }
    return text + "OPTIONS";
}

struct Matcher::Node {
    struct End {
        Method method;
        std::size_t index;
        std::vector<std::string> names;
    };
    struct Search {
        Method method;
        const std::vector<std::string>& segments;
        std::vector<std::size_t> taken = {};  // segments that {names} took
        std::array<bool, 8> seen = {};        // methods of this path
        const End* end = nullptr;
    };

    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;  // sorted
    std::unique_ptr<Node> any;
    std::vector<End> ends;

    auto place_of(std::string_view text) const {
        return std::ranges::lower_bound(literals, text, {},
                                        [](const auto& entry) { return std::string_view(entry.first); });
    }
    const Node* literal(std::string_view text) const {
        const auto place = place_of(text);
        return place != literals.end() && place->first == text ? place->second.get() : nullptr;
    }
    Node& child(std::string_view text) {
        const auto place = place_of(text);
        if (place != literals.end() && place->first == text) return *place->second;
        return *literals.emplace(place, std::string(text), std::make_unique<Node>())->second;
    }
    Node& child_for_any() {
        if (!any) any = std::make_unique<Node>();
        return *any;
    }

    // True when the method was found; `search.taken` then fits `search.end`.
    bool find(Search& search, std::size_t depth) const {
        if (depth == search.segments.size()) return finish(search);
        const auto& segment = search.segments[depth];
        if (const auto* node = literal(segment); node && node->find(search, depth + 1)) return true;
        if (!any || segment.empty()) return false;
        search.taken.push_back(depth);
        if (any->find(search, depth + 1)) return true;
        search.taken.pop_back();
        return false;
    }
    bool finish(Search& search) const {
        for (const auto& end : ends) {
            search.seen[static_cast<std::size_t>(end.method)] = true;
            if (end.method == search.method) search.end = &end;
        }
        return search.end != nullptr;
    }
};

Matcher::Matcher() : root_(std::make_shared<Node>()) {}

void Matcher::add(Method method, std::string_view pattern, std::size_t index) {
    CHECK(pattern.starts_with('/'));
    const auto segments = segments_of(pattern);
    CHECK(segments.size() <= depth_max);
    std::vector<std::string> names;
    auto* node = root_.get();
    for (const auto segment : segments) {
        CHECK(!segment.empty());
        if (segment.front() == '{' && segment.back() == '}') {
            const auto name = segment.substr(1, segment.size() - 2);
            CHECK(is_name(name));
            CHECK(std::ranges::find(names, name) == names.end());
            names.emplace_back(name);
            node = &node->child_for_any();
        } else {
            CHECK(segment.find_first_of("{}?%#") == std::string_view::npos);
            node = &node->child(segment);
        }
    }
    CHECK(std::ranges::find(node->ends, method, &Node::End::method) == node->ends.end());
    node->ends.push_back({method, index, std::move(names)});
}

Matcher::Match Matcher::match(Method method, std::string_view raw_path) const {
    Match match;
    if (!raw_path.starts_with('/')) return match;
    std::vector<std::string> segments;
    for (const auto raw : segments_of(raw_path)) {
        auto segment = percent_decoded(raw);
        if (!segment || segments.size() == depth_max) return match;
        segments.push_back(std::move(*segment));
    }
    Node::Search search{.method = method, .segments = segments};
    if (!root_->find(search, 0)) {
        for (std::size_t i = 0; i < search.seen.size(); ++i)
            if (search.seen[i]) match.allowed.push_back(static_cast<Method>(i));
        return match;
    }
    match.index = search.end->index;
    for (std::size_t i = 0; i < search.taken.size(); ++i)
        match.params.emplace_back(search.end->names[i], std::move(segments[search.taken[i]]));
    return match;
}

}  // namespace http
