// The list of services by category, with what is added and ordered in place.
#include "i18n/amount.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/services/offer_pages.h"

namespace office {
namespace {

using catalog::Category;
using catalog::Service;
using catalog::WhoMayBook;

constexpr std::size_t kNamedProviders = 3;

// What was typed into the line that adds a service, with what is wrong in it.
struct Draft {
    std::string name, duration, price, category;
    std::string new_category;
    Wrong wrong{};
};

// Who gives it: names while they are few.
std::string givers(const Page& page, const Service& service) {
    std::vector<std::string> names;
    for (const auto& provider : page.snapshot->providers)
        if (std::ranges::find(service.providers, provider.id) != service.providers.end())
            names.push_back(provider.name);
    if (names.size() > kNamedProviders)
        return i18n::count(page.language, "{n} person", "{n} people", static_cast<std::int64_t>(names.size()));
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

std::string facts(const Page& page, const Service& service) {
    auto out = pages::length_of(page, service) + " · " + pages::price_of(page, service);
    if (const auto who = givers(page, service); !who.empty()) out += " · " + who;
    return out;
}

// Whether nobody could book it though it is on: nobody who can be booked gives it.
bool is_given_by_nobody(const Page& page, const Service& service) {
    return service.active && page.snapshot->providers_of(service).empty();
}

void fill_service(html::Values& row, const Page& page, const Service& service) {
    row.set("ID", base::to_text(service.id)).set("URL", services_path(page, "", service.id));
    row.set("NAME", page.text(service.name)).set("FACTS", facts(page, service));
    row.set("COLOUR", service.colour).show_if(!service.colour.empty(), "COLOURED");
    row.show_if(!service.active, "OFF").show_if(is_given_by_nobody(page, service), "NOBODY");
    row.show_if(service.who_may_book == WhoMayBook::staff, "STAFF_ONLY");
    row.show_if(service.who_may_book == WhoMayBook::link, "LINK_ONLY");
    row.show_if(service.who_may_book == WhoMayBook::signed_in, "SIGNED_IN_ONLY");
}

void fill_services(html::Values& group, const Page& page, std::optional<CategoryId> category) {
    std::vector<const Service*> in_it;
    for (const auto& service : page.snapshot->services)
        if (service.category_id == category) in_it.push_back(&service);
    std::vector<std::string> ids;
    for (const auto* service : in_it) ids.push_back(base::to_text(service->id));
    const auto group_id = category ? base::to_text(*category) : std::string();
    group.set("GROUP_ID", category ? group_id : "-");
    group.show_if(in_it.empty(), "EMPTY");
    for (std::size_t i = 0; i < in_it.size(); ++i) {
        auto& row = group.add("SERVICE");
        fill_service(row, page, *in_it[i]);
        fill_order(row, page, ids, i, group_id);
    }
}

// Each category's form has names, and with them ids, of its own.
std::string name_field(CategoryId id) { return "name_" + base::to_text(id); }

void include_rename(html::Values& group, const Page& page, const Category& category) {
    Form form{.action = services_path(page, "/categories", category.id), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Rename");
    form.weight = Form::Weight::plain;
    form.hidden = {{"do", "rename"}};
    add_text_fields(form.fields, page, name_field(category.id), i18n::words(page.language, "Name"), {}, category.name,
                    catalog::kLongestName, true);
    form.fields.front().required = true;
    include_form(group, "RENAME_FORM", page, form);
}

void fill_category(html::Values& values, const Page& page, std::size_t at) {
    const auto& categories = page.snapshot->categories;
    const auto& category = categories[at];
    auto& group = values.add("GROUP");
    auto& named = group.add("NAMED").set("CATEGORY", page.text(category.name));
    named.set("CATEGORY_ACTION", services_path(page, "/categories", category.id));
    named.set("TOKEN", form_token(page)).set("HEAD_ID", base::to_text(category.id));
    named.show_if(at > 0, "CATEGORY_UP").show_if(at + 1 < categories.size(), "CATEGORY_DOWN");
    include_rename(named, page, category);
    fill_services(group, page, category.id);
}

void fill_add(html::Values& values, const Page& page, const Draft& draft) {
    auto& add = values.add("ADD").set("ADD_ACTION", services_path(page)).set("TOKEN", form_token(page));
    add.set("ADD_NAME", draft.name).set("ADD_DURATION", draft.duration).set("ADD_PRICE", draft.price);
    add.set("CURRENCY", page.business().currency);
    bool focused = false;
    for (const auto& [field, section] :
         {std::pair("name", "NAME_WRONG"), std::pair("duration", "DURATION_WRONG"), std::pair("price", "PRICE_WRONG")})
        if (const auto* error = pages::error_of(draft.wrong.fields, field)) {
            add.add(section).set("WRONG_TEXT", sentence(page, *error)).show_if(!focused, "FOCUS");
            focused = true;
        }
    if (!draft.wrong.notice.empty()) add.add("ADD_NOTICE").set("ADD_NOTICE_TEXT", draft.wrong.notice);
    const auto& categories = page.snapshot->categories;
    if (categories.empty()) return;
    auto& choice = add.add("CATEGORIES");
    for (const auto& category : categories)
        choice.add("OPTION")
            .set("OPTION_VALUE", base::to_text(category.id))
            .set("OPTION_LABEL", page.text(category.name))
            .show_if(draft.category == base::to_text(category.id), "OPTION_ON");
}

void include_new_category(html::Values& values, const Page& page, const Draft& draft) {
    Form form{.action = services_path(page, "/categories"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Add");
    form.weight = Form::Weight::plain;
    form.fields = {
        {.name = "category",
         .label = i18n::words(page.language, "Name of the category"),
         .hint = i18n::words(page.language, "The heading that services stand under, such as Hair or Courses."),
         .value = draft.new_category,
         .limit = catalog::kLongestName,
         .required = true}};
    form.wrong.fields = draft.wrong.fields;
    include_form(values, "CATEGORY_FORM", page, form);
    values.show_if(pages::error_of(draft.wrong.fields, "category") != nullptr, "CATEGORY_OPEN");
}

Response list_page(const Page& page, const Draft& draft) {
    const auto& services = page.snapshot->services;
    const auto title = i18n::words(page.language, "Services");
    return render(page, {"office/services/services", title, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_offer_head(values, page, "");
                      fill_add(values, page, draft);
                      include_new_category(values, page, draft);
                      const bool nothing = services.empty() && page.snapshot->categories.empty();
                      values.show_if(nothing, "FIRST");
                      if (nothing) return;
                      auto& list = values.add("LIST").set("ORDER_ACTION", services_path(page, "/order"));
                      list.set("TOKEN", form_token(page));
                      const bool some_without =
                          std::ranges::any_of(services, [](const Service& service) { return !service.category_id; });
                      if (some_without) fill_services(list.add("GROUP"), page, std::nullopt);
                      for (std::size_t i = 0; i < page.snapshot->categories.size(); ++i) fill_category(list, page, i);
                  });
}

// A first service is given by all who can be booked; its page says otherwise.
Service read_draft(const Page& page, Draft& draft) {
    const auto& form = page.request.form;
    draft = {
        line(form, "name"), line(form, "duration"), line(form, "price"), std::string(form.get("category_id")), {}, {}};
    Service out;
    out.name.fallback = draft.name;
    out.duration = typed_minutes(form, "duration");
    out.category_id = base::parse_id<CategoryId>(draft.category);
    out.price.amount = i18n::parse_amount(draft.price, page.business().currency).value_or(-1);
    if (draft.price.empty()) {
        out.price.amount = 0;
        out.price_kind = catalog::PriceKind::free;
    }
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable) out.providers.push_back(provider.id);
    return out;
}

businesses::Text one_language(std::string text) { return {std::move(text), {}}; }

Response do_category(const Page& page, CategoryId id) {
    const auto& categories = page.snapshot->categories;
    const auto at = std::ranges::find(categories, id, &Category::id);
    const auto what = page.request.form.get("do");
    if (at == categories.end()) return nothing_here(page);
    const bool last = at + 1 == categories.end();
    std::optional<CategoryId> before;
    if (what == "up" && at != categories.begin()) before = (at - 1)->id;
    if (what == "down" && !last && at + 2 != categories.end()) before = (at + 2)->id;
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) -> Result<void> {
        if (what == "rename")
            return catalog::rename_category(tx, context, business, id, read_text(page, name_field(id)), page.actor());
        if (what == "delete") return catalog::delete_category(tx, context, business, id, page.actor());
        if ((what == "up" && before) || (what == "down" && !last))
            return catalog::move_category(tx, context, business, id, before, page.actor());
        return {};
    });
    if (done) return http::see_other(services_path(page) + (what == "delete" ? "?done=removed" : ""));
    Draft draft;
    // Above the list: its form stands in a row.
    draft.wrong = pages::wrong_of(page, done.error());
    if (draft.wrong.notice.empty()) draft.wrong.notice = sentence(page, draft.wrong.fields.front());
    draft.wrong.fields.clear();
    return list_page(page, draft);
}

}  // namespace

Response services(const Page& page) { return list_page(page, {}); }

Response add_service(const Page& page) {
    Draft draft;
    const auto service = read_draft(page, draft);
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::create_service(tx, context, business, service, page.actor());
    });
    if (made) return http::see_other(fmt::format("{}?done=added#row-{}", services_path(page), base::to_text(*made)));
    draft.wrong = pages::wrong_of(page, made.error());
    return list_page(page, draft);
}

Response move_service(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<ServiceId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::move_service(tx, context, business, *id, base::parse_id<CategoryId>(moved->group),
                                     base::parse_id<ServiceId>(moved->before), page.actor());
    });
    return done ? back_to_row(services_path(page), *moved) : nothing_here(page);
}

Response add_category(const Page& page) {
    Draft draft;
    draft.new_category = line(page.request.form, "category");
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::create_category(tx, context, business, one_language(draft.new_category), page.actor());
    });
    if (made) return back_to(services_path(page), "added");
    draft.wrong = pages::wrong_of(page, made.error());
    for (auto& error : draft.wrong.fields) error.field = "category";
    return list_page(page, draft);
}

Response change_category(const Page& page) {
    const auto id = base::parse_id<CategoryId>(page.request.param("id"));
    return id ? do_category(page, *id) : nothing_here(page);
}

void register_services(activity::Registry& registry) {
    registry.add(MenuEntry{15, "services", "/services", N_("Services"), "M4 6h16M4 12h16M4 18h10M18 16v5M15.5 18.5h5",
                           catalog::kManageServices});
}

}  // namespace office
