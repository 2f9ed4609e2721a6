// E-mail, the first channel.
#include "db/db.h"
#include "mail/mail.h"
#include "notify/channel.h"
#include "notify/delivery.h"
#include "notify/facts.h"

#include <fmt/format.h>

namespace notify {
namespace {

// A failure that has nothing to do with this mail.
bool concerns_all(const mail::Outcome& outcome) {
    return outcome.code == 0 || outcome.code == 421 || outcome.code == 454 || outcome.code == 530 ||
           outcome.code == 534 || outcome.code == 535 || outcome.code == 538;
}

Outcome::Kind kind_of(mail::Outcome::Kind kind) {
    switch (kind) {
        case mail::Outcome::Kind::sent: return Outcome::Kind::sent;
        case mail::Outcome::Kind::try_later: return Outcome::Kind::try_later;
        case mail::Outcome::Kind::refused_for_good: return Outcome::Kind::refused_for_good;
        case mail::Outcome::Kind::our_fault: return Outcome::Kind::our_fault;
    }
    CHECK(false);
}

class Mail : public Channel {
public:
    Mail(mail::Server server, std::string from) : server_(std::move(server)), from_(std::move(from)) {
        CHECK(mail::is_address(from_));
    }

    std::string made_of(const Letter& letter) const override {
        mail::Mail out;
        const auto& business = letter.business;
        const auto& settings = business.customer;
        const auto& name = settings.sender_name.empty() ? business.name.in(letter.language) : settings.sender_name;
        out.from = {name, from_};
        const auto& reply_to = settings.reply_to.empty() ? business.email : settings.reply_to;
        if (mail::is_address(reply_to)) out.reply_to = mail::Address{name, reply_to};
        out.to = {sayable_name(letter.recipient_name), letter.address};
        out.subject = letter.subject;
        out.text = letter.text;
        out.html = letter.html;
        out.message_id = letter.id + "@" + from_.substr(from_.rfind('@') + 1);
        out.date = letter.at;
        out.language = letter.language;
        if (!letter.calendar_file.empty())
            out.attachments.push_back(
                {business.slug + ".ics", "text/calendar; method=PUBLISH; charset=utf-8", letter.calendar_file});
        return mail::build(out);
    }

    Outcome deliver(const std::string& address, const std::string& bytes, const std::function<void()>& before_content,
                    const std::stop_token& stop) override {
        if (!sender_) sender_.emplace(server_);
        const auto outcome = sender_->send(from_, address, bytes, before_content, stop);
        return {.kind = kind_of(outcome.kind),
                .reply = outcome.code ? fmt::format("{} {}", outcome.code, outcome.reply) : outcome.reply,
                .unanswered = outcome.code == 0,
                .concerns_all = outcome.kind != mail::Outcome::Kind::sent && concerns_all(outcome)};
    }

    void rest() override { sender_.reset(); }

private:
    mail::Server server_;
    std::string from_;
    std::optional<mail::Sender> sender_{};
};

class MailKind : public ChannelKind {
public:
    std::string name() const override { return "email"; }
    std::string words(i18n::Language language) const override { return i18n::words(language, "E-mail"); }

    std::optional<Address> address_of(const Facts& facts, const Trigger& trigger) const override {
        return address_at(written(facts, trigger));
    }

    std::optional<Address> address_at(std::string_view text) const override {
        const auto email = base::parse_email(text);
        return email ? std::optional(Address{email->text, email->key}) : std::nullopt;
    }

    std::string unwanted(const Facts& facts, const Trigger& trigger) const override {
        const bool reminds = trigger.timing == Timing::before_start;
        return reminds && facts.customer && !facts.customer->reminders.email ? "no_reminders" : "";
    }

    std::string trouble_of(db::Session& session, BusinessId business, std::string_view key) const override {
        const auto customer = customers::find_by_email(session, business, key);
        return customer ? customer->email_trouble : std::string();
    }

    void note_trouble(db::Tx& tx, const Context& context, BusinessId business, std::string_view key,
                      const std::string& reply) const override {
        if (const auto customer = customers::find_by_email(tx, business, key))
            customers::note_email_trouble(tx, context, business, customer->id, reply);
    }

    bool is_set_up(const Options& options) const override { return options.server.has_value(); }

    std::unique_ptr<Channel> open(const Options& options) const override {
        return std::make_unique<Mail>(options.server.value(), options.from);
    }

private:
    static std::string written(const Facts& facts, const Trigger& trigger) {
        if (trigger.about == About::registration) return facts.registration ? facts.registration->email : "";
        if (trigger.to_former) return facts.former_address;
        const auto account = facts.account ? facts.account->email : std::string();
        // What opens the account goes to the account's own address alone.
        if (trigger.about == About::account) return account;
        auto own = facts.customer ? facts.customer->email.value_or("") : std::string();
        return own.empty() ? account : own;
    }
};

}  // namespace

std::unique_ptr<const ChannelKind> mail_channel() { return std::make_unique<MailKind>(); }

}  // namespace notify
