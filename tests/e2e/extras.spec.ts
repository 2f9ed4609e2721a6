// Add-ons and extra fields: an owner makes them, a customer books with them, and staff see them on the appointment.
import { expect, type Page, test } from '@playwright/test';
import { chooseTime, confirm, fillIn, inspect, openFarDay, programNow, somebody, studio } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

async function openAdding(page: Page, words: string): Promise<void> {
    const summary = page.locator('summary', { hasText: words });
    if (!(await summary.evaluate((e) => (e.parentElement as HTMLDetailsElement).open))) await summary.click();
}

const adding = (page: Page) => page.locator('.tb-block form');

async function addService(page: Page, name: string): Promise<void> {
    await page.goto(office('/services'));
    await page.locator('#f-name').fill(name);
    await page.locator('#f-duration').fill('45');
    await page.locator('#f-price').fill('60');
    await page.keyboard.press('Enter');
    await expect(page.locator('.tb-order-row', { hasText: name })).toBeVisible();
}

// Offered with that service alone, so that it changes no other journey.
async function addAddOn(page: Page, name: string, service: string): Promise<void> {
    await page.goto(office('/services/add-ons'));
    await openAdding(page, 'Add an add-on');
    const form = adding(page);
    await form.locator('input[name^="name_"]').first().fill(name);
    await form.locator('input[name="duration"]').fill('20');
    await form.locator('input[name="price"]').fill('15');
    for (const tick of await form.locator('.tb-ticks input').all()) await tick.uncheck();
    await form.locator('.tb-ticks label', { hasText: service }).locator('input').check();
    await form.locator('button[type=submit]').click();
    await expect(page.locator('.tb-order-row', { hasText: name })).toContainText('20 min');
}

async function addField(page: Page, label: string, kind: string, service: string, shown = ''): Promise<void> {
    await page.goto(office('/services/fields'));
    await openAdding(page, 'Add an extra field');
    const form = adding(page);
    await form.locator('input[name^="label_"]').first().fill(label);
    await form.locator('select[name="kind"]').selectOption(kind);
    await form.locator('button[type=submit]').click();
    await expect(page.locator('h1')).toContainText(label);
    await page.locator('input[name="required"]').check();
    await page.locator('.tb-choice', { hasText: 'only these services' }).locator('input').check();
    await page.locator('.tb-ticks label', { hasText: service }).locator('input').check();
    if (shown) await page.locator('select[name="condition"]').selectOption({ label: shown });
    await page.locator('main form button[type=submit]', { hasText: 'Save' }).click();
    await expect(page.locator('[role=status]')).toBeVisible();
}

test('an owner makes an add-on and fields, a customer books with them, staff see them', async ({ page }) => {
    test.setTimeout(120_000);
    const mark = test.info().project.name;
    const service = `Long talk ${mark}`;
    const names = { tea: `Tea ${mark}`, allergies: `Allergies ${mark}`, which: `Which ${mark}`, day: `Last time ${mark}` };
    await signInAsOwner(page);
    await addService(page, service);
    await addAddOn(page, names.tea, service);
    await inspect(page, 'add-ons');
    await page.locator('.tb-order-row a', { hasText: names.tea }).click();
    await inspect(page, 'add-on');
    await addField(page, names.allergies, 'yes_no', service);
    await addField(page, names.which, 'text', service, `only after: ${names.allergies}: Yes`);
    await addField(page, names.day, 'date', service);
    await inspect(page, 'extra-field');
    await page.goto(office('/services/fields'));
    await expect(page.locator('.tb-order-row', { hasText: names.which })).toContainText('only after');
    await inspect(page, 'extra-fields');

    await page.goto(`/${owner.business}?lang=en`);
    await page.locator('a.tb-link', { hasText: service }).click();
    await expect(page.locator('h1')).toHaveText('Anything else?');
    await inspect(page, 'extras');
    await page.locator('label', { hasText: names.tea }).locator('input').check();
    await page.locator('main button[type=submit]').click();
    await expect(page.locator('h1')).toHaveText('Where?');
    await page.locator('a.tb-link', { hasText: 'Amsterdamse Bos' }).click();
    await expect(page.locator('h1')).toHaveText('When suits you?');
    await expect(page).toHaveURL(/extras=/);
    await openFarDay(page);
    await chooseTime(page);
    await expect(page.locator('.tb-facts').first()).toContainText(names.tea);

    const person = somebody();
    await fillIn(page, person);
    const which = page.getByLabel(names.which);
    await expect(which).toBeHidden();
    const allergies = page.locator('fieldset', { hasText: names.allergies });
    await allergies.getByLabel('No').check();
    await expect(which).toBeHidden();
    await allergies.getByLabel('Yes').check();
    await expect(which).toBeVisible();
    await which.fill('Nuts');
    await inspect(page, 'details-with-fields');
    await confirm(page).click();
    await expect(page.locator('.alert-danger')).toContainText(names.day);
    await expect(which).toHaveValue('Nuts');
    await page.getByLabel(names.day).fill('2026-05-04');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('main')).toContainText('Nuts');
    await expect(page.locator('main')).toContainText(names.tea);
    await inspect(page, 'booked-with-extras');

    // Its address holds its id, before the secret.
    const id = /bookings\/([0-9A-Z]{13})-/.exec(page.url())?.[1] ?? '';
    await page.goto(office(`/bookings/${id}`));
    await expect(page.locator('main')).toContainText(names.tea);
    await expect(page.locator('main')).toContainText('Nuts');
    await inspect(page, 'appointment-with-extras');
    await page.locator('main a', { hasText: 'All appointments of the day' }).click();
    await expect(page.locator('.tb-slot', { hasText: service })).toContainText(names.tea);
    await inspect(page, 'appointments-with-extras');

    // Staff write down what a caller says; what they do not say is missing afterwards.
    await page.goto(office('/bookings/new'));
    await page.locator('#tb-service').selectOption(await page.locator('#tb-service option', { hasText: service }).getAttribute('value'));
    await page.locator('#tb-day').fill(new Date(programNow() + 20 * 86_400_000).toISOString().slice(0, 10));
    await submit(page, 'Show the free times');
    await page.locator('#tb-time').fill(mark === 'phone' ? '2:25' : '1:25');
    await submit(page, 'Go on');
    await page.locator('#f-name').fill(person.name);
    await expect(page.getByLabel(names.which)).toBeHidden();
    await page.locator('fieldset', { hasText: names.allergies }).getByLabel('Yes').check();
    await page.getByLabel(names.which).fill('Milk');
    await inspect(page, 'desk-with-fields');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-danger')).toContainText('not at work');
    await expect(page.getByLabel(names.which)).toHaveValue('Milk');
    await submit(page, 'Book it outside the hours');
    await expect(page.locator('.alert-success')).toContainText('booked');
    await expect(page.locator('.tb-facts > div', { hasText: names.which })).toContainText('Milk');
    await expect(page.locator('.tb-facts > div', { hasText: names.day })).toContainText('missing');
    await inspect(page, 'appointment-with-missing');

    // Other journeys book the first service that there is.
    await page.goto(office('/services'));
    await page.locator('.tb-order-row a', { hasText: service }).click();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await expect(page.locator('[role=status]')).toBeVisible();
});

test('a customer sends a picture with the booking, which only the staff can open', async ({ page, context }) => {
    const picture = 'demo/anna-vos-coaching.png';
    await page.goto(`/${studio}?lang=en`);
    await page.locator('a.tb-link', { hasText: 'Full colour' }).click();
    await expect(page.locator('h1')).toHaveText('Anything else?');
    await inspect(page, 'extras-of-the-demo');
    await page.locator('label', { hasText: 'Gloss treatment' }).locator('input').check();
    await page.locator('main button[type=submit]').click();
    await expect(page.locator('h1')).toHaveText('With whom?');
    await page.locator('a.tb-link').first().click();
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, somebody());
    const file = page.getByLabel('A picture of your hair today');
    await file.setInputFiles({ name: 'hair.png', mimeType: 'image/png', buffer: Buffer.from('<script>no picture</script>') });
    await confirm(page).click();
    await expect(page.locator('main [role=alert]')).toContainText('Choose a picture');
    await inspect(page, 'upload-refused');
    await file.setInputFiles(picture);
    await inspect(page, 'upload');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('main')).toContainText('anna-vos-coaching.png');
    await inspect(page, 'uploaded');
    const address = /bookings\/([0-9A-Z]{13})-/.exec(page.url())?.[1] ?? '';
    await context.clearCookies();
    await page.goto(`/${studio}/office/bookings/${address}`);
    await expect(page).toHaveURL(/office\/sign-in/);
});
