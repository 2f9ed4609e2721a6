// Nobody's name, however long, makes a page wider than a phone. What no form sets (services, providers, the business)
// is given its long name in the page itself.
import { expect, type Page, test } from '@playwright/test';
import { book, expectFits, manageUrl, openCalendar, somebody, studio } from './helpers';
import { office, owner, signInAsOwner } from './office';

const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstands';

async function namesOf(page: Page, business: string): Promise<string[]> {
    const names = new Set<string>();
    for (const language of ['en', 'nb', 'nl'])
        for (const list of ['services', 'providers'] as const) {
            const headers = { 'Accept-Language': language };
            const answer = await page.request.get(`/api/v1/${business}/${list}`, { headers });
            const found: Record<string, { name: string }[]> = await answer.json();
            for (const { name } of found[list] ?? []) names.add(name);
        }
    names.add(business === studio ? 'Studio Lind' : owner.businessName);
    return [...names].sort((a, b) => b.length - a.length);
}

async function expectRoomFor(page: Page, names: string[]): Promise<void> {
    const replaced = await page.evaluate(
        ([short, long]) => {
            let count = 0;
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode as Text;
                const before = text.data;
                for (const name of short) text.data = text.data.replaceAll(name, long);
                if (text.data !== before) count += 1;
            }
            return count;
        },
        [names, word] as const,
    );
    expect(replaced, page.url()).toBeGreaterThan(0);
    await expectFits(page);
}

test('the longest names, addresses and notes fit a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });

    const ours = await namesOf(page, studio);
    await page.goto(`/${studio}?lang=en`);
    await expectRoomFor(page, ours);
    await page.reload();
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('.tb-steps')).toBeVisible();
    await expectRoomFor(page, ours);
    await openCalendar(page);
    await expectRoomFor(page, ours);

    const person = {
        ...somebody(),
        name: word,
        surname: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 100),
        email: `${'x'.repeat(40)}.${Date.now()}@${`${'y'.repeat(60)}.`.repeat(2)}example.org`,
        note: `${word}\n\n${'a little more '.repeat(60)}`,
    };
    await book(page, person, owner.business);
    const names = await namesOf(page, owner.business);
    await expectRoomFor(page, names);
    const booking = manageUrl(page);
    for (const step of ['reschedule', 'cancellation']) {
        await page.goto(`${booking}/${step}`);
        await expectRoomFor(page, names);
    }

    await signInAsOwner(page);
    await page.goto(office(`/customers?q=${person.surname.slice(0, 30)}`));
    const customer = (await page.locator('.tb-row-link').first().getAttribute('href')) ?? '';
    await expectRoomFor(page, names);
    for (const tab of ['', '/details', '/messages', '/changes']) {
        await page.goto(customer + tab);
        await expectRoomFor(page, names);
    }
    await page.goto(customer);
    await page.getByRole('link', { name: 'New appointment' }).click();
    await expectRoomFor(page, names);
    await page.locator('#tb-time').fill('3:09');
    await page.locator('form:has(#tb-time) button').click();
    await expectRoomFor(page, names);
    await page.goto(customer);
    await page.locator('a[href*="/office/bookings/0"]').first().click();
    await expect(page.locator('.tb-facts').first()).toBeVisible();
    await expectRoomFor(page, names);
    for (const path of ['/messages', '/workflows', '/people', '/settings/customer-panel']) {
        await page.goto(office(path));
        await expectRoomFor(page, names);
    }
});

test('pages fit a phone in a language of longer words', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`/${owner.business}?lang=nl`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    await expectFits(page);
    await signInAsOwner(page);
    const paths = ['', '/customers', '/services', '/services/add-ons', '/services/fields', '/hours', '/hours/why', '/people'];
    paths.push('/messages', '/workflows', '/templates', '/settings/business', '/settings/business/host', '/settings/modules');
    for (const path of paths) {
        await page.goto(office(`${path}?lang=nl`));
        await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
        await expectFits(page);
    }
});
