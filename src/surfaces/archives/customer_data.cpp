// Right of access by staff (FEATURES 2.11): for a customer who asks on the phone or has no login, staff have the file
// with everything made, see it being put together, and hand it over.
#include "archives/archives.h"
#include "office/frame/customer_record.h"

namespace archives {
namespace {

using namespace office;

using customers::Customer;

std::string data_path(const Page& page, const Customer& customer) { return record::path(page, customer, "/data"); }

// In the customer's own language, for whom it is.
i18n::Language language_of(const Customer& customer) {
    return i18n::parse_language(customer.language).value_or(i18n::Language::en);
}

Place place_of(const Page& page, const Customer& customer) {
    return {.page = page,
            .customer = customer.id,
            .path = data_path(page, customer),
            .file_name = fmt::format("{}-{}", page.business().slug, base::to_text(customer.id)),
            .token = form_token(page),
            .actor = page.actor(),
            .language = language_of(customer),
            .moment = [&page](Instant at) { return moment_with_year(page, at); }};
}

Response data_page(const Page& page, const Customer& customer) {
    return render(page, {"archives/customer_data", shown_name(page, customer), "customers"}, [&](html::Values& values) {
        record::include_head(values, page, customer, "data");
        fill(values, place_of(page, customer));
    });
}

// Of whoever was erased there is nothing left to hand over.
Response of_known(const Page& page, const record::OfCustomer& body) {
    return record::of_customer(page, [&](const Page&, const Customer& customer) {
        return customer.anonymised ? nothing_here(page) : body(page, customer);
    });
}

Response start(const Page& page, const Customer& customer) { return archives::ask(place_of(page, customer)); }

Response halt(const Page& page, const Customer& customer) {
    auto stopped = archives::stop(place_of(page, customer), page.request.param("archive"));
    return stopped ? *std::move(stopped) : nothing_here(page);
}

Response download(const Page& page, const Customer& customer) {
    auto file = archives::file(place_of(page, customer), page.request.param("archive"));
    return file ? *std::move(file) : nothing_here(page);
}

}  // namespace

Response customer_data(const Page& page) { return of_known(page, data_page); }
Response ask_customer_data(const Page& page) { return of_known(page, start); }
Response stop_customer_data(const Page& page) { return of_known(page, halt); }
Response customer_data_file(const Page& page) { return of_known(page, download); }

}  // namespace archives
