// The house of src/ as its CMakeLists.txt and its includes say. Prints each line that breaks a rule:
//
//   node bin/lib/house.mjs folders    nothing points up, no circles, no area of the office needs another, and no domain
//                                     knows HTTP or HTML
//   node bin/lib/house.mjs includes   a folder includes only what its CMakeLists.txt names
//   node bin/lib/house.mjs tables     SQL names only tables of its own folder: those under TABLES in its CMakeLists.txt
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const floors = ['platform', 'domain', 'surfaces', 'app'];

const files = readdirSync('src', { recursive: true }).map((file) => join('src', file)).sort();

// "src/domain/bookings/CMakeLists.txt" -> {name, floor, path: "bookings", depends: [...]}
const folders = files.filter((file) => file.endsWith('/CMakeLists.txt')).map((file) => {
    const [floor] = relative('src', file).split('/');
    const path = floor === 'app' ? 'app' : relative(join('src', floor), dirname(file));
    const words = /timebok_folder\(([^)]*)\)/.exec(readFileSync(file, 'utf8'))?.[1].split(/\s+/) ?? [];
    const after = (keyword) => {
        const from = words.indexOf(keyword) + 1;
        const rest = from ? words.slice(from) : [];
        const to = rest.findIndex((word) => /^[A-Z_]+$/.test(word));
        return to < 0 ? rest : rest.slice(0, to);
    };
    return { file, floor, path, name: words[0], tables: after('TABLES'), depends: after('DEPENDS') };
});
const named = new Map(folders.map((folder) => [folder.name, folder]));
// What is drawn in privacy is no page but a file in an archive.
const draws = (folder) => folder.name === 'privacy';
const inOffice = (folder) => folder.path.startsWith('office/');

function brokenFolders() {
    const broken = [];
    for (const folder of folders) {
        const say = (what) => broken.push(`${folder.file}: ${what}`);
        if (folder.name !== folder.path.replaceAll('/', '_')) say(`timebok_folder() should be named after ${folder.path}`);
        for (const name of folder.depends) {
            const other = named.get(name);
            if (!other) say(`there is no folder ${name}`);
            else if (floors.indexOf(other.floor) > floors.indexOf(folder.floor)) say(`${name} is on a floor above`);
            else if (folder.floor === 'domain' && (name === 'http' || (name === 'html' && !draws(folder))))
                say(`${name} is for surfaces`);
            else if (inOffice(folder) && inOffice(other) && name !== 'office_frame')
                say(`${name} is another area of the office: what both need belongs to office/frame`);
        }
        const circle = wayBack(folder);
        if (circle) say(`a circle: ${circle.join(' -> ')}`);
    }
    return broken;
}

function wayBack(start) {
    const seen = new Set();
    const walk = (folder, way) => {
        for (const name of folder.depends) {
            if (name === start.name) return [...way, name];
            if (seen.has(name) || !named.has(name)) continue;
            seen.add(name);
            const found = walk(named.get(name), [...way, name]);
            if (found) return found;
        }
        return undefined;
    };
    return walk(start, [start.name]);
}

// The folder of an included header or of a file: the longest path that is a folder's.
const folderOf = (path) =>
    folders.filter((folder) => path.startsWith(`${folder.path}/`)).sort((a, b) => b.path.length - a.path.length)[0];
const withoutFloor = (file) => file.replace(/^src\/((platform|domain|surfaces)\/)?/, '');

// Tests may use any folder below app, and tests/support.
function brokenIncludes() {
    const broken = [];
    for (const file of files.filter((name) => /\.(cpp|h)$/.test(name) && name !== 'src/pch.h')) {
        const own = folderOf(withoutFloor(file));
        const test = /(_test\.cpp|\/test_[a-z_]+\.h)$/.test(file);
        for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
            const header = /^ *# *include "([^"]+)"/.exec(line)?.[1];
            if (!header) continue;
            const other = folderOf(header);
            const allowed = other ? other === own || other.name === 'base' || own?.depends.includes(other.name) ||
                (test && other.name !== 'app') : test && header.startsWith('support/');
            if (!allowed) broken.push(`${file}:${index + 1}: its CMakeLists.txt names no folder of ${header}`);
        }
    }
    return broken;
}

// Where a query reads a table of a folder that its own DEPENDS on, since one question has to stay one statement. For
// reading alone, each with its reason; this list only shrinks.
const joined = {
    db: { businesses: 'housekeeping (forget.h) goes business by business' },
    accounts: {
        businesses: 'lists of businesses by who may sign in there, or where nobody may',
        customer_settings: 'one column of it decides at each signing in',
        customers: 'a session, and the people of an account, come with their names in one read',
        customer_pictures: 'a session comes with since when its picture is there',
        staff_members: 'a login comes with its name and role in one read',
    },
    bookings: {
        businesses: 'its version alone is asked before each answer from memory',
        occupants: 'their versions alone are asked before each answer from memory',
    },
    notify: {
        customers: 'what workflows decided is listed with the names',
        account_customers: 'messages about those whom a customer looks after',
        appointments: 'reminders are found by the starts and ends that have come',
        bookings: 'reminders are found by the starts and ends that have come',
    },
};

// The texts in a source that are SQL: adjacent literals are one, and a sentence for people has none of SQL's verbs. What
// is not looked at becomes spaces, so that lines stay what they are.
const spaces = (text) => text.replace(/[^\n]/g, ' ');
function queriesOf(source) {
    const code = source.replace(/^ *\/\/.*$/gm, spaces).replace(/"[ \n]*\n *"/g, spaces);
    return [...code.matchAll(/R"sql\([^]*?\)sql"|"(?:[^"\\\n]|\\.|\n)*"/g)]
        .filter(([text]) => /\b(select|insert into|delete from|update|join|where)\b/.test(text))
        .map((match) => ({ text: match[0], line: code.slice(0, match.index).split('\n').length }));
}

function brokenTables() {
    const broken = [];
    const owners = new Map();
    for (const folder of folders)
        for (const table of folder.tables) {
            if (owners.has(table)) broken.push(`${folder.file}: ${table} belongs to ${owners.get(table).name} already`);
            owners.set(table, folder);
        }
    const made = new Set(readdirSync('migrations').filter((name) => name.endsWith('.sql'))
        .flatMap((name) => [...readFileSync(join('migrations', name), 'utf8').matchAll(/^create table (\w+)/gm)])
        .map((match) => match[1]));
    for (const table of made)
        if (!owners.has(table)) broken.push(`migrations: no CMakeLists.txt names ${table} under TABLES`);
    for (const [table, folder] of owners)
        if (!made.has(table)) broken.push(`${folder.file}: no migration makes ${table}`);

    const used = new Set();
    for (const file of files.filter((name) => /\.(cpp|h)$/.test(name) && !/(_test\.cpp|\/test_[a-z_]+\.h)$/.test(name))) {
        const own = folderOf(withoutFloor(file));
        for (const { text, line } of queriesOf(readFileSync(file, 'utf8')))
            for (const match of text.matchAll(/\b(delete +from|from|join|into|update)\s+([a-z_]+)\b/g)) {
                const [, verb, table] = match;
                const owner = owners.get(table);
                if (!owner || owner === own) continue;
                const at = line + text.slice(0, match.index).split('\n').length - 1;
                const say = (what) => broken.push(`${file}:${at}: ${table} belongs to ${owner.name}, ${what}`);
                if (!joined[own?.name]?.[table]) say('whose headers are the way to it');
                else if (verb !== 'from' && verb !== 'join') say('and others only read it');
                else if (own.floor !== 'platform' && !own.depends.includes(owner.name))
                    say('which its CMakeLists.txt does not name');
                used.add(`${own?.name} ${table}`);
            }
    }
    for (const [name, tables] of Object.entries(joined))
        for (const table of Object.keys(tables))
            if (!used.has(`${name} ${table}`)) broken.push(`bin/lib/house.mjs: ${name} no longer joins ${table}`);
    return broken;
}

const lines = { folders: brokenFolders, includes: brokenIncludes, tables: brokenTables }[process.argv[2]]();
if (lines.length > 0) console.log(lines.join('\n'));
