// Passkeys: the browser is asked for one, and what it answers goes into the form, which is sent as any other. Where the
// browser knows none, or without this script, the forms are not there.

interface Asked {
    challenge: string;
    timeout: number;
    userVerification: UserVerificationRequirement;
    rpId?: string;
    rp?: PublicKeyCredentialRpEntity;
    user?: { id: string; name: string; displayName: string };
    exclude?: string[];
}

function bytes(text: string): ArrayBuffer {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
    return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

// What the server says is wrong.
class Refusal extends Error {}

async function detail(answer: Response): Promise<string> {
    if (!answer.headers.get('Content-Type')?.startsWith('application/problem+json')) return '';
    return ((await answer.json()) as { detail?: string }).detail ?? '';
}

async function ask(form: HTMLFormElement): Promise<Asked> {
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const answer = await fetch(form.dataset.challenge ?? '', { method: 'POST', body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Refusal(await detail(answer));
    return answer.json() as Promise<Asked>;
}

async function use(form: HTMLFormElement, how: Partial<CredentialRequestOptions>): Promise<Record<string, ArrayBuffer>> {
    const { challenge, timeout, rpId, userVerification } = await ask(form);
    const publicKey = { challenge: bytes(challenge), timeout, rpId, userVerification };
    const found = (await navigator.credentials.get({ publicKey, ...how })) as PublicKeyCredential;
    const answer = found.response as AuthenticatorAssertionResponse;
    return {
        credential: found.rawId,
        client_data: answer.clientDataJSON,
        authenticator_data: answer.authenticatorData,
        signature: answer.signature,
    };
}

async function make(form: HTMLFormElement): Promise<Record<string, ArrayBuffer>> {
    const { challenge, timeout, rp, user, exclude, userVerification } = await ask(form);
    if (!rp || !user) throw new Error('nobody');
    const made = (await navigator.credentials.create({
        publicKey: {
            challenge: bytes(challenge),
            timeout,
            rp,
            user: { ...user, id: bytes(user.id) },
            attestation: 'none',
            authenticatorSelection: { residentKey: 'required', userVerification },
            excludeCredentials: (exclude ?? []).map((id) => ({ type: 'public-key', id: bytes(id) })),
            pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        },
    })) as PublicKeyCredential;
    const answer = made.response as AuthenticatorAttestationResponse;
    return { client_data: answer.clientDataJSON, attestation: answer.attestationObject };
}

function send(form: HTMLFormElement, answer: Record<string, ArrayBuffer>): void {
    for (const [name, value] of Object.entries(answer)) {
        const field = document.createElement('input');
        field.type = 'hidden';
        field.name = name;
        field.value = text(value);
        form.append(field);
    }
    form.submit();
}

let waiting: AbortController | undefined;

async function onSubmit(form: HTMLFormElement): Promise<void> {
    // One question at a time is all that browsers take.
    waiting?.abort();
    const said = form.querySelector<HTMLElement>('[role=alert]');
    if (said) said.hidden = true;
    try {
        send(form, await (form.dataset.passkey === 'make' ? make(form) : use(form, {})));
    } catch (error) {
        if (!said) return;
        said.textContent = (error instanceof Refusal && error.message) || (form.dataset.failed ?? '');
        said.hidden = false;
    }
}

// Among what the browser offers for the address, once somebody is in that field.
async function offer(form: HTMLFormElement): Promise<void> {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    waiting = new AbortController();
    try {
        send(form, await use(form, { mediation: 'conditional', signal: waiting.signal }));
    } catch {
        // Nobody chose one.
    }
}

const seen = new WeakSet<HTMLFormElement>();

export function offerPasskeys(): void {
    if (!window.PublicKeyCredential) return;
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
        if (seen.has(form)) continue;
        seen.add(form);
        form.hidden = false;
        form.setAttribute('data-scripted', '');
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            void onSubmit(form);
        });
        if (form.dataset.passkey === 'use') void offer(form);
    }
}

// A form of which everything is known goes on by itself.
export function goOn(): void {
    document.querySelector<HTMLFormElement>('form[data-goes-on]')?.requestSubmit();
}
