// How messages reach people: by e-mail, and by what else features add at start (add_channel). A message is decided on,
// written, leased and logged without knowing its channel; what a channel knows stands here.
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"
#include "i18n/i18n.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace notify {

using activity::Context;
struct Facts;
struct Options;
struct Trigger;

// `key` is the same for all spellings of one address.
struct Address {
    std::string text, key;
};

// A message as its receiver gets it, with its secrets.
struct Letter {
    const businesses::Business& business;
    std::string id;  // the same at every attempt
    std::string recipient_name, address;
    std::string language;             // BCP 47
    std::string subject, html, text;  // of a plain channel the text alone
    std::string calendar_file;        // empty: none
    Instant at;                       // of this attempt
};

struct Outcome {
    enum class Kind {
        sent,              // it is taken: another answers for it now
        try_later,         // nobody answered, or it is refused for now
        refused_for_good,  // there is no such recipient
        our_fault,         // password, sender or content refused: later, once somebody has put it right
    };
    Kind kind = Kind::try_later;
    std::string reply{};        // the other side's words; one line
    bool unanswered = false;    // it was the network, not the other side
    bool concerns_all = false;  // the next ones would fare no better: the channel rests for a while
};

// A channel that is set up, open for one deliverer.
class Channel {
public:
    virtual ~Channel() = default;
    // The bytes that go out; made beforehand, by several threads at once.
    virtual std::string made_of(const Letter& letter) const = 0;
    // Hands them over. Never throws for what the other side does. `before_content` is called when the other side waits
    // for the content, before the first byte of it; what it throws ends this one, unsent, and is thrown. A requested
    // stop ends it within two seconds: try_later, unanswered.
    virtual Outcome deliver(const std::string& address, const std::string& bytes,
                            const std::function<void()>& before_content, const std::stop_token& stop) = 0;
    // Nothing is due any more: connections may be closed.
    virtual void rest() {}
};

// What is known of a channel wherever it is named, set up or not. One object for all threads.
class ChannelKind {
public:
    virtual ~ChannelKind() = default;
    virtual std::string name() const = 0;                          // "email"; kept in the database
    virtual std::string words(i18n::Language language) const = 0;  // "E-mail"
    // It takes text alone: no subject, no HTML, no calendar file.
    virtual bool is_plain() const { return false; }
    // Where it reaches the one whom such a message is for (reader_of); nullopt: nowhere.
    virtual std::optional<Address> address_of(const Facts& facts, const Trigger& trigger) const = 0;
    // Where it reaches who is no customer and has that e-mail address; nullopt: nowhere.
    virtual std::optional<Address> address_at(std::string_view /*email*/) const { return std::nullopt; }
    // Why this customer gets nothing of the kind by this channel (explain); empty: nothing speaks against it.
    virtual std::string unwanted(const Facts&, const Trigger&) const { return {}; }
    // The words with which the address was refused for good before; empty: it was not.
    virtual std::string trouble_of(db::Session&, BusinessId, std::string_view /*key*/) const { return {}; }
    // It was refused for good now.
    virtual void note_trouble(db::Tx&, const Context&, BusinessId, std::string_view /*key*/,
                              const std::string& /*reply*/) const {}
    virtual bool is_set_up(const Options& options) const = 0;
    // Only where it is set up.
    virtual std::unique_ptr<Channel> open(const Options& options) const = 0;
};

// Before any thread asks for one. CHECKs that the name is new.
void add_channel(std::unique_ptr<const ChannelKind> kind);
// E-mail first.
const std::vector<std::unique_ptr<const ChannelKind>>& channels();
const ChannelKind* find_channel(std::string_view name);

std::unique_ptr<const ChannelKind> mail_channel();

}  // namespace notify
