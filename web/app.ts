// Every page works without this script. It swaps pages without a reload, keeps the keyboard's place, shows the visitor's
// own time, and stops a form from being sent twice.
import 'htmx.org';
import { tellChosenTime } from './chosen';
import { fitIntoParent } from './embedded';
import { findEverywhere } from './find';
import { keepPlace } from './focus';
import { watchFrame } from './frame';
import { keepFresh } from './fresh';
import { drawHours } from './hours';
import { insertPlaceholders } from './insert';
import { pressKeys } from './keys';
import { closeMenus } from './menu';
import { dragRows } from './order';
import { goOn, offerPasskeys } from './passkey';
import { offerPrinting } from './print';
import { showSecrets } from './secret';
import { selectRows } from './select';
import { showByAnswers } from './shown';
import { sendOnce } from './submit';
import { keepTyped } from './typed';
import { showOwnTimes } from './zone';

fitIntoParent();
watchFrame();
keepPlace();
closeMenus();
pressKeys();
findEverywhere();
sendOnce();
tellChosenTime();
insertPlaceholders();
dragRows();
selectRows();
offerPrinting();
drawHours();
keepFresh();
showSecrets();
keepTyped();
showByAnswers();
showOwnTimes(document);
offerPasskeys();
goOn();
document.addEventListener('htmx:afterSwap', () => {
    showOwnTimes(document);
    offerPasskeys();
});
