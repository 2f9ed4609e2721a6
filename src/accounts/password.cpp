#include "accounts/password.h"

#include <sodium.h>
#include <zxcvbn.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace accounts {
namespace {

constexpr double kLeastBits = 30;  // of guesses, as zxcvbn estimates them

struct Cost {
    unsigned long long operations;
    std::size_t memory;  // bytes
};
// OWASP's second choice for argon2id.
constexpr Cost kUsual{2, std::size_t{19} << 20U};

// One text however the keyboard composes it.
std::optional<std::string> prepared(std::string_view password) {
    if (password.size() > kLongestPassword * 4 || !base::is_clean_text(password)) return std::nullopt;
    auto out = base::normalised(password);
    if (base::length(out) > kLongestPassword) return std::nullopt;
    return out;
}

// What names, addresses and such are put together from.
std::vector<std::string> words_of(const std::vector<std::string>& own) {
    std::vector<std::string> out;
    for (const auto& text : own) {
        const auto folded = base::is_clean_text(text) ? base::folded(text) : std::string();
        for (std::size_t at = 0; at < folded.size();) {
            const auto end = std::min(folded.find_first_of(" \t@.-_,", at), folded.size());
            if (end - at >= 3) out.push_back(folded.substr(at, end - at));
            at = end + 1;
        }
    }
    return out;
}

std::string hash_of(std::string_view password, const Cost& cost) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.operations, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return out.data();
}

bool matches(const std::string& stored, std::string_view password) {
    return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

}  // namespace

Result<void> may_be_password(std::string_view password, const std::vector<std::string>& own) {
    if (!base::is_clean_text(password)) return invalid("field.not_clean");
    const auto typed = base::normalised(password);
    if (base::length(typed) < kShortestPassword)
        return invalid("password.too_short", {{"min", std::to_string(kShortestPassword)}});
    // What is set has to be what can be checked later, however the bytes were written.
    if (!prepared(password)) return invalid("password.too_long", {{"max", std::to_string(kLongestPassword)}});

    const auto words = words_of(own);
    std::vector<const char*> pointers;
    for (const auto& word : words) pointers.push_back(word.c_str());
    pointers.push_back(nullptr);
    if (ZxcvbnMatch(typed.c_str(), pointers.data(), nullptr) < kLeastBits) return invalid("password.too_easy");
    return {};
}

struct Hasher::Impl {
    Impl(unsigned thread_count, std::size_t most_waiting, const Cost& with) : queue_max(most_waiting), cost(with) {
        CHECK(sodium_init() >= 0);
        dummy = hash_of(base::new_token(), cost);
        for (unsigned i = 0; i < thread_count; ++i) threads.emplace_back([this] { work(); });
    }
    ~Impl() {
        {
            const std::lock_guard lock(mutex);
            ending = true;
        }
        changed.notify_all();
        for (auto& thread : threads) thread.join();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    // Has it done by one of the threads. False when too many wait already.
    template <class F>
    bool run(F&& body) {
        std::packaged_task<void()> task(std::forward<F>(body));
        auto done = task.get_future();
        {
            const std::lock_guard lock(mutex);
            if (queue.size() >= queue_max) return false;
            queue.push_back(std::move(task));
        }
        changed.notify_one();
        done.get();
        return true;
    }

    void work() {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return ending || !queue.empty(); });
            if (queue.empty()) return;
            auto task = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    const std::size_t queue_max;
    const Cost cost;
    std::string dummy;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::packaged_task<void()>> queue;
    bool ending = false;
    std::vector<std::thread> threads;
};

Hasher::Hasher(unsigned threads, std::size_t queue_max) : impl_(std::make_unique<Impl>(threads, queue_max, kUsual)) {}
Hasher::Hasher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hasher::~Hasher() = default;

Result<std::string> Hasher::hash(std::string_view password) {
    const auto typed = prepared(password);
    CHECK(typed);  // may_be_password comes first
    std::string out;
    if (!impl_->run([&] { out = hash_of(*typed, impl_->cost); })) return refuse(Fault::too_many, "server.busy");
    return out;
}

Result<bool> Hasher::verify(const std::optional<std::string>& stored, std::string_view password) {
    const auto typed = prepared(password);
    const bool counts = stored && typed;
    bool same = false;
    if (!impl_->run([&] { same = matches(counts ? *stored : impl_->dummy, typed.value_or("")); }))
        return refuse(Fault::too_many, "server.busy");
    return counts && same;
}

Hasher& Hasher::cheap() {
    static Hasher hasher(std::make_unique<Impl>(2, 1000, Cost{crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN}));
    return hasher;
}

}  // namespace accounts
