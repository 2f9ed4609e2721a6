// The house of src/ as its CMakeLists.txt and its includes say. Prints each line that breaks a rule:
//
//   node bin/lib/house.mjs folders    nothing points up, no circles, no area of the office needs another, and no domain
//                                     knows HTTP or HTML
//   node bin/lib/house.mjs includes   a folder includes only what its CMakeLists.txt names
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const floors = ['platform', 'domain', 'surfaces', 'app'];

const files = readdirSync('src', { recursive: true }).map((file) => join('src', file)).sort();

// "src/domain/bookings/CMakeLists.txt" -> {name, floor, path: "bookings", depends: [...]}
const folders = files.filter((file) => file.endsWith('/CMakeLists.txt')).map((file) => {
    const [floor] = relative('src', file).split('/');
    const path = floor === 'app' ? 'app' : relative(join('src', floor), dirname(file));
    const words = /timebok_folder\(([^)]*)\)/.exec(readFileSync(file, 'utf8'))?.[1].split(/\s+/) ?? [];
    const from = words.indexOf('DEPENDS') + 1;
    const rest = from ? words.slice(from) : [];
    const to = rest.findIndex((word) => /^[A-Z_]+$/.test(word));
    return { file, floor, path, name: words[0], depends: to < 0 ? rest : rest.slice(0, to) };
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

const lines = { folders: brokenFolders, includes: brokenIncludes }[process.argv[2]]();
if (lines.length > 0) console.log(lines.join('\n'));
