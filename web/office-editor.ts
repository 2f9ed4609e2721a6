// The HTML of a message as rich text. The textarea stays what is sent; without this script it is all there is. Whatever
// the editor would write differently is edited as code, so that nobody loses what they pasted.
import suneditor from 'suneditor/src/suneditor.js';
import english from 'suneditor/src/lang/en.js';
import align from 'suneditor/src/plugins/submenu/align.js';
import formatBlock from 'suneditor/src/plugins/submenu/formatBlock.js';
import list from 'suneditor/src/plugins/submenu/list.js';
import { rolesOfToolbar } from './editor-toolbar';
import { type Loaded, load, paragraphsOnly, written } from './editor-source';

type View = 'rich' | 'code';

const get = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

function start(field: HTMLElement): void {
    const code = get<HTMLTextAreaElement>('f-html');
    const place = get('tb-rich');
    const onlyCode = get('tb-only-code');
    const buttons = [...field.querySelectorAll<HTMLButtonElement>('[data-view]')];
    const words = field.dataset;
    const link = get<HTMLDialogElement>('tb-link-dialog');
    const image = get<HTMLDialogElement>('tb-image-dialog');

    const titles = { formats: words.formats, tag_p: words.paragraph, tag_h: words.heading, bold: words.bold };
    const more = { italic: words.italic, list: words.list, orderList: words.numbers, unorderList: words.bullets };
    const sides = { align: words.align, alignLeft: words.left, alignCenter: words.centre, alignRight: words.right };
    const rest = { removeFormat: words.plain, undo: words.undo, redo: words.redo };
    const button = (name: string, title = '') => ({ name, title, dataDisplay: 'command' });

    const editor = suneditor.create(place, {
        plugins: [
            formatBlock,
            list,
            align,
            { name: 'tbLink', display: 'command', add() {}, action: () => askForLink() },
            { name: 'tbImage', display: 'command', add() {}, action: () => image.showModal() },
        ],
        buttonList: [
            ['formatBlock'],
            ['bold', 'italic'],
            ['list', 'align'],
            [
                { ...button('tbLink', words.link), innerHTML: 'default.link' },
                { ...button('tbImage', words.image), innerHTML: 'default.image' },
            ],
            ['removeFormat'],
            ['undo', 'redo'],
        ],
        lang: {
            ...english,
            toolbar: { ...english.toolbar, ...titles, ...more, ...sides, ...rest },
            dialogBox: { ...english.dialogBox, close: words.shut ?? english.dialogBox.close },
        },
        formats: ['p', 'h1', 'h2', 'h3'],
        alignItems: ['left', 'center', 'right'],
        strictMode: false, // load() decides what may be shown; nothing is cleaned away afterwards
        width: '100%',
        height: 'auto',
        minHeight: '18rem',
        resizingBar: false,
        stickyToolbar: -1,
        tabDisable: true, // the Tab key leaves the field, as everywhere
        shortcutsHint: false,
        defaultStyle: '',
    });
    const { core } = editor;
    const paper: HTMLElement = core.context.element.wysiwyg;
    paper.setAttribute('role', 'textbox');
    paper.setAttribute('aria-multiline', 'true');
    paper.setAttribute('aria-labelledby', 'f-html-label');
    const box: HTMLElement = core.context.element.topArea;
    // Where the editor parks the focus for a moment.
    for (const each of box.querySelectorAll('.se-container > input')) each.setAttribute('aria-hidden', 'true');
    rolesOfToolbar(core, words.tools ?? '');
    editor.onPaste = (_event: Event, html: string) => paragraphsOnly(html);

    let view: View = 'code';
    let loaded: Loaded | undefined;
    let before = '';
    let writesRich = true;

    // Untouched, the source stays what it was to the last byte.
    const sync = () => {
        if (view !== 'rich' || !loaded) return;
        const now = written(paper.innerHTML, loaded);
        if (now === before) return;
        before = now;
        code.value = now;
    };

    function show(next: View): void {
        if (next === 'rich') {
            loaded = load(code.value);
            onlyCode.hidden = loaded !== undefined;
            if (loaded) {
                paper.replaceChildren(loaded.content);
                if (!code.value.trim()) paper.append(document.createElement('p').appendChild(document.createElement('br')).parentNode as Node);
                before = written(paper.innerHTML, loaded);
                core.history.reset(true);
            }
        } else {
            sync();
            onlyCode.hidden = true;
        }
        view = next === 'rich' && loaded ? 'rich' : 'code';
        box.hidden = view !== 'rich';
        code.hidden = view === 'rich';
        for (const each of buttons) each.setAttribute('aria-pressed', String(each.dataset.view === view));
    }

    // The policy of the page refuses style attributes in HTML, which undoing and pasting bring; by CSSOM they are allowed.
    new MutationObserver((changes) => {
        for (const node of changes.flatMap((change) => [...change.addedNodes]))
            if (node instanceof HTMLElement)
                for (const each of [node, ...node.querySelectorAll<HTMLElement>('[style]')]) {
                    const style = each.getAttribute('style');
                    if (style && each.style.length === 0) each.style.cssText = style;
                }
    }).observe(paper, { childList: true, subtree: true });

    editor.onChange = sync;
    paper.addEventListener('input', sync);
    code.form?.addEventListener('submit', sync, true);
    for (const each of buttons)
        each.addEventListener('click', () => {
            show(each.dataset.view as View);
            (view === 'rich' ? paper : code).focus();
        });
    get('f-html-label').addEventListener('click', () => view === 'rich' && paper.focus());

    // ---- Placeholders, links and pictures at the caret

    document.addEventListener('focusin', ({ target }) => {
        if (paper.contains(target as Node)) writesRich = true;
        else if ((target as HTMLElement).matches('[data-takes-placeholders]')) writesRich = false;
    });
    // Where the caret was last, or at the end.
    const toCaret = () => {
        paper.focus();
        const range: Range | null = core._variable._range;
        if (range && paper.contains(range.startContainer)) {
            core.setRange(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
            return;
        }
        const at = document.createRange();
        at.selectNodeContents(paper.lastElementChild ?? paper);
        at.collapse(false);
        core.setRange(at.startContainer, at.startOffset, at.endContainer, at.endOffset);
    };
    const put = (node: Node) => {
        toCaret();
        const at = document.getSelection()?.getRangeAt(0);
        if (node instanceof HTMLImageElement) {
            // The editor itself would set it apart from the paragraph.
            at?.deleteContents();
            at?.insertNode(node);
        } else {
            core.insertNode(node, null, false);
        }
        if (node instanceof Text) {
            core.setRange(node, node.length, node, node.length);
        } else {
            const after = document.createRange();
            after.setStartAfter(node);
            core.setRange(after.startContainer, after.startOffset, after.startContainer, after.startOffset);
        }
        core.history.push(false);
        sync();
    };
    document.addEventListener(
        'click',
        (event) => {
            const placeholder = (event.target as HTMLElement).closest<HTMLElement>('[data-insert]');
            if (!placeholder || view !== 'rich' || !writesRich) return;
            event.stopPropagation();
            put(document.createTextNode(placeholder.dataset.insert ?? ''));
        },
        true,
    );

    const input = (id: string) => get<HTMLInputElement>(id);
    let anchor: HTMLAnchorElement | null = null;
    function askForLink(): void {
        const node: Node | null = core.getSelectionNode();
        const element = node instanceof HTMLElement ? node : node?.parentElement;
        anchor = paper.contains(element ?? null) ? (element?.closest('a') ?? null) : null;
        const range: Range | null = core._variable._range;
        input('tb-link-address').value = anchor?.getAttribute('href') ?? '';
        input('tb-link-text').value = anchor?.textContent ?? range?.toString() ?? '';
        link.showModal();
    }
    function setLink(): void {
        const address = input('tb-link-address').value.trim();
        const text = input('tb-link-text').value.trim() || address;
        if (anchor && !address) {
            anchor.replaceWith(...anchor.childNodes);
        } else if (anchor) {
            anchor.setAttribute('href', address);
            if (text !== anchor.textContent) anchor.textContent = text;
        } else if (address) {
            const made = document.createElement('a');
            made.setAttribute('href', address);
            made.textContent = text;
            put(made);
        }
        core.history.push(false);
        sync();
    }
    function setImage(): void {
        const address = input('tb-image-address').value.trim();
        if (!address) return;
        const made = document.createElement('img');
        made.setAttribute('src', address);
        made.setAttribute('alt', input('tb-image-alt').value.trim());
        made.style.maxWidth = '100%';
        put(made);
    }
    for (const [dialog, apply] of [[link, setLink], [image, setImage]] as const) {
        const finish = () => {
            dialog.close();
            apply();
            paper.focus();
        };
        dialog.querySelector('[data-apply]')?.addEventListener('click', finish);
        dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
        dialog.addEventListener('keydown', (event) => {
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
            event.preventDefault();
            finish();
        });
    }

    for (const each of field.querySelectorAll<HTMLElement>('.tb-views')) each.hidden = false;
    place.hidden = true;
    // A fault is told by the line of the source.
    show(code.getAttribute('aria-invalid') === 'true' ? 'code' : 'rich');
}

const field = document.getElementById('tb-html-field');
if (field) start(field);
