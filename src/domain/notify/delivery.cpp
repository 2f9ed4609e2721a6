#include "notify/delivery.h"

#include "accounts/in_charge.h"
#include "accounts/link_lifetime.h"
#include "accounts/staff_invite.h"
#include "base/beside.h"
#include "base/faults.h"
#include "bookings/manage_links.h"
#include "businesses/standing.h"
#include "db/db.h"
#include "notify/adaptor.h"
#include "notify/channel.h"
#include "notify/decide.h"
#include "notify/digest.h"
#include "notify/notice_address.h"
#include "notify/staff_mail.h"
#include "notify/written.h"

#include <spdlog/spdlog.h>

#include <set>
#include <span>
#include <stop_token>

namespace notify {
namespace {

using store::Row;

// Nothing is begun that might outlast the lease: handing over one message takes a minute at most.
constexpr Seconds kLeaseToSpare = std::chrono::minutes{2};
// How long a channel rests when its server cannot be reached or does not let us in.
constexpr Seconds kRest{30};
constexpr std::size_t kPasswordLength = 12;
constexpr std::string_view kHeld = "mails_a_day", kHeldTooLong = "mails_a_day_over";
constexpr std::string_view kMail = "email";  // of mail_channel
// A process that is killed leaves the whole of its batch with an attempt counted.
constexpr int kLeases = 8 * kAttempts;

// Letters and digits that cannot be taken for each other; 12 of 32 are 60 bits.
std::string random_password() {
    auto out = base::new_token();
    out.resize(kPasswordLength);
    return out;
}

Subject subject_of(const Row& row) {
    Subject out{.customer_id = row.message.customer_id, .booking_id = row.message.booking_id, .at = row.wanted_at};
    const auto* trigger = find_trigger(row.message.trigger);
    out.activity_id = row.activity_id;
    if (row.subject_id && *row.subject_id > 0 && trigger) {
        if (trigger->about == About::registration)
            out.registration_id = RegistrationId{*row.subject_id};
        else
            out.account_id = AccountId{*row.subject_id};
    }
    return out;
}

// One message in hand.
struct Work {
    Row row;
    const Trigger* trigger = nullptr;
    std::optional<Facts> facts{};
    const StaffMail* staff_mail = nullptr;  // instead of these, for what goes to staff
    std::optional<ToStaff> staff{};
    std::shared_ptr<const Text> text{};
    Audience audience{};
    i18n::Language language = i18n::Language::en;
    std::string password, password_hash;  // made for it, where it asks for one
    bool texts_changed = false;           // since they were stored
    Secrets secrets{};
    Rendered draft{};   // with stand-ins for the secrets
    std::string bytes;  // that go out, with the secrets
    bool over = false;
    bool was_held = false;       // by its business's limit of mails in a day
    bool may_come_back = false;  // dropped, and wanted again if the booking becomes again what it was
};

struct Batch {
    std::vector<Work> works;
    Instant until;  // the end of their lease
};

// What was read for one batch, since many mails have the same template.
using Texts = std::map<std::pair<TemplateId, i18n::Language>, std::shared_ptr<const Text>>;

std::shared_ptr<const Text> load_text(db::Session& session, const Work& work, Texts& texts) {
    if (!work.row.template_id) return nullptr;
    auto& kept = texts[{*work.row.template_id, work.language}];
    if (kept) return kept;
    const auto source = load_template(session, work.row.business_id, *work.row.template_id);
    const auto* found = source ? source_for(*source, work.language, work.facts->business()) : nullptr;
    if (!found) return nullptr;
    if (auto parsed = parse_source(*found, names_of(placeholders_of(*work.trigger)))) {
        parsed->link_works = source->link_works;
        kept = std::make_shared<const Text>(*std::move(parsed));
    }
    return kept;
}

bool goes_to_own(const Work& work) {
    const auto& account = work.facts->account;
    const auto own = account ? base::parse_email(account->email) : std::nullopt;
    return own && own->key == work.row.address_key;
}

// Only the address that registered can confirm it.
bool goes_to_registered(const Work& work) {
    const auto& registration = work.facts->registration;
    const auto registered = registration ? base::parse_email(registration->email) : std::nullopt;
    return registered && registered->key == work.row.address_key;
}

bool uses_booking_links(const Work& work) {
    return work.text->uses("booking_link") || work.text->uses("reschedule_link") || work.text->uses("cancel_link");
}

// What goes by one channel; one thread at a time uses it.
struct Line {
    db::Database& database;
    const activity::Registry& registry;
    const Clock& clock;
    accounts::Hasher& hasher;
    const Options& options;
    const ChannelKind& kind;
    Houses& houses;
    std::unique_ptr<Channel> channel{};  // none: it is not set up
    std::optional<Batch> next{};         // prepared while the one before was handed over
    // Addresses that were refused while others of their mails were prepared already.
    std::set<std::pair<BusinessId, std::string>> refused{};
    // The last members: their threads use the others.
    base::Beside preparer{}, builder{}, marker{};

    int run(const std::stop_token& stop) {
        if (!channel) return set_aside();
        auto batch = std::exchange(next, std::nullopt).value_or(Batch{});
        if (batch.works.empty()) {
            refused.clear();
            batch = prepare_batch();
        }
        if (batch.works.empty()) {
            channel->rest();
            return 0;
        }
        // There is probably more: it is made ready while this is handed over.
        const bool full = static_cast<int>(batch.works.size()) == options.batch;
        auto beside = full ? preparer.run([this] { return prepare_batch(); }) : base::Doing<Batch>();
        const bool rest = hand_over(batch, stop);
        if (beside.valid()) next = beside.get();
        if (next && (rest || stop.stop_requested())) give_back(std::exchange(next, std::nullopt)->works, rest);
        return static_cast<int>(batch.works.size());
    }

    int set_aside() {
        const auto now = clock.now();
        if (!anything_due(now)) return 0;
        return static_cast<int>(
            database.write([&](db::Tx& tx) { return store::set_aside_all(tx, kind.name(), now, "no_server"); }));
    }

    // The messages that are due, with everything done that has to be true before they go out.
    Batch prepare_batch() {
        const auto now = clock.now();
        Batch batch;
        if (!anything_due(now)) return batch;
        batch.until = now + kLease;
        for (auto& row : database.write([&](db::Tx& tx) {
                 return within_days(tx, now, store::lease(tx, kind.name(), now, batch.until, options.batch));
             }))
            batch.works.emplace_back().row = std::move(row);
        faults::die("deliver.leased");
        try {
            make_ready(batch.works);
        } catch (const db::Unavailable&) {
            throw;
        } catch (const std::exception&) {
            make_ready_each(batch.works);
        }
        faults::die("deliver.prepared");
        return batch;
    }

    // What lets staff and customers sign in neither counts nor waits.
    static bool counts(const Row& row) {
        if (row.message.trigger == kWrittenTrigger) return true;
        const auto* trigger = find_trigger(row.message.trigger);
        return trigger && trigger->about != About::account && trigger->about != About::registration;
    }

    // Those that a business with a limit of mails in a day may still send; the others wait until its next day.
    std::vector<Row> within_days(db::Tx& tx, Instant now, std::vector<Row> rows) const {
        if (kind.name() != kMail || rows.empty()) return rows;
        for (const auto& limit : businesses::list_mail_limits(tx)) {
            const auto concerns = [&](const Row& row) { return row.business_id == limit.business && counts(row); };
            if (std::ranges::none_of(rows, concerns)) continue;
            const auto today = limit.zone.day(now);
            // With those of this batch, which are leased already.
            auto over = store::count_sent(tx, limit.business, today) +
                        store::count_sending(tx, limit.business, kind.name()) - limit.most;
            for (auto row = rows.rbegin(); row != rows.rend() && over > 0; ++row) {
                if (!concerns(*row)) continue;
                row->message.why = kHeld;
                store::put_back(tx, *row, limit.zone.instant(today + std::chrono::days{1}), false);
                row->message.state = State::waiting;
                --over;
            }
        }
        std::erase_if(rows, [](const Row& row) { return row.message.state == State::waiting; });
        return rows;
    }

    // Only where a limit asks for it.
    void count_mail(db::Tx& tx, const Work& work, Instant now) const {
        if (!counts(work.row) || kind.name() != kMail) return;
        for (const auto& limit : businesses::list_mail_limits(tx))
            if (limit.business == work.row.business_id) store::note_sent(tx, limit.business, limit.zone.day(now));
    }

    void make_ready(std::span<Work> works) {
        read_all(works);
        make_passwords(works);
        faults::die("deliver.read");
        prepare(works);
        build(works);
    }

    // One of them cannot be made ready; it waits alone.
    void make_ready_each(std::span<Work> works) {
        for (auto& work : works) try {
                make_ready({&work, 1});
            } catch (const db::Unavailable&) {
                throw;
            } catch (const std::exception& error) {
                spdlog::error("msg=message_not_made id={} attempt={} error={:?}", base::to_text(work.row.message.id),
                              work.row.message.attempts, std::string(error.what()));
                work.over = true;
                work.row.message.why = "not_made";
                work.row.message.why_values.clear();
                database.write([&](db::Tx& tx) { try_again(tx, work.row); });
            }
    }

    // True: this was the last attempt.
    bool try_again(db::Tx& tx, const Row& row) {
        const auto now = clock.now();
        const bool last = row.message.attempts >= kAttempts;
        if (last)
            store::finish(tx, row, State::failed, now);
        else
            store::put_back(tx, row, now + wait_after(row.message.attempts), true);
        return last;
    }

    // Most of the work of a mail; half of them by another thread.
    void build(std::span<Work> batch) {
        const auto build = [this](std::span<Work> works) {
            for (auto& work : works)
                if (!work.over) work.bytes = bytes_of(work);
        };
        const auto middle = batch.size() / 2;
        auto other = builder.run([&] { build(batch.first(middle)); });
        build(batch.subspan(middle));
        other.get();
    }

    bool anything_due(Instant now) {
        return database.read([&](db::Session& session) { return store::anything_due(session, kind.name(), now); });
    }

    void read_all(std::span<Work> batch) {
        database.snapshot([&](db::Session& session) {
            Texts texts;
            for (auto& work : batch)
                if (!work.row.fixed)
                    read(session, work, texts);
                else
                    read_fixed(session, work);
        });
    }

    void read_fixed(db::Session& session, Work& work) {
        auto& message = work.row.message;
        work.was_held = message.why == kHeld;
        if (message.trigger == kDigestTrigger) read_for_colleague(session, work);
        if (message.trigger != kWrittenTrigger) return;
        message.why.clear();
        message.why_values.clear();
        if (auto trouble = kind.trouble_of(session, work.row.business_id, work.row.address_key); !trouble.empty())
            drop(work, State::refused, "address_refused", {{"reply", std::move(trouble)}});
    }

    void drop(Work& work, State state, std::string why, i18n::Parameters values = {}) {
        work.over = true;
        work.row.message.state = state;
        // Nobody is to look for the reason in the mail server.
        if (work.was_held && (why == "too_late" || why == "begun")) why = kHeldTooLong;
        work.row.message.why = std::move(why);
        work.row.message.why_values = std::move(values);
    }

    void read(db::Session& session, Work& work, Texts& texts) {
        auto& row = work.row;
        work.was_held = row.message.why == kHeld;
        row.message.why.clear();
        row.message.why_values.clear();
        work.over = work.may_come_back = false;
        work.password.clear();
        work.staff_mail = find_staff_mail(row.message.trigger);
        if (work.staff_mail) return read_for_staff(session, work);
        work.trigger = find_trigger(row.message.trigger);
        const auto snapshot = houses.find(session, row.business_id);
        if (!work.trigger || !snapshot) return drop(work, State::failed, "template_broken");
        // Leased again and again without an outcome: it ends the process each time.
        if (row.message.attempts > kLeases) return drop(work, State::failed, "never_ended");
        const auto now = clock.now();
        work.language = i18n::parse_language(row.message.language).value_or(i18n::Language::en);
        auto subject = subject_of(row);
        const auto& set_off_by = work.trigger->activities;
        if (row.activity_id && std::ranges::find(set_off_by, "booking.rescheduled") != set_off_by.end())
            subject.moved = find_moved(session, row.business_id, *row.activity_id);
        work.facts = load_facts(session, snapshot, subject, now);
        if (auto why = outdated(*work.trigger, *work.facts, row.planned_start, row.wanted_at, now); !why.empty()) {
            work.may_come_back = work.trigger->timing != Timing::activity && why != "too_late";
            return drop(work, State::dropped, std::move(why));
        }
        if (auto why = unwanted(*work.trigger, *work.facts); !why.empty())
            return drop(work, State::dropped, std::move(why));
        work.audience = {row.message.to, row.message.recipient_name};
        if (row.message.to == To::customer) read_for_customer(session, work);
        if (row.message.to == To::staff) read_for_colleague(session, work);
        if (row.message.to == To::address && !is_confirmed(session, row.business_id, row.address_key))
            drop(work, State::dropped, "address_waits", {{"address", row.message.address}});
        if (work.over) return;
        work.text = load_text(session, work, texts);
        if (!work.text) return drop(work, State::failed, "template_broken");
        if (row.message.to != To::customer || !work.text->uses("customer_panel_password") || !work.facts->account)
            return;
        // Only for an account without one; what an earlier attempt at this very mail made counts as none.
        const auto stored = accounts::password_hash_of(session, row.business_id, work.facts->account->id);
        if (!stored || (row.password_hash && *row.password_hash == *stored)) work.password = random_password();
    }

    void read_for_customer(db::Session& session, Work& work) {
        const auto& row = work.row;
        if (auto why = kind.unwanted(*work.facts, *work.trigger); !why.empty())
            return drop(work, State::dropped, std::move(why));
        if (auto trouble = kind.trouble_of(session, row.business_id, row.address_key); !trouble.empty())
            return drop(work, State::refused, "address_refused", {{"reply", std::move(trouble)}});
        if (work.trigger->about == About::account && !work.trigger->to_former && !still_reaches(work))
            return drop(work, State::dropped, "address_changed");
    }

    // Who left meanwhile, has another address or does not want to hear of it any more is told nothing.
    void read_for_colleague(db::Session& session, Work& work) {
        const auto& row = work.row;
        const auto snapshot = houses.find(session, row.business_id);
        const auto colleague = snapshot && row.message.staff_id
                                   ? find_colleague(session, snapshot->business, *row.message.staff_id)
                                   : std::nullopt;
        const auto address = colleague ? kind.address_at(colleague->email.text) : std::nullopt;
        if (!address || address->key != row.address_key) return drop(work, State::dropped, "staff_gone");
        if (row.message.trigger == kDigestTrigger) {
            if (clock.now() > row.wanted_at + kDigestGoodFor) drop(work, State::dropped, "too_late");
            return;
        }
        const auto choices = find_choices(session, row.business_id, colleague->id);
        if (choices.of(notice_kind_of(row.message.trigger)) == Told::never)
            drop(work, State::dropped, "not_wanted", {{"name", colleague->name}});
    }

    bool still_reaches(const Work& work) const {
        const auto now = kind.address_of(*work.facts, *work.trigger);
        return now && now->key == work.row.address_key;
    }

    void read_for_staff(db::Session& session, Work& work) {
        const auto& row = work.row;
        if (row.message.attempts > kLeases) return drop(work, State::failed, "never_ended");
        if (clock.now() > row.wanted_at + work.staff_mail->good_for) return drop(work, State::dropped, "too_late");
        work.language = i18n::parse_language(row.message.language).value_or(i18n::Language::en);
        work.staff = find_staff(session, row);
        if (!work.staff) drop(work, State::dropped, why_gone(work));
    }

    static std::string why_gone(const Work& work) {
        return work.staff_mail->asks_address ? "address_settled" : "no_staff_login";
    }

    // Hashing is slow, so it is done before the transaction that stores it.
    void make_passwords(std::span<Work> batch) {
        for (auto& work : batch) {
            if (work.over || work.password.empty()) continue;
            auto hash = hasher.hash(work.password);
            if (hash)
                work.password_hash = *std::move(hash);
            else
                work.password.clear();
        }
    }

    // The links and passwords of the whole batch, and the texts as the log shows them, in one transaction.
    void prepare(std::span<Work> batch) {
        for (auto& work : batch) write_draft(work);
        const auto made = database.write([&](db::Tx& tx) {
            std::vector<Secrets> out;
            for (auto& work : batch) out.push_back(work.over || work.row.fixed ? Secrets{} : make_secrets(tx, work));
            for (auto& work : batch) {
                if (!work.over) {
                    if (work.texts_changed) store::write_texts(tx, work.row);
                } else if (store::finish(tx, work.row, work.row.message.state, clock.now()) && work.may_come_back) {
                    store::reopen(tx, work.row);
                }
            }
            return out;
        });
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i].secrets = made[i];
        for (auto& work : batch) {
            if (!work.staff || work.over || !work.staff_mail->has_link || !work.secrets.set_password.empty()) continue;
            drop(work, State::dropped, why_gone(work));
            database.write([&](db::Tx& tx) { store::finish(tx, work.row, State::dropped, clock.now()); });
        }
    }

    // Which secrets the mail is to hold: stand-ins for those. What opens an account is sent to its own address alone.
    static Secrets wanted(const Work& work) {
        const auto& all = stand_ins();
        const auto& facts = *work.facts;
        Secrets out;
        if (work.audience.to != To::customer) return out;
        if (facts.booking && (uses_booking_links(work) || work.row.attach_calendar)) out.manage = all.manage;
        if (facts.booking && goes_to_own(work) && facts.account->allowed && work.text->uses("booking_panel_link"))
            out.panel = all.panel;
        if (facts.part<Waiting>() && work.text->uses("waiting_link")) out.waiting = all.waiting;
        if (facts.registration_id && goes_to_registered(work) && work.text->uses("confirm_registration_link"))
            out.registration = all.registration;
        if (!goes_to_own(work) || !facts.account->allowed) return out;
        if (work.text->uses("access_link")) out.access = all.access;
        if (work.text->uses("set_password_link")) out.set_password = all.set_password;
        if (!work.password.empty()) out.password = all.password;
        return out;
    }

    void write_draft(Work& work) {
        if (work.over) return;
        auto& message = work.row.message;
        if (work.row.fixed) {
            work.draft = {message.subject, message.html, message.text};
            return;
        }
        auto rendered =
            work.staff
                ? staff_mail(*work.staff_mail, *work.staff, work.language, options.base_url, stand_ins().set_password)
                : render(*work.text, *work.facts, wanted(work), work.language, options.base_url, work.audience);
        if (!rendered) return drop(work, State::failed, "template_broken");
        work.draft = *std::move(rendered);
        if (kind.is_plain()) work.draft = {.subject = {}, .html = {}, .text = std::move(work.draft.text)};
        auto log = masked(work.draft);
        const auto hash = work.password.empty() ? std::nullopt : std::optional(work.password_hash);
        work.texts_changed = message.subject != log.subject || message.html != log.html || message.text != log.text ||
                             work.row.password_hash != hash;
        message.subject = std::move(log.subject);
        message.html = std::move(log.html);
        message.text = std::move(log.text);
        work.row.password_hash = hash;
    }

    Secrets make_secrets(db::Tx& tx, const Work& work) {
        using accounts::Purpose;
        if (work.staff) return make_staff_link(tx, work);
        const auto business = work.row.business_id;
        const auto& facts = *work.facts;
        const auto& address = work.row.address_key;
        auto out = wanted(work);
        const auto link = [&](std::string& secret, Purpose purpose, std::int64_t subject) {
            if (secret.empty()) return;
            secret = accounts::make_link_for(tx, clock, business, purpose, subject, address, work.text->link_works);
        };
        if (!out.manage.empty()) out.manage = bookings::make_manage_link(tx, clock, business, facts.booking->id);
        if (!out.panel.empty())
            out.panel = bookings::make_panel_link_for(tx, clock, business, facts.booking->id,
                                                      link_lifetime(*work.text, "booking_panel_link"));
        if (!out.waiting.empty())
            out.waiting = waiting::make_link(tx, clock, business, facts.part<Waiting>()->entry.id);
        link(out.registration, Purpose::registration, facts.registration_id ? facts.registration_id->value : 0);
        link(out.access, Purpose::access, facts.account ? facts.account->id.value : 0);
        link(out.set_password, Purpose::password, facts.account ? facts.account->id.value : 0);
        if (!out.password.empty()) out.password = set_password(tx, work) ? work.password : std::string();
        return out;
    }

    // None where the login went meanwhile.
    Secrets make_staff_link(db::Tx& tx, const Work& work) const {
        Secrets out;
        if (!work.staff_mail->has_link) return out;
        const auto to = find_staff(tx, work.row);
        if (to && work.staff_mail->asks_address)
            out.set_password = make_notice_link(tx, clock, to->business.id, NoticeAddressId{to->holder.id.value});
        else if (to)
            out.set_password = accounts::staff::make_link(
                tx, clock, to->business.id, to->holder.id,
                work.staff_mail->invites ? accounts::staff::kInvitationLifetime : accounts::staff::kStaffLinkLifetime);
        return out;
    }

    // False when the customer has chosen one meanwhile: asked again in this transaction.
    bool set_password(db::Tx& tx, const Work& work) {
        const auto business = work.row.business_id;
        const auto account = work.facts->account->id;
        const auto stored = accounts::password_hash_of(tx, business, account);
        const auto before = tx.value<std::optional<std::string>>(
            "select password_hash from messages where business_id = :business and id = :id", business,
            work.row.message.id);
        if (stored && (!before || *before != stored)) return false;
        accounts::set_password(tx, {clock, registry}, business, account, work.password_hash, {});
        return true;
    }

    // True: the server wants to be left alone for a while. One mail's mark is written while the server is told who the
    // next is for; the next's content is given only when the mark is durable.
    bool hand_over(Batch& batch, const std::stop_token& stop) {
        bool rest = false;
        base::Doing<void> marking;
        const auto marked = [&] {
            if (marking.valid()) marking.get();
        };
        for (std::size_t i = 0; i < batch.works.size(); ++i) {
            auto& work = batch.works[i];
            if (work.over) continue;
            if (rest || stop.stop_requested() || clock.now() + kLeaseToSpare > batch.until) {
                give_back(rest_of(batch, i), rest);
                break;
            }
            if (refused.contains({work.row.business_id, work.row.address_key})) {
                work.row.message.why = "address_refused";
                database.write([&](db::Tx& tx) { store::finish(tx, work.row, State::refused, clock.now()); });
                continue;
            }
            const auto before_content = [&] {
                marked();
                faults::die("deliver.before_content");
            };
            const auto outcome = channel->deliver(work.row.message.address, work.bytes, before_content, stop);
            faults::die("deliver.after_send");
            marked();
            if (stop.stop_requested() && outcome.kind == Outcome::Kind::try_later && outcome.unanswered) {
                give_back(rest_of(batch, i), false);
                break;
            }
            rest = outcome.kind != Outcome::Kind::sent && outcome.concerns_all;
            marking = marker.run([this, &work, outcome] {
                mark(work, outcome);
                faults::die("deliver.after_mark");
            });
            // Whoever was refused may be the recipient of the next.
            if (outcome.kind != Outcome::Kind::sent) marked();
        }
        marked();
        return rest;
    }

    static std::span<const Work> rest_of(const Batch& batch, std::size_t from) {
        return std::span(batch.works).subspan(from);
    }

    // To be leased again, now or after a rest; the attempt was none.
    void give_back(std::span<const Work> works, bool rest) {
        const auto due = clock.now() + (rest ? kRest : Seconds{});
        database.write([&](db::Tx& tx) {
            for (const auto& work : works)
                if (!work.over) store::put_back(tx, work.row, due, false);
        });
    }

    std::string bytes_of(Work& work) {
        auto& message = work.row.message;
        const auto snapshot = work.facts ? work.facts->snapshot : nullptr;
        auto sent = filled(std::move(work.draft), work.secrets);
        const auto stored = snapshot ? std::nullopt : business_of(work.row.business_id);
        const auto* business = snapshot ? &snapshot->business : stored ? &*stored : nullptr;
        CHECK(business);
        Letter letter{.business = *business,
                      .id = work.row.message_id,
                      .recipient_name = message.recipient_name,
                      .address = message.address,
                      .language = message.language,
                      .subject = std::move(sent.subject),
                      .html = std::move(sent.html),
                      .text = std::move(sent.text),
                      .calendar_file = {},
                      .at = clock.now()};
        if (work.row.attach_calendar && work.facts && work.facts->booking)
            letter.calendar_file = calendar_of(*work.facts, work.language, options.base_url, work.secrets.manage);
        return channel->made_of(letter);
    }

    std::optional<businesses::Business> business_of(BusinessId id) {
        return database.read([&](db::Session& session) { return businesses::find(session, id); });
    }

    void mark(Work& work, const Outcome& outcome) {
        using Kind = Outcome::Kind;
        auto& row = work.row;
        row.message.reply = outcome.reply;
        if (outcome.kind != Kind::sent)
            row.message.why_values = {{"reply", row.message.reply}, {"channel", row.message.channel}};
        bool given_up = false;
        database.write([&](db::Tx& tx) {
            const auto now = clock.now();
            switch (outcome.kind) {
                case Kind::sent:
                    store::finish(tx, row, State::sent, now);
                    count_mail(tx, work, now);
                    break;
                case Kind::refused_for_good:
                    row.message.why = "address_refused";
                    refused.emplace(row.business_id, row.address_key);
                    if (store::finish(tx, row, State::refused, now) && row.message.to == To::customer)
                        kind.note_trouble(tx, {clock, registry}, row.business_id, row.address_key, row.message.reply);
                    break;
                case Kind::try_later:
                case Kind::our_fault:
                    row.message.why = "server";
                    given_up = try_again(tx, row);
                    break;
            }
        });
        if (outcome.kind == Kind::sent) return;
        spdlog::log(outcome.kind == Kind::our_fault || given_up ? spdlog::level::err : spdlog::level::warn,
                    "msg=message_not_sent channel={} id={} attempt={} given_up={} reply={:?}", row.message.channel,
                    base::to_text(row.message.id), row.message.attempts, given_up, outcome.reply);
    }

    // What is in hand is due again.
    void close() {
        if (!next) return;
        try {
            give_back(next->works, false);
        } catch (const std::exception& error) {
            // Their lease runs out.
            spdlog::warn("msg=messages_not_given_back error={:?}", std::string(error.what()));
        }
    }
};

// A line for each channel.
struct Lines {
    Options options;
    Houses houses{};
    std::vector<std::unique_ptr<Line>> all{};

    Lines(db::Database& database, const activity::Registry& registry, const Clock& clock, accounts::Hasher& hasher,
          Options o)
        : options(std::move(o)) {
        for (const auto& kind : channels())
            all.emplace_back(new Line{database, registry, clock, hasher, options, *kind, houses,
                                      kind->is_set_up(options) ? kind->open(options) : nullptr});
    }
    ~Lines() {
        for (const auto& line : all) line->close();
    }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;
};

}  // namespace

Seconds wait_after(int failures) {
    constexpr Seconds kLongest = std::chrono::hours{6};
    const auto wait = Seconds{60} * (std::int64_t{1} << std::clamp(failures - 1, 0, 20));
    return std::min<Seconds>(wait, kLongest);
}

struct Deliverer::Impl {
    Lines lines;
    int run(const std::stop_token& stop) {
        int dealt_with = 0;
        for (const auto& line : lines.all) dealt_with += line->run(stop);
        return dealt_with;
    }
};

Deliverer::Deliverer(db::Database& database, const activity::Registry& registry, const Clock& clock,
                     accounts::Hasher& hasher, Options options)
    : impl_(new Impl{{database, registry, clock, hasher, std::move(options)}}) {}

Deliverer::~Deliverer() = default;

int Deliverer::run_due() { return impl_->run({}); }
int Deliverer::run_due(const std::stop_token& stop) { return impl_->run(stop); }

struct Worker::Impl {
    db::Database& database;
    const Clock& clock;
    Lines lines;
    std::vector<std::jthread> threads{};

    static void pause(const std::stop_token& stop, std::chrono::milliseconds how_long) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, how_long, [] { return false; });
    }

    void send(Line& line, const std::stop_token& stop) const {
        while (!stop.stop_requested()) {
            bool more = false;
            try {
                more = line.run(stop) == lines.options.batch;
            } catch (const std::exception& error) {
                spdlog::error("msg=messages_not_sent channel={} error={:?}", line.kind.name(),
                              std::string(error.what()));
            }
            if (!more) pause(stop, std::chrono::seconds{1});
        }
    }

    // On a thread of its own, since handing over a batch may take minutes.
    void look(const std::stop_token& stop) const {
        for (; !stop.stop_requested(); pause(stop, lines.options.sweep_every)) try {
                sweep(database, clock, lines.options, stop);
            } catch (const std::exception& error) {
                spdlog::error("msg=nothing_swept error={:?}", std::string(error.what()));
            }
    }
};

Worker::Worker(db::Database& database, const activity::Registry& registry, const Clock& clock, accounts::Hasher& hasher,
               Options options)
    : impl_(new Impl{database, clock, {database, registry, clock, hasher, std::move(options)}}) {
    auto* impl = impl_.get();
    for (const auto& line : impl->lines.all)
        impl->threads.emplace_back([impl, of = line.get()](const std::stop_token& stop) { impl->send(*of, stop); });
    impl->threads.emplace_back([impl](const std::stop_token& stop) { impl->look(stop); });
}

Worker::~Worker() {
    for (auto& thread : impl_->threads) thread.request_stop();
}

Queue count(db::Database& database, const Clock& clock) {
    return database.read([&](db::Session& session) {
        Queue out;
        const auto now = clock.now();
        const auto waiting = session.row<std::int64_t, std::optional<Instant>>(
            "select count(*), min(due_at) from messages where state in ('waiting', 'sending') and due_at <= :now", now);
        out.waiting = std::get<0>(*waiting);
        if (const auto oldest = std::get<1>(*waiting)) out.oldest_due = now - *oldest;
        out.failed = session.value<std::int64_t>("select count(*) from messages where state = 'failed'").value();
        return out;
    });
}

Held count_held(db::Session& session, BusinessId business, Instant now) {
    Held out{.business_id = business};
    const auto waiting = session.row<std::int64_t, std::optional<Instant>>(
        "select count(*), min(wanted_at) from messages where business_id = :business and state = 'waiting' and why = "
        ":held",
        business, kHeld);
    std::tie(out.waiting, out.oldest) = *waiting;
    out.lost = session
                   .value<std::int64_t>("select count(*) from messages where business_id = :business and "
                                        "state = 'dropped' and why = :over and finished_at >= :since",
                                        business, kHeldTooLong, now - kHeldTold)
                   .value();
    return out;
}

std::vector<Held> list_held(db::Session& session, Instant now) {
    std::vector<Held> out;
    for (const auto& limit : businesses::list_mail_limits(session))
        if (auto held = count_held(session, limit.business, now); held.waiting > 0 || held.lost > 0)
            out.push_back(held);
    return out;
}

std::string link_to(const businesses::Business& business, std::string_view base_url, std::string_view path) {
    const auto& settings = business.customer;
    if (!settings.panel_address.empty() && !path.empty()) {
        if (settings.panel_by_script)
            return fmt::format("{}#timebok=/{}/{}", settings.panel_address, business.slug, path);
        if (path == "my") return settings.panel_address;
    }
    const auto base = businesses::base_of(business, base_url);
    return path.empty() ? fmt::format("{}/{}", base, business.slug)
                        : fmt::format("{}/{}/{}", base, business.slug, path);
}

}  // namespace notify
