// What messages say (FEATURES 6.3, 6.4): the gallery, and an editor of HTML and plain text for each language.
#include "notify/workflow.h"
#include "office/frame/form.h"
#include "office/messages/mail_frame.h"
#include "office/messages/messages.h"
#include "office/messages/workflow_words.h"

#include <algorithm>

namespace office {
namespace {

using notify::Source;
using notify::Template;
using Kind = Field::Kind;

constexpr int kCustomersToChoose = 20;

notify::Context context(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::string path(const Page& page, TemplateId id, std::string_view rest = {}) {
    return fmt::format("{}/templates/{}{}", page.home(), base::to_text(id), rest);
}

Response list_page(const Page& page) {
    const auto list = page.environment.database.read(
        [&](db::Session& session) { return notify::list_templates(session, page.id()); });
    const auto title = i18n::words(page.language, "Templates");
    return render(page, {"office/messages/templates", title, "workflows"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("WORKFLOWS_URL", page.home() + "/workflows").set("NEW_URL", page.home() + "/templates/new");
        values.show_if(list.empty(), "NONE");
        if (!list.empty()) {
            auto& rows = values.add("SOME");
            for (const auto& each : list) {
                auto& row = rows.add("ROW").set("URL", path(page, each.id)).set("NAME", each.name);
                row.show_if(!each.edited.empty(), "EDITED");
            }
        }
        for (const auto& shipped : notify::gallery()) {
            auto& row = values.add("SHIPPED").set("SHIPPED_NAME", shipped.name(page.language));
            row.set("SHIPPED_ABOUT", shipped.explanation(page.language));
            Form add{.action = page.home() + "/templates", .token = form_token(page)};
            add.hidden = {{"key", shipped.key}};
            add.weight = Form::Weight::plain;
            add.submit = i18n::words(page.language, "Add");
            row.set("SHIPPED_KEY", shipped.key);
            include_form(row, "ADD_FORM", page, add);
        }
    });
}

struct NewTemplate {
    std::string name, trigger;
};

Form new_form(const Page& page, const NewTemplate& typed) {
    const auto language = page.language;
    Form form{.action = page.home() + "/templates/new", .token = form_token(page)};
    form.submit = i18n::words(language, "Go on");
    std::vector<Option> triggers{{"", i18n::words(language, "A workflow will say so later")}};
    for (const auto& each : notify::triggers()) triggers.push_back({each.name, each.words(language)});
    form.fields = {
        {.name = "name",
         .label = i18n::words(language, "Name"),
         .hint = i18n::words(language, "Only staff see it."),
         .value = typed.name,
         .limit = 100,
         .required = true},
        {.kind = Kind::select,
         .name = "trigger",
         .label = i18n::words(language, "It is sent when this happens"),
         .hint = i18n::words(language, "With a choice here, a workflow for it is made too, switched off until the "
                                       "text is written."),
         .value = typed.trigger,
         .options = triggers}};
    return form;
}

Response new_page(const Page& page, const Form& form) {
    const auto title = i18n::words(page.language, "New template");
    return render(page, {"office/messages/template_new", title, "workflows", form.wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("LIST_URL", page.home() + "/templates");
                      include_form(values, "FORM", page, form);
                  });
}

// A greeting to begin with, since a mail without words is none.
notify::Source first_source(const std::string& name, i18n::Language language) {
    auto subject = name;
    std::erase_if(subject, [](char c) { return c == '{' || c == '}'; });  // no placeholders
    const auto hello = i18n::words(language, "Hello {name},", {{"name", "{{customer_name}}"}});
    return {subject, "<p>" + hello + "</p>\n<p></p>", ""};
}

Response create(const Page& page) {
    const auto& form = page.request.form;
    const NewTemplate typed{line(form, "name"), line(form, "trigger")};
    const auto language = i18n::parse_language(page.business().languages.front()).value_or(page.language);
    const auto* trigger = notify::find_trigger(typed.trigger);
    const auto made = page.environment.database.write([&](db::Tx& tx) -> Result<TemplateId> {
        auto added = notify::create_template(tx, context(page), page.id(), typed.name, i18n::tag(language),
                                             first_source(typed.name, language), page.actor());
        if (!added || !trigger) return added;
        notify::Workflow workflow{
            .id = {}, .name = typed.name, .trigger = trigger->name, .actions = {notify::mail_action(*added)}};
        if (trigger->timing == notify::Timing::before_start) workflow.offset = std::chrono::days{1};
        workflow.active = false;
        const auto used = notify::create_workflow(tx, context(page), page.id(), workflow, page.actor());
        return used ? std::move(added) : Result<TemplateId>(std::unexpected(used.error()));
    });
    if (made) return back_to(path(page, *made), "added");
    auto again = new_form(page, typed);
    // The subject is the name, so what is wrong with it is said once, at the name.
    again.wrong = pages::wrong_of(page, made.error());
    std::erase_if(again.wrong.fields, [](const FieldError& error) { return error.field != "name"; });
    if (!again.wrong.any()) again.wrong.notice = pages::sentence(page, made.error());
    return new_page(page, again);
}

struct Draft {
    std::string tag;  // of the language
    Source source;
    std::int64_t version = 1;
    Wrong wrong{};
};

// Those of the business; the first is where customers' language falls back to.
std::string tag_of(const Page& page, std::string_view wanted) {
    const auto& tags = page.business().languages;
    const auto found = std::ranges::find(tags, wanted);
    return found == tags.end() ? tags.front() : *found;
}

Draft draft_of(const Page& page, const Template& found, std::string_view wanted) {
    Draft out{.tag = tag_of(page, wanted), .source = {}, .version = found.version};
    if (const auto source = found.sources.find(out.tag); source != found.sources.end()) out.source = source->second;
    return out;
}

Draft read_draft(const Page& page) {
    const auto& form = page.request.form;
    Draft out{.tag = tag_of(page, form.get("language")), .source = {}};
    out.source = {line(form, "subject"), text(form, "html"), text(form, "text")};
    out.version = pages::whole_number(form.get("version")).value_or(out.version);
    return out;
}

void fill_source(html::Values& values, const Page& page, const Draft& draft) {
    values.set("SUBJECT", draft.source.subject).set("HTML", draft.source.html).set("TEXT", draft.source.text);
    values.set("VERSION", draft.version).set("TAG", draft.tag).set("TOKEN", form_token(page));
    pages::fill_notice(values, draft.wrong);
    bool focused = false;
    for (const auto& [field, section] : {std::pair{"subject", "SUBJECT"}, {"html", "HTML"}, {"text", "TEXT"}}) {
        const auto* error = pages::error_of(draft.wrong.fields, field);
        if (!error) continue;
        auto& wrong = values.add(fmt::format("{}_WRONG", section));
        wrong.set("WRONG_TEXT", sentence(page, *error));
        values.show(fmt::format("{}_BAD", section));
        if (!focused) values.show(fmt::format("{}_FOCUS", section));
        focused = true;
    }
}

void fill_languages(html::Values& values, const Page& page, const Template& found, const Draft& draft) {
    if (page.business().languages.size() < 2) return;
    auto& tabs = values.add("TABS");
    for (const auto& tag : page.business().languages) {
        const auto language = i18n::parse_language(tag);
        tabs.add("TAB")
            .set("TAB_URL", path(page, found.id) + "?text=" + base::percent_encoded(tag))
            .set("TAB_TEXT", language ? std::string(i18n::native_name(*language)) : tag)
            .show_if(tag == draft.tag, "TAB_HERE");
    }
}

void fill_customers(html::Values& values, const Page& page) {
    const auto latest = page.environment.database.read([&](db::Session& session) {
        return customers::list(
            session, page.id(),
            {.search = {}, .order = customers::Order::created, .descending = true, .limit = kCustomersToChoose});
    });
    for (const auto& customer : latest.customers)
        values.add("PERSON").set("PERSON_ID", base::to_text(customer.id)).set("PERSON_NAME", customer.full_name());
}

Form action_form(const Page& page, const Template& found, std::string what, std::string words) {
    Form out{.action = path(page, found.id, "/action"), .token = form_token(page)};
    out.hidden = {{"do", std::move(what)}};
    out.submit = std::move(words);
    out.weight = Form::Weight::plain;
    return out;
}

Form links_form(const Page& page, const Template& found) {
    const auto language = page.language;
    using namespace std::chrono_literals;
    std::vector<Option> options{{"", i18n::words(language, "As long as is usual")}};
    std::set<Minutes> lengths{15min, 30min, 1h, 2h, 6h, 12h, 24h, 48h, 24h * 7, 24h * 14, notify::kLongestLinkWorks};
    if (found.link_works) lengths.insert(*found.link_works);
    for (const auto& each : lengths) options.push_back({std::to_string(each.count()), i18n::span(language, each)});
    auto out = action_form(page, found, "links", i18n::words(language, "Save"));
    out.fields = {{.kind = Kind::select,
                   .name = "link_works",
                   .label = i18n::words(language, "How long the links of the message work"),
                   .hint = i18n::words(language, "One that signs in works for a day at most, one to choose a password "
                                                 "for a week, one to a single appointment for as long as you say."),
                   .value = found.link_works ? std::to_string(found.link_works->count()) : std::string(),
                   .options = options}};
    return out;
}

void fill_actions(html::Values& values, const Page& page, const Template& found, const Draft& draft) {
    const auto language = page.language;
    auto name = action_form(page, found, "name", i18n::words(language, "Rename"));
    name.fields = {
        {.name = "name", .label = i18n::words(language, "Name"), .value = found.name, .limit = 100, .required = true}};
    include_form(values, "NAME_FORM", page, name);
    if (notify::has_timed_links(found)) include_form(values.add("LINKS"), "LINKS_FORM", page, links_form(page, found));
    include_form(values, "COPY_FORM", page, action_form(page, found, "copy", i18n::words(language, "Duplicate")));
    if (std::ranges::find(found.edited, draft.tag) != found.edited.end()) {
        auto reset =
            action_form(page, found, "reset", i18n::words(language, "Back to the text that came with Timebok"));
        reset.hidden.emplace_back("language", draft.tag);
        include_form(values.add("RESET"), "RESET_FORM", page, reset);
    }
    auto remove = action_form(page, found, "removal", i18n::words(language, "Remove for good"));
    remove.weight = Form::Weight::danger;
    include_form(values, "REMOVE_FORM", page, remove);
}

Response editor(const Page& page, const Template& found, const Draft& draft) {
    return render(page, {"office/messages/template", found.name, "workflows", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      values.set("LIST_URL", page.home() + "/templates").set("ACTION", path(page, found.id));
                      values.set("PREVIEW_URL", path(page, found.id, "/preview"));
                      values.set("EDITOR_CSS", html::asset("office-editor.css"))
                          .set("EDITOR_JS", html::asset("office-editor.js"));
                      if (const auto text = no_way_in_words(page, found.id); !text.empty())
                          values.add("NO_WAY_IN").set("NO_WAY_IN_TEXT", text);
                      fill_source(values, page, draft);
                      fill_languages(values, page, found, draft);
                      fill_customers(values, page);
                      fill_actions(values, page, found, draft);
                      // Those without words are the frame's own.
                      for (const auto& field : page.snapshot->extra_fields)
                          values.add("PLACEHOLDER")
                              .set("PLACEHOLDER_CODE", "{{field_" + field.key + "}}")
                              .set("PLACEHOLDER_WORDS", page.text(field.label));
                      for (const auto& each : notify::placeholders())
                          if (!each.family && !each.words(page.language).empty())
                              values.add("PLACEHOLDER")
                                  .set("PLACEHOLDER_CODE", "{{" + each.name + "}}")
                                  .set("PLACEHOLDER_WORDS", each.words(page.language));
                  });
}

std::optional<Template> find_template(const Page& page) {
    const auto id = base::parse_id<TemplateId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return notify::find_template(session, page.id(), *id); });
}

Response save(const Page& page, const Template& found) {
    auto draft = read_draft(page);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return notify::update_template(tx, context(page), page.id(), found.id, draft.tag, draft.source, draft.version,
                                       page.actor());
    });
    if (saved) return back_to(path(page, found.id) + "?text=" + base::percent_encoded(draft.tag), "saved");
    draft.wrong = pages::wrong_of(page, saved.error());
    return editor(page, found, draft);
}

Response act(const Page& page, const Template& found) {
    const auto& form = page.request.form;
    const auto what = form.get("do");
    auto& database = page.environment.database;
    const auto refused = [&](Error error) {
        if (!error.fields.empty()) {
            error.code = error.fields.front().code;
            error.parameters = error.fields.front().parameters;
        }
        return refuse(page, error, {path(page, found.id), i18n::words(page.language, "Back to the template")});
    };
    if (what == "copy") {
        const auto name = i18n::words(page.language, "Copy of {name}", {{"name", found.name}});
        const auto copy = database.write([&](db::Tx& tx) {
            return notify::duplicate_template(tx, context(page), page.id(), found.id, name, page.actor());
        });
        return copy ? back_to(path(page, *copy), "added") : refused(copy.error());
    }
    if (what == "links") {
        const auto typed = line(form, "link_works");
        const auto works = typed.empty() ? std::nullopt : std::optional(typed_minutes(form, "link_works"));
        const auto set = database.write([&](db::Tx& tx) {
            return notify::set_link_works(tx, context(page), page.id(), found.id, works, page.actor());
        });
        return set ? back_to(path(page, found.id), "saved") : refused(set.error());
    }
    if (what != "name" && what != "reset" && what != "removal") return nothing_here(page);
    const auto done = database.write([&](db::Tx& tx) -> Result<void> {
        if (what == "name")
            return notify::rename_template(tx, context(page), page.id(), found.id, line(form, "name"), page.actor());
        if (what == "reset")
            return notify::reset_template(tx, context(page), page.id(), found.id, tag_of(page, form.get("language")),
                                          page.actor());
        return notify::remove_template(tx, context(page), page.id(), found.id, page.actor());
    });
    if (!done) return refused(done.error());
    return what == "removal" ? back_to(page.home() + "/templates", "removed") : back_to(path(page, found.id), "saved");
}

// As typed, saved or not.
Response preview(const Page& page, TemplateId id) {
    const auto draft = read_draft(page);
    const auto language = i18n::parse_language(draft.tag).value_or(page.language);
    const auto customer = base::parse_id<CustomerId>(page.request.form.get("customer"));
    auto& environment = page.environment;
    Result<notify::Preview> shown;
    const auto ran = environment.pool.run(work::Kind::quick, [&] {
        shown = environment.database.read([&](db::Session& session) {
            const notify::Audience audience{notify::reader_of_template(session, page.id(), id), page.who.name};
            return notify::preview(session, environment.clock, page.request.origin, page.business(), draft.source,
                                   language, customer, audience);
        });
    });
    if (!ran) shown = std::unexpected(ran.error());
    if (shown) return mail_frame(page, {shown->subject, shown->html, shown->text});
    MailShown out;
    for (const auto& field : shown.error().fields) out.faults.push_back(sentence(page, field));
    if (out.faults.empty()) out.faults.push_back(pages::sentence(page, shown.error()));
    return mail_frame(page, out);
}

}  // namespace

Response templates(const Page& page) { return list_page(page); }

Response add_template(const Page& page) {
    const auto language = i18n::parse_language(page.business().languages.front()).value_or(page.language);
    const auto added = page.environment.database.write([&](db::Tx& tx) {
        return notify::add_from_gallery(tx, context(page), page.id(), page.request.form.get("key"), language,
                                        page.actor());
    });
    if (added) return back_to(fmt::format("{}/workflows/{}", page.home(), base::to_text(*added)), "added");
    return refuse(page, added.error(), {page.home() + "/templates", i18n::words(page.language, "Back")});
}

Response new_template(const Page& page) { return new_page(page, new_form(page, {})); }

Response create_template(const Page& page) { return create(page); }

Response edit_template(const Page& page) {
    const auto found = find_template(page);
    return found ? editor(page, *found, draft_of(page, *found, page.request.query.get("text"))) : nothing_here(page);
}

Response save_template(const Page& page) {
    const auto found = find_template(page);
    return found ? save(page, *found) : nothing_here(page);
}

Response do_template(const Page& page) {
    const auto found = find_template(page);
    return found ? act(page, *found) : nothing_here(page);
}

Response preview_template(const Page& page) {
    const auto found = find_template(page);
    return found ? preview(page, found->id) : nothing_here(page);
}

}  // namespace office
