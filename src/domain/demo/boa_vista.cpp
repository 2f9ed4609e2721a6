#include "accounts/staff_account.h"
#include "demo/shop.h"

namespace demo {
namespace {

using namespace std::chrono_literals;
using businesses::Role;
using businesses::Text;
using std::chrono::days;

constexpr std::string_view kSlug = "clinica-boa-vista";

BusinessId add_business(db::Tx& tx, const Clock& clock) {
    businesses::Business clinic;
    clinic.slug = kSlug;
    clinic.name = {"Clínica Boa Vista", {{"en", "Boa Vista Clinic"}}};
    clinic.tagline = {"Cuidado próximo, com hora marcada.", {{"en", "Care close by, at the time you chose."}}};
    clinic.address = "Rua das Acácias 210, São Paulo – SP, 01000‑000";
    clinic.phone = "+551120000210";
    clinic.email = "contato@boa-vista.example.net";
    clinic.country = "BR";
    clinic.zone = Zone::find("America/Sao_Paulo").value();
    clinic.currency = "BRL";
    clinic.languages = {"pt-BR", "en"};
    clinic.accent_colour = "#1d4ed8";
    clinic.listed = true;
    clinic.privacy_url = "https://boa-vista.example.net/privacidade";
    clinic.cancellation_policy = {
        "Remarque ou cancele até 12 horas antes da consulta, sem custo. Assim outra pessoa pode usar o horário.",
        {{"en",
          "Reschedule or cancel up to 12 hours before, free of charge, so that somebody else can have the time."}}};
    clinic.reschedule = {businesses::Rule::before, 12h};
    clinic.cancel = {businesses::Rule::before, 12h};
    return businesses::create(tx, clock, clinic).value();
}

struct Team {
    ProviderId helena, rafael, camila;
};

Team hire(db::Tx& tx, BusinessId id, Day today) {
    const auto location =
        staff::add_location(tx, id, {{}, "Clínica Boa Vista", "Rua das Acácias 210, São Paulo – SP, 01000‑000", 1});
    const auto add = [&](std::string name, Text title, int position, Role role, std::string_view email,
                         const std::vector<WeeklyHours>& hours, const std::vector<WeeklyHours>& breaks) {
        const auto provider =
            staff::add_provider(tx, id, {{}, std::move(name), std::move(title), location, true, position}, role, email);
        staff::set_weekly_hours(tx, id, provider, hours, breaks).value();
        return provider;
    };
    const Team team{
        add("Dra. Helena Prado", {"Clínica geral", {{"en", "General practitioner"}}}, 1, Role::owner,
            "helena@boa-vista.example.net", on({1, 2, 3, 4, 5}, from_to(8, 0, 17, 0)),
            on({1, 2, 3, 4, 5}, from_to(12, 0, 13, 0))),
        add("Dr. Rafael Nogueira", {"Cardiologista", {{"en", "Cardiologist"}}}, 2, Role::provider,
            "rafael@boa-vista.example.net", on({1, 3, 5}, from_to(13, 0, 20, 0)) + on({2}, from_to(8, 0, 12, 0)),
            on({1, 3, 5}, from_to(16, 30, 17, 0))),
        add("Dra. Camila Duarte", {"Ultrassonografista", {{"en", "Sonographer"}}}, 3, Role::provider,
            "camila@boa-vista.example.net", on({2, 4}, from_to(8, 0, 18, 0)) + on({6}, from_to(8, 0, 12, 0)),
            on({2, 4}, from_to(12, 0, 13, 0)) + on({2, 4}, from_to(15, 30, 15, 45)))};
    close_every_year(tx, id, today, 12, 24, 2, "Natal");
    close_every_year(tx, id, today, 1, 1, 1, "Confraternização Universal");
    close_every_year(tx, id, today, 9, 7, 1, "Independência");
    staff::add_days_off(tx, id, team.rafael, {next(3, today + days{7}), next(3, today + days{7})}, "Congresso").value();
    staff::add_days_off(tx, id, team.helena, {next(1, today - days{60}), next(5, today - days{56})}, "Férias").value();
    staff::set_special_day(tx, id, team.helena, {next(6, today + days{4}), {from_to(8, 0, 12, 0)}}).value();
    return team;
}

void add_services(db::Tx& tx, BusinessId id, const Team& team) {
    using Kind = staff::Resource::Kind;
    const auto consultations = catalog::add_category(tx, id, {{}, {"Consultas", {{"en", "Consultations"}}}, 1});
    const auto examinations = catalog::add_category(tx, id, {{}, {"Exames", {{"en", "Examinations"}}}, 2});
    const auto room = staff::add_resource(tx, id, {{}, "Consultório", Kind::room, 2});
    const auto procedures = staff::add_resource(tx, id, {{}, "Sala de procedimentos", Kind::room, 1});
    const auto ultrasound = staff::add_resource(tx, id, {{}, "Aparelho de ultrassom", Kind::equipment, 1});
    int position = 0;
    const auto add = [&](CategoryId category, Text name, Text description, Minutes duration, Minutes before,
                         Minutes after, std::int64_t reais, std::vector<ProviderId> providers,
                         std::vector<catalog::Need> needs) {
        catalog::Service out;
        out.category_id = category;
        out.name = std::move(name);
        out.description = std::move(description);
        out.duration = duration;
        out.buffer_before = before;
        out.buffer_after = after;
        out.minimum_notice = 3h;
        out.price.amount = reais * 100;
        out.providers = std::move(providers);
        out.needs = std::move(needs);
        out.position = ++position;
        catalog::add_service(tx, id, out);
    };
    const auto [helena, rafael, camila] = team;
    add(consultations, {"Consulta clínica geral", {{"en", "General consultation"}}},
        {"Primeira consulta ou acompanhamento.", {{"en", "First visit or follow-up."}}}, 30min, 0min, 5min, 250,
        {helena}, {{room, 1}});
    add(consultations, {"Check-up completo", {{"en", "Full check-up"}}},
        {"Avaliação, exames de rotina e orientação.", {{"en", "Assessment, routine tests and advice."}}}, 60min, 0min,
        10min, 480, {helena}, {{room, 1}});
    add(consultations, {"Avaliação cardiológica", {{"en", "Heart assessment"}}},
        {"Consulta com eletrocardiograma, se preciso.", {{"en", "Consultation, with an ECG if needed."}}}, 45min, 0min,
        10min, 390, {rafael}, {{room, 1}});
    add(examinations, {"Eletrocardiograma", {{"en", "Electrocardiogram"}}},
        {"Leva poucos minutos e não dói.", {{"en", "Takes a few minutes and does not hurt."}}}, 30min, 5min, 10min, 180,
        {rafael, camila}, {{procedures, 1}});
    add(examinations, {"Ultrassom abdominal", {{"en", "Abdominal ultrasound"}}},
        {"Jejum de seis horas.", {{"en", "Do not eat for six hours before."}}}, 40min, 10min, 10min, 320, {camila},
        {{procedures, 1}, {ultrasound, 1}});
    add(examinations, {"Ultrassom obstétrico", {{"en", "Obstetric ultrasound"}}},
        {"Traga os exames anteriores.", {{"en", "Please bring earlier results."}}}, 45min, 10min, 10min, 360,
        {camila, helena}, {{procedures, 1}, {ultrasound, 1}});
}

// Of the ultrasounds: the services at 5 and 6.
void add_extras(db::Tx& tx, const Clock& clock, BusinessId id) {
    catalog::ExtraField insurance;
    insurance.key = "insurance";
    insurance.kind = catalog::ExtraField::Kind::choice;
    insurance.label = {"Como vai pagar?", {{"en", "How do you pay?"}}};
    insurance.options = {{"private", {"Particular", {{"en", "Privately"}}}},
                         {"plan", {"Plano de saúde", {{"en", "Health insurance"}}}}};
    const auto paid = ask(tx, clock, id, insurance, {5, 6});
    catalog::ExtraField plan;
    plan.key = "plan";
    plan.kind = catalog::ExtraField::Kind::text;
    plan.label = {"Qual plano?", {{"en", "Which insurance?"}}};
    plan.condition = {paid, "plan"};
    ask(tx, clock, id, plan, {5, 6});
}

BusinessId open(db::Tx& tx, const Clock& clock, Day today) {
    const auto id = add_business(tx, clock);
    set_logo(tx, id, kSlug);
    add_services(tx, id, hire(tx, id, today));
    add_extras(tx, clock, id);
    const activity::Registry nobody_listens;
    accounts::staff::add(tx, {clock, nobody_listens}, id, "Luana Freitas", "luana@boa-vista.example.net",
                         Role::receptionist, {})
        .value();
    set_pictures(tx, clock, id, kSlug);
    return id;
}

}  // namespace

Shop boa_vista() {
    return {.slug = std::string(kSlug),
            .seed = 33,
            .people = {.names = {"Ana",   "Beatriz", "Mariana",  "Júlia",   "Larissa",   "Fernanda", "Patrícia",
                                 "Luiza", "Camila",  "Gabriela", "Rosa",    "Aparecida", "Isabela",  "Letícia",
                                 "João",  "Pedro",   "Lucas",    "Gustavo", "Rafael",    "Felipe",   "Antônio",
                                 "José",  "Carlos",  "Thiago",   "Bruno",   "Mateus",    "Otávio",   "Caio"},
                       .surnames = {"Silva",    "Santos",  "Oliveira",  "Souza",   "Lima",       "Pereira",
                                    "Ferreira", "Costa",   "Rodrigues", "Almeida", "Nascimento", "Carvalho",
                                    "Gomes",    "Martins", "Araújo",    "Ribeiro", "Barbosa",    "Rocha",
                                    "Teixeira", "Moreira", "Cardoso",   "Tanaka",  "Falcão",     "Guimarães"},
                       .phone_prefix = "+5511900",
                       .phone_digits = 6,
                       .languages = {"pt-BR", "en"},
                       .zone = "America/Sao_Paulo",
                       .notes = {"Sou cadeirante.", "Levarei exames anteriores.", "Primeira consulta.",
                                 "Prefiro atendimento em inglês.", "Tenho alergia a dipirona."},
                       .count = 380},
            .fullness = 0.64,
            .weekdays = {1.2, 1.05, 1.0, 0.95, 0.85, 0.9, 1.0},
            .mean_lead_days = 10,
            .answers = {{"plan", {"Saúde Vila", "Plano Horizonte", "Bem Viver"}}},
            .open = open};
}

}  // namespace demo
