// Builds what lies in web/dist; the program gives them their hashes and compresses them when it starts.
// The same sources give the same bytes.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import postcss from 'postcss';
import { PurgeCSS } from 'purgecss';

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const dist = join(web, 'dist');

// What a first visit may cost over the wire, in bytes after gzip.
const limits = { 'app.css': 30_000, 'app.js': 40_000, 'embed.js': 2_000, 'live.js': 2_000, 'office.css': 12_000, 'office-calendar.css': 8_000, 'office-calendar.js': 75_000, 'office-editor.css': 8_000, 'office-editor.js': 95_000 };

// Class names that C++ or a script puts together, so that no template spells them.
const safelist = { standard: [/^tb-status-/, /^alert-/, /^tb-hours/, 'tb-embedded'], deep: [] };

function templates() {
    const files = readdirSync(join(root, 'src'), { recursive: true })
        .filter((name) => /\/views\/[^/]+\.html$/.test(name))
        .sort();
    // Without them every class would look unused.
    if (files.length === 0) throw new Error('there are no templates in src/**/views');
    // Markers beside a class name would stick to it.
    return files.map((file) => ({
        raw: readFileSync(join(root, 'src', file), 'utf8').replace(/\{\{[^}]*\}\}/g, ' '),
        extension: 'html',
    }));
}

// Tabler switches to dark by an attribute that a script would have to set; here the system's wish decides.
const darkByMedia = {
    postcssPlugin: 'dark-by-media',
    Once(sheet) {
        sheet.walkRules((rule) => {
            if (rule.parent.type === 'atrule' && rule.parent.name.endsWith('keyframes')) return;
            const kept = rule.selectors.filter((s) => !s.includes('data-bs-theme'));
            const light = rule.selectors
                .filter((s) => /data-bs-theme=["']?light/.test(s))
                .map((s) => s.replace(attribute, ':root'));
            const dark = rule.selectors
                .filter((s) => /data-bs-theme=["']?dark/.test(s))
                .map((s) => s.replace(attribute, ':root'));
            if (dark.length > 0) {
                const media = postcss.atRule({ name: 'media', params: '(prefers-color-scheme: dark)' });
                media.append(rule.clone({ selectors: dark.map(tidy) }));
                rule.after(media);
            }
            const rest = [...kept, ...light].map(tidy);
            if (rest.length === 0) rule.remove();
            else rule.selectors = [...new Set(rest)];
        });
        // The first rule of a media query made here is looked at again by walkRules, and has nothing left to change.
        sheet.walkAtRules('charset', (rule) => rule.remove());
        sheet.walkAtRules('font-face', (rule) => rule.remove());
    },
};
const attribute = /\[data-bs-theme=["']?(?:dark|light)["']?\]/g;
const tidy = (selector) =>
    selector
        .replace(/:root(?=:root)/g, '')
        .replace(/(body|html):root/g, '$1')
        .replace(/:not\(:root\)/g, '');

// Custom properties that nothing reads any more; removing one can orphan another, so until none is left.
function withoutUnreadProperties(sheet) {
    for (let removed = 1; removed > 0;) {
        const read = new Set([...sheet.toString().matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
        removed = 0;
        sheet.walkDecls(/^--tblr-/, (declaration) => {
            if (read.has(declaration.prop)) return;
            declaration.remove();
            removed += 1;
        });
    }
    sheet.walkRules((rule) => {
        if (rule.nodes.length === 0) rule.remove();
    });
    sheet.walkAtRules((rule) => {
        if (rule.nodes && rule.nodes.length === 0) rule.remove();
    });
}

async function styles() {
    const tabler = readFileSync(join(root, 'node_modules/@tabler/core/dist/css/tabler.css'), 'utf8');
    const themed = postcss([darkByMedia]).process(tabler, { from: undefined }).css;
    const [purged] = await new PurgeCSS().purge({
        content: templates(),
        css: [{ raw: themed }],
        defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
        safelist,
        keyframes: true,
    });
    const sheet = postcss.parse(purged.css + readFileSync(join(web, 'style.css'), 'utf8'));
    withoutUnreadProperties(sheet);
    const { code } = await esbuild.transform(sheet.toString(), {
        loader: 'css',
        minify: true,
        legalComments: 'none',
        target: ['chrome111', 'firefox113', 'safari16.2'],
    });
    return code;
}

// What the back office needs besides, so that the public pages stay small.
async function officeStyles() {
    const { code } = await esbuild.transform(readFileSync(join(web, 'office.css'), 'utf8'), {
        loader: 'css',
        minify: true,
        target: ['chrome111', 'firefox113', 'safari16.2'],
    });
    return code;
}

// The editor's own style as far as its script names it, and ours over it.
async function editorStyles(script) {
    const [purged] = await new PurgeCSS().purge({
        content: [{ raw: script, extension: 'js' }],
        css: [{ raw: readFileSync(join(root, 'node_modules/suneditor/src/assets/css/suneditor.css'), 'utf8') }],
        defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
        keyframes: true,
    });
    const { code } = await esbuild.transform(purged.css + readFileSync(join(web, 'office-editor.css'), 'utf8'), {
        loader: 'css',
        minify: true,
        legalComments: 'none',
        target: ['chrome111', 'firefox113', 'safari16.2'],
    });
    return code;
}

// The calendar's own style, and ours over it.
async function calendarStyles() {
    const own = readFileSync(join(root, 'node_modules/@event-calendar/core/dist/index.css'), 'utf8');
    const { code } = await esbuild.transform(own + readFileSync(join(web, 'office-calendar.css'), 'utf8'), {
        loader: 'css',
        minify: true,
        legalComments: 'none',
        target: ['chrome111', 'firefox113', 'safari16.2'],
    });
    return code;
}

async function script(entry) {
    const result = await esbuild.build({
        entryPoints: [join(web, entry)],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        charset: 'utf8',
        target: ['chrome111', 'firefox113', 'safari16.2'],
        legalComments: 'none',
        absWorkingDir: root,
    });
    return result.outputFiles[0].text;
}

mkdirSync(dist, { recursive: true });
const editor = await script('office-editor.ts');
const built = {
    'app.css': await styles(),
    'office.css': await officeStyles(),
    'app.js': await script('app.ts'),
    'embed.js': await script('embed.ts'),
    'live.js': await script('live.ts'),
    'office-calendar.css': await calendarStyles(),
    'office-calendar.js': await script('office-calendar.ts'),
    'office-editor.css': await editorStyles(editor),
    'office-editor.js': editor,
};
for (const [name, content] of Object.entries(built)) {
    const packed = gzipSync(content, { level: 9 }).length;
    if (packed > limits[name]) throw new Error(`${name} is ${packed} bytes compressed, more than ${limits[name]}`);
    writeFileSync(join(dist, name), content);
    console.log(`web/dist/${name}: ${content.length} bytes, ${packed} compressed`);
}
