// One e-mail: its bytes, and handing them to a mail server.
//
// Nobody can write a header line who is not meant to: whatever people typed (names, subjects, file names) becomes one
// line, whatever machines made (addresses, the message id, URLs, media types) is refused unless it is printable ASCII
// of its form.
#pragma once

#include "base/base.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct Address {
    std::string name;  // as people write it; may be empty
    std::string address;
};

struct Attachment {
    std::string name;
    std::string media_type;  // with parameters: "text/calendar; method=REQUEST; charset=utf-8"
    std::string bytes;
};

struct Mail {
    Address from;
    std::optional<Address> reply_to;
    Address to;
    std::string subject;
    std::string text;
    std::string html;  // empty: the mail is plain text
    std::vector<Attachment> attachments;
    std::string message_id;  // "local@domain" without brackets, the same for every attempt at the same mail
    Instant date;
    std::optional<std::string> list_unsubscribe;  // an https: or mailto: URL
    std::string language;                         // BCP 47, "pt-BR"; may be empty
};

// "local@domain" in printable ASCII, without spaces, quotes and brackets, at most 254 bytes. What base::parse_email
// accepts is one.
bool is_address(std::string_view text);

// RFC 5322: CRLF, UTF-8, no line longer than 998 bytes. multipart/mixed { multipart/alternative { text, html },
// attachments }, and simpler where there is less. Marked as sent by a machine (Auto-Submitted). The same Mail gives the
// same bytes.
// In names, the subject and file names, line breaks, other control characters and broken UTF-8 are replaced,
// and "=?" and "?=", the marks of encoded words, are parted.
// CHECKs that addresses are addresses and that message_id, list_unsubscribe, language and media types have their form.
std::string build(const Mail& mail);

enum class Security {
    none,
    starttls,  // demanded: nothing is sent, no password either, when the server does not offer it
    tls,       // from the first byte
};

struct Server {
    std::string host;  // a name or an address, IPv6 without brackets
    int port = 587;
    Security security = Security::starttls;
    std::string user, password;  // no user: no authentication
    std::string helo;            // our own name; empty: this machine's
    std::string ca_file;         // PEM; empty: the system's
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{60'000};  // for one mail, connecting included
};

// "smtp://user:password@host:587", where STARTTLS is demanded unless it ends in "?security=none", or
// "smtps://user:password@host:465". Options: security=none|starttls, helo=NAME, ca=FILE, timeout=SECONDS. User and
// password are percent-encoded. Errors: mail.server_form; mail.server_option {name}; mail.server_password, a password
// would travel unencrypted to another machine.
Result<Server> parse_server(std::string_view url);
// Whether whoever listens on the way to another machine can read the mails: security=none, and not to this machine.
bool is_readable_on_the_way(const Server& server);
// For people and logs: without the password.
std::string describe(const Server& server);

struct Outcome {
    enum class Kind {
        sent,              // the server took it: it answers for it now
        try_later,         // no connection, too slow, or refused for now
        refused_for_good,  // the server says that there is no such recipient
        our_fault,         // password, certificate, sender or content refused: later, once somebody has put it right
    };
    Kind kind = Kind::try_later;
    int code = 0;                   // the last reply's, 0 when it was the network
    std::string reply;              // the server's own words, or what was wrong with the network; one line
    bool may_have_arrived = false;  // not sent, but it was handed over whole and the answer did not come
};

// Keeps one connection to the server for many mails, and ends it with QUIT, whose answer it does not await. Not to be
// used by two threads at once.
//
// Whose fault a refusal is, is told by the command that was refused and by the enhanced status code (RFC 3463). A 5xx
// to RCPT is the recipient's, but for 5.7.* (policy), 5.1.7, 5.1.8 (our sender), 5.5.* (protocol), 530, 535, 538 and a
// bare 554, which are ours; a full mailbox (552, 5.2.2) is for now. A 5xx to anything else is ours; to the content too,
// unless it says 5.1.1 to 5.1.3, 5.1.6, 5.1.10 or 5.2.1.
class Sender {
public:
    explicit Sender(Server server);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    // Never throws for what the network or the server does. A connection that had gone stale between two mails is
    // opened anew. An address that is none is refused without asking the server. `before_content` is called when the
    // server waits for the content, before the first byte of it; what it throws ends this mail, unsent, and is thrown.
    // A requested stop ends it within a second, or within two once the server has begun to take the content, since a
    // server that is well answers by then: try_later, code 0.
    Outcome send(std::string_view envelope_from, std::string_view recipient, std::string_view bytes,
                 const std::function<void()>& before_content = {}, const std::stop_token& stop = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// One mail over a connection of its own.
Outcome send(const Server& server, std::string_view envelope_from, std::string_view recipient, std::string_view bytes);

}  // namespace mail
