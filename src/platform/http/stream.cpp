#include "http/stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace http {

bool Stream::send(std::string_view piece) {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    if (waiting_.size() + piece.size() > waiting_max)
        ended_ = true;
    else
        waiting_ += piece;
    wake();
    return !ended_;
}

void Stream::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    wake();
}

bool Stream::is_open() const {
    const std::lock_guard lock(mutex_);
    return !ended_;
}

void Stream::attach(std::function<void()> suspend, std::function<void()> resume) {
    const std::lock_guard lock(mutex_);
    suspend_ = std::move(suspend);
    resume_ = std::move(resume);
}

// The connection is suspended under the mutex under which it is resumed: no piece is missed in between.
std::optional<std::size_t> Stream::read(char* to, std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
        if (ended_) return std::nullopt;
        suspended_ = true;
        suspend_();
        return 0;
    }
    const auto count = std::min(size, waiting_.size());
    std::memcpy(to, waiting_.data(), count);
    if (count == waiting_.size())
        std::string().swap(waiting_);  // most streams are silent most of the time
    else
        waiting_.erase(0, count);
    return count;
}

void Stream::close() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    suspended_ = false;
    suspend_ = resume_ = {};
    std::string().swap(waiting_);
}

void Stream::wake() {
    if (std::exchange(suspended_, false)) resume_();
}

}  // namespace http
