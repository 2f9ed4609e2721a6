// Costly work is done by a few threads of their own, first come, first served, so that however much of it is asked for,
// the processors and the workers that answer requests are left to everybody else.
//
// Quick work takes a processor for some tenths of a second: hashing a password, writing out a template. Slow work takes
// seconds, most of which its thread waits for a process of its own (work/apart.h). Each has threads of its own, so that
// pictures never keep people from signing in.
#pragma once

#include "base/base.h"

#include <chrono>
#include <functional>
#include <memory>

namespace work {

enum class Kind { quick, slow };

struct Size {
    unsigned threads = 2;
    std::size_t waiting_max = 64;  // callers beyond those whose work is being done
};

class Pool {
public:
    explicit Pool(Size quick = {}, Size slow = {});
    // No caller may be waiting.
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Has `body` done by one of the threads while the caller waits; what it throws, this throws. Work that has begun is
    // waited for to its end, so it has to be bounded by itself. Safe to use from any thread but the pool's own.
    // Errors: too_many server.busy: too many wait already, or nobody began within `patience`; nothing was done.
    Result<void> run(Kind kind, const std::function<void()>& body,
                     std::chrono::milliseconds patience = std::chrono::seconds{5});

private:
    class Lane;
    std::unique_ptr<Lane> quick_, slow_;
};

}  // namespace work
