// An appointment over another: which of its time there still is, and which is beyond what there is. Pure.
#pragma once

#include "availability/availability.h"

namespace availability {

// A stretch in which as many can be had as everywhere in it.
struct Piece {
    Span span;
    int ordinary = 0;  // of what is wanted, how many there still are
    int over = 0;      // how many are beyond that: of the occupant nothing is left there
    friend bool operator==(const Piece&, const Piece&) = default;
};

// `wanted` of an occupant that there are `available` of, `quantity` of it, beside what is `taken`. The pieces are
// sorted, make up the span, and differ from their neighbours.
std::vector<Piece> pieces(Span wanted, int quantity, int available, std::span<const Use> taken);

// Of a provider's appointment that goes: what others have over it and still take when it is gone. `over` cut to
// `gone`; where there is one of the occupant, merged into stretches that lie apart. Sorted by begin.
std::vector<Use> laid_bare(std::span<const Span> gone, std::span<const Use> over, bool exclusive);

}  // namespace availability
