// Keeps one thread of a pool until it goes.
#pragma once

#include "work/pool.h"

#include <latch>
#include <thread>

namespace support {

class Busy {
public:
    Busy(work::Pool& pool, work::Kind kind)
        : caller_([this, &pool, kind] {
              const auto ran = pool.run(kind, [this] {
                  begun_.count_down();
                  end_.wait();
              });
              CHECK(ran);
          }) {
        begun_.wait();
    }
    ~Busy() { end_.count_down(); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    std::latch begun_{1}, end_{1};
    std::jthread caller_;
};

}  // namespace support
