// A provider of OpenID Connect on a port of this machine, for journeys: npm's oidc-provider, with an account for each name
// that is typed, whose address is NAME@example.org.
//
//   node oidc-provider.mjs '{"client_id": "...", "client_secret": "...", "redirect": "...", "verified": true, "ahead": 0}'
//
// `ahead`: milliseconds from this machine's clock to that of the program that asks. Prints its address.
import { createServer } from 'node:http';

const { client_id, client_secret, redirect, verified, ahead } = JSON.parse(process.argv[2]);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
const { default: Provider } = await import('oidc-provider');

const years = 20 * 365 * 24 * 3600; // seconds
let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id, client_secret, redirect_uris: [redirect] }],
        claims: { email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
        conformIdTokenClaims: false,
        pkce: { required: () => true },
        // The browser has a clock of its own, by which cookies end.
        ttl: { Interaction: years, Session: years, Grant: years },
        cookies: { keys: ['of a journey'] },
        findAccount: (_, sub) => ({
            accountId: sub,
            claims: () => ({
                sub,
                email: `${sub}@example.org`,
                email_verified: verified,
                given_name: 'Kari',
                family_name: 'There',
            }),
        }),
    });
    answer = provider.callback();
    console.log(issuer);
});
