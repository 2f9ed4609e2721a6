#include "base/base.h"
#include "outgoing/outgoing.h"

#include <curl/curl.h>

#include <sys/socket.h>

#include <memory>
#include <optional>

namespace outgoing {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::size_t kLongestUrl = 2000;

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
    return text;
}

// What libcurl will ask; nullopt where it may not be asked.
bool may_ask(const Request& request, const Options& options) {
    if (request.url.size() > kLongestUrl) return false;
    const Url url(curl_url(), curl_url_cleanup);
    if (!url || curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
        return false;
    const auto scheme = part(url.get(), CURLUPART_SCHEME);
    const bool plain = scheme == "http" && (request.plain || options.private_addresses);
    if (scheme != "https" && !plain) return false;
    if (part(url.get(), CURLUPART_HOST).empty()) return false;
    const auto port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return options.private_addresses || port == (plain ? "80" : "443");
}

// A request on its way, as libcurl tells of it.
struct Transfer {
    const Request& request;
    const Options& options;
    Answer answer{};
    bool forbidden = false, too_large = false;
};

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    const auto length = size * count;
    if (length > transfer.request.most - transfer.answer.body.size()) {
        transfer.too_large = true;
        return 0;
    }
    transfer.answer.body.append(bytes, length);
    return length;
}

curl_socket_t on_socket(void* data, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(data);
    if (!transfer.options.private_addresses && !is_public(address->addr)) {
        transfer.forbidden = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Failure failure_of(CURLcode code, const Transfer& transfer) {
    if (transfer.forbidden) return Failure::forbidden;
    if (transfer.too_large) return Failure::too_large;
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL: return Failure::address;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CACERT_BADFILE: return Failure::certificate;
        case CURLE_OPERATION_TIMEDOUT: return Failure::too_slow;
        case CURLE_FILESIZE_EXCEEDED: return Failure::too_large;
        default: return Failure::unreachable;
    }
}

List headers_of(const Request& request) {
    List out(nullptr, curl_slist_free_all);
    const auto add = [&](const std::string& line) {
        auto* longer = curl_slist_append(out.get(), line.c_str());
        CHECK(longer);
        static_cast<void>(out.release());
        out.reset(longer);
    };
    for (const auto& [name, value] : request.headers) {
        // A line break would begin another header.
        CHECK((name + value).find_first_of("\r\n") == std::string::npos);
        add(name + ": " + value);
    }
    add("Expect:");  // no 100-continue
    return out;
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

void limit(CURL* handle, Transfer& transfer) {
    const auto& request = transfer.request;
    set(handle, CURLOPT_PROTOCOLS_STR, request.plain || transfer.options.private_addresses ? "https,http" : "https");
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(handle, CURLOPT_PROXY, "");  // else libcurl obeys http_proxy, and the socket is the proxy's
    set(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, &transfer);
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.patience.count()));
    set(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.most));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(handle, CURLOPT_HTTP09_ALLOWED, 0L);
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

}  // namespace

std::string_view to_text(Failure failure) {
    switch (failure) {
        case Failure::address: return "address";
        case Failure::forbidden: return "forbidden";
        case Failure::unreachable: return "unreachable";
        case Failure::certificate: return "certificate";
        case Failure::too_slow: return "too_slow";
        case Failure::too_large: return "too_large";
    }
    return "unreachable";
}

Client::Client(Options options) : options_(options) {
    CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    // OpenSSL reads its settings and certificates with the first handle: here, and not while somebody waits.
    const Handle first(curl_easy_init(), curl_easy_cleanup);
    CHECK(first);
    set(first.get(), CURLOPT_URL, "https://127.0.0.1:1/");
    set(first.get(), CURLOPT_PROXY, "");
    set(first.get(), CURLOPT_NOSIGNAL, 1L);
    set(first.get(), CURLOPT_TIMEOUT_MS, 1L);
    curl_easy_perform(first.get());
}

std::expected<Answer, Failure> Client::send(const Request& request) const {
    if (!may_ask(request, options_)) return std::unexpected(Failure::address);
    const Handle handle(curl_easy_init(), curl_easy_cleanup);
    CHECK(handle);
    Transfer transfer{request, options_};
    const auto headers = headers_of(request);
    limit(handle.get(), transfer);
    set(handle.get(), CURLOPT_URL, request.url.c_str());
    set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    set(handle.get(), CURLOPT_USERAGENT, "Timebok");
    set(handle.get(), CURLOPT_WRITEFUNCTION, on_body);
    set(handle.get(), CURLOPT_WRITEDATA, &transfer);
    if (request.method == Method::post) {
        set(handle.get(), CURLOPT_POST, 1L);
        set(handle.get(), CURLOPT_POSTFIELDS, request.body.data());
        set(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (const auto code = curl_easy_perform(handle.get()); code != CURLE_OK)
        return std::unexpected(failure_of(code, transfer));
    long status = 0;
    char* type = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
    transfer.answer.status = static_cast<int>(status);
    if (type) transfer.answer.type = type;
    return std::move(transfer.answer);
}

std::string form_of(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += base::percent_encoded(name) + "=" + base::percent_encoded(value);
    }
    return out;
}

}  // namespace outgoing
