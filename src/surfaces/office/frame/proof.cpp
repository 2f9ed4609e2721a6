#include "office/frame/proof.h"

namespace office {

void add_proof_fields(std::vector<Field>& fields, const Page& page, const std::string& prefix, bool with_code) {
    fields.push_back({.name = prefix + "_password",
                      .label = i18n::words(page.language, "The password you have now"),
                      .type = "password",
                      .autocomplete = "current-password",
                      .required = true});
    if (with_code)
        fields.push_back({.name = prefix + "_code",
                          .label = i18n::words(page.language, "The code that the app shows now"),
                          .hint = i18n::words(page.language, "Or one of your recovery codes."),
                          .autocomplete = "one-time-code",
                          .limit = 20,
                          .required = true});
}

Result<accounts::staff::Proof> read_proof(const Page& page, const std::string& prefix) {
    auto& environment = page.environment;
    const auto& form = page.request.form;
    auto proof = accounts::staff::prove(environment.database, environment.accounts_context(), environment.hasher,
                                        page.id(), page.who.id, form.get(prefix + "_password"),
                                        line(form, prefix + "_code"), environment.secret);
    if (!proof)
        for (auto& field : proof.error().fields) field.field = prefix + "_" + field.field;
    return proof;
}

}  // namespace office
