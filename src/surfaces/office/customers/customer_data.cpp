// Right of access by staff (FEATURES 2.11): for a customer who asks on the phone or has no login, staff have the file
// with everything made, see it being put together, and hand it over.
#include "office/customers/customer_form.h"
#include "office/customers/customer_record.h"
#include "office/customers/customers.h"
#include "privacy/archive.h"

namespace office {
namespace {

using customers::Customer;
using privacy::Archive;

std::string data_path(const Page& page, const Customer& customer) { return record::path(page, customer, "/data"); }

// In the customer's own language, for whom it is.
i18n::Language language_of(const Customer& customer) {
    return i18n::parse_language(customer.language).value_or(i18n::Language::en);
}

void fill_archive(html::Values& values, const Page& page, const Customer& customer, const Archive& archive) {
    const auto language = page.language;
    const auto path = fmt::format("{}/{}", data_path(page, customer), base::to_text(archive.id));
    if (archive.state == privacy::State::ready) {
        auto& ready = values.add("READY").set("FILE_URL", path + "/archive.zip");
        const auto kilobytes = static_cast<std::int64_t>((archive.bytes + 1023) / 1024);
        ready.set("FILE_SIZE", i18n::words(language, "{n} KB", {{"n", i18n::number(language, kilobytes)}}));
        ready.set("UNTIL", i18n::words(language, "It stays here until {moment}.",
                                       {{"moment", moment_with_year(page, archive.expires_at)}}));
        return;
    }
    auto& making = values.add("MAKING").set("HERE", data_path(page, customer));
    making.set("STAGE", archive.stage).set("STAGES", archive.stages);
    making.set("PROGRESS", i18n::words(language, "{done} of {all} parts are ready.",
                                       {{"done", i18n::number(language, archive.stage)},
                                        {"all", i18n::number(language, archive.stages)}}));
    making.set("STOP_URL", path + "/stop").set("STOP_TOKEN", form_token(page));
}

Response data_page(const Page& page, const Customer& customer) {
    const auto archive = page.environment.database.read(
        [&](db::Session& session) { return privacy::newest(session, page.environment.clock, page.id(), customer.id); });
    return render(
        page, {"office/customers/customer_data", shown_name(page, customer), Section::customers},
        [&](html::Values& values) {
            record::include_head(values, page, customer, record::Tab::data);
            if (archive) fill_archive(values, page, customer, *archive);
            if (!archive || archive->state == privacy::State::ready)
                values.add("ASK").set("ASK_URL", data_path(page, customer)).set("ASK_TOKEN", form_token(page));
        });
}

// Of whoever was erased there is nothing left to hand over.
Body of_known(record::OfCustomer body) {
    return record::of_customer([body = std::move(body)](const Page& page, const Customer& customer) {
        return customer.anonymised ? nothing_here(page) : body(page, customer);
    });
}

Response ask(const Page& page, const Customer& customer) {
    page.environment.database.write([&](db::Tx& tx) {
        privacy::ask(tx, {page.environment.clock, page.environment.registry}, page.id(), customer.id,
                     language_of(customer), page.actor());
    });
    return http::see_other(data_path(page, customer));
}

Response stop(const Page& page, const Customer& customer) {
    const auto id = base::parse_id<ArchiveId>(page.request.param("archive"));
    const bool stopped = id && page.environment.database.write(
                                   [&](db::Tx& tx) { return privacy::stop(tx, page.id(), customer.id, *id); });
    return stopped ? http::see_other(data_path(page, customer)) : nothing_here(page);
}

Response file(const Page& page, const Customer& customer) {
    const auto id = base::parse_id<ArchiveId>(page.request.param("archive"));
    auto content = page.environment.database.read([&](db::Session& session) -> std::optional<std::string> {
        if (!id) return std::nullopt;
        return privacy::content(session, page.environment.clock, page.id(), customer.id, *id);
    });
    if (!content) return nothing_here(page);
    Response response;
    response.type = "application/zip";
    response.body = std::make_shared<const std::string>(*std::move(content));
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"{}-{}.zip\"", page.business().slug, base::to_text(customer.id)));
    return std::move(response).set("Cache-Control", "no-store");
}

}  // namespace

Response customer_data(const Request& request, Environment& environment) {
    return as_staff(request, environment, of_known(data_page));
}
Response ask_customer_data(const Request& request, Environment& environment) {
    return posted(request, environment, of_known(ask));
}
Response stop_customer_data(const Request& request, Environment& environment) {
    return posted(request, environment, of_known(stop));
}
Response customer_data_file(const Request& request, Environment& environment) {
    return as_staff(request, environment, of_known(file));
}

}  // namespace office
