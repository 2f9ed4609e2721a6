#include "availability/over.h"

#include <algorithm>
#include <set>

namespace availability {

std::vector<Piece> pieces(Span wanted, int quantity, int available, std::span<const Use> taken) {
    std::set<Instant> edges{wanted.begin, wanted.end};
    for (const auto& use : taken)
        for (const auto edge : {use.span.begin, use.span.end})
            if (wanted.begin < edge && edge < wanted.end) edges.insert(edge);
    std::vector<Piece> out;
    for (auto edge = edges.begin(); std::next(edge) != edges.end(); ++edge) {
        const Span span{*edge, *std::next(edge)};
        int in_use = 0;
        for (const auto& use : taken)
            if (use.span.overlaps(span)) in_use += use.quantity;
        const int ordinary = std::clamp(available - in_use, 0, quantity);
        if (!out.empty() && out.back().ordinary == ordinary)
            out.back().span.end = span.end;
        else
            out.push_back({span, ordinary, quantity - ordinary});
    }
    return out;
}

std::vector<Use> laid_bare(std::span<const Span> gone, std::span<const Use> over, bool exclusive) {
    std::vector<Use> out;
    for (const auto& use : over)
        for (const auto& span : gone)
            if (use.span.overlaps(span))
                out.push_back({{std::max(use.span.begin, span.begin), std::min(use.span.end, span.end)},
                               use.quantity,
                               use.location});
    std::ranges::sort(out);
    if (!exclusive) return out;
    std::vector<Use> apart;
    for (auto& use : out) {
        if (!apart.empty() && use.span.begin < apart.back().span.end)
            apart.back().span.end = std::max(apart.back().span.end, use.span.end);
        else
            apart.push_back(std::move(use));
    }
    return apart;
}

}  // namespace availability
